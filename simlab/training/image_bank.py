"""Pictures for training: decoded once and kept as pixels when they fit in memory, decoded again each time if not."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from jaxtyping import Int, UInt8

from simlab.encoders.pixels import square
from simlab.progress import SILENT, Progress
from simlab.workspace import Workspace

MEMORY_LIMIT = 2 << 30


class ImageBank:
    """Central squares of a workspace's images, at one side, by image row.

    Attributes:
        rows: the image rows that it has, ascending.
        places: per image row its place among them, −1 for none.
    """

    def __init__(
        self,
        workspace: Workspace,
        image_rows: Sequence[int] | Int[np.ndarray, " k"],
        side: int,
        *,
        memory_limit: int = MEMORY_LIMIT,
        progress: Progress = SILENT,
    ) -> None:
        self._workspace, self._side = workspace, side
        rows = np.unique(np.asarray(image_rows, dtype=np.int64))
        self.rows = torch.from_numpy(rows)
        self.places = torch.full((len(workspace.images),), -1, dtype=torch.int64)
        self.places[self.rows] = torch.arange(len(rows))
        self._pool = ThreadPoolExecutor(min(8, os.cpu_count() or 1))
        self._pixels: torch.Tensor | None = None
        if len(rows) * 3 * side * side <= memory_limit:
            self._pixels = torch.empty((len(rows), 3, side, side), dtype=torch.uint8)
            progress.stage("decoding images", len(rows))
            for place, pixels in enumerate(self._pool.map(self._decode, rows.tolist())):
                self._pixels[place] = pixels
                progress.advance()

    def take(self, image_rows: Int[torch.Tensor, " k"]) -> UInt8[torch.Tensor, "k 3 side side"]:
        """The pixels of these images; the same whether they are kept or decoded now."""
        if self._pixels is not None:
            return self._pixels[self.places[image_rows]]
        return torch.stack(list(self._pool.map(self._decode, image_rows.tolist())))

    def _decode(self, row: int) -> torch.Tensor:
        return square(self._workspace.picture(row), self._side)
