"""Pictures decoded and prepared in processes of their own (torch's DataLoader), so that a device is kept busy."""

import multiprocessing
import os
import shutil
import threading
import warnings
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from jaxtyping import Int
from torch.utils.data import DataLoader, Dataset

from simlab.encoders.encoder import Prepare
from simlab.encoders.extraction.pictures import Batch, Stacks, prepared_picture
from simlab.errors import SimLabError
from simlab.workspace import Workspace

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

_AHEAD = 2
"""Chunks that each process makes before they are asked for."""
_MOST_SHARED_BYTES = 256 * 2**20
_SHARED_MEMORY = Path("/dev/shm")
Chunk = tuple[Int[np.ndarray, " k"], tuple[int, ...]]
"""Image rows, and the numbers of the encoders that need them."""


class _Chunks(Dataset[tuple[np.ndarray, ...] | SimLabError]):
    """Chunks of batches by number; each process opens the workspace by its path.

    A picture that cannot be read comes back as the error itself: torch would wrap a raised one in a traceback.
    """

    def __init__(self, path: Path, prepares: Sequence[Prepare], chunks: Sequence[Chunk]) -> None:
        self._path, self._prepares, self._chunks = path, tuple(prepares), tuple(chunks)
        self._workspace: Workspace | None = None

    def __len__(self) -> int:
        return len(self._chunks)

    def __getitem__(self, number: int) -> tuple[np.ndarray, ...] | SimLabError:
        self._workspace = self._workspace or Workspace(self._path)
        rows, encoders = self._chunks[number]
        wanted = [self._prepares[encoder] for encoder in encoders]
        try:
            pictures = [prepared_picture(self._workspace, wanted, int(row)) for row in rows]
        except SimLabError as error:
            return error
        return tuple(np.stack(alike) for alike in zip(*pictures, strict=True))


def prepared_elsewhere(
    workspace: Workspace,
    prepares: Sequence[Prepare],
    batches: Sequence[Batch],
    *,
    workers: int,
    bytes_per_picture: int,
    pinned: bool,
) -> Generator[Stacks, None, None]:
    """The batches, prepared by worker processes, in order.

    Args:
        workspace: whose pictures; opened again by its path in each process.
        prepares: one for each encoder; sent to the processes.
        batches: image rows, and which encoders need them.
        workers: processes, 1 or more.
        bytes_per_picture: of a picture prepared for all encoders together.
        pinned: in memory from which CUDA can copy while it computes.

    Raises:
        ImageError: a file cannot be read.
    """
    size = _chunk_size(workers, bytes_per_picture)
    chunks = [
        (batch.rows[start : start + size], batch.encoders)
        for batch in batches
        for start in range(0, len(batch.rows), size)
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # more processes than cores are the caller's wish
        loader = DataLoader(
            _Chunks(workspace.path.resolve(), prepares, chunks),
            batch_size=None,
            num_workers=workers,
            prefetch_factor=_AHEAD,
            multiprocessing_context=_context(),
            worker_init_fn=_start,
            generator=torch.Generator(),  # else torch's own would be drawn from
        )
    made = iter(loader)
    for batch in batches:
        yield _assembled(made, len(batch.rows), pinned)


def _assembled(chunks: "Iterator[list[torch.Tensor] | SimLabError]", n_images: int, pinned: bool) -> Stacks:
    """The next chunks as one stack for each encoder."""
    stacks: list[torch.Tensor] = []
    filled = 0
    while filled < n_images:
        chunk = next(chunks)
        if isinstance(chunk, SimLabError):
            raise chunk
        if not stacks:
            stacks = [torch.empty((n_images, *part.shape[1:]), dtype=part.dtype, pin_memory=pinned) for part in chunk]
        for stack, part in zip(stacks, chunk, strict=True):
            stack[filled : filled + len(part)] = part
        filled += len(chunk[0])
    return tuple(stack.numpy() for stack in stacks)  # views, so that pinned memory stays pinned


def _chunk_size(workers: int, bytes_per_picture: int) -> int:
    """Pictures that a process hands over at once: all that are on their way must fit in shared memory."""
    room = _MOST_SHARED_BYTES
    if _SHARED_MEMORY.is_dir():
        room = min(room, shutil.disk_usage(_SHARED_MEMORY).free // 2)
    return max(1, min(64, room // (workers * (_AHEAD + 1) * bytes_per_picture)))


def _context() -> "BaseContext":
    """How processes start: never by forking this one, which has threads and may have a CUDA context."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])  # torch is then imported once for all of them
    return context


def _start(worker: int) -> None:
    threading.Thread(target=_end_with_parent, name="end with parent", daemon=True).start()


def _end_with_parent() -> None:
    """Leave when the process that asked for this one has ended, however that was; the fork server is no sign of it."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
