"""The points of a canvas: where they lie, what they are called, and their pictures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from simlab.dashboard.canvas.encoding import EncodedFile, encode_file, fingerprint
from simlab.errors import InputError, first_few

DRAWN_LIMIT = 20_000
"""Points drawn at once; a million would take 17 s to the first paint. Draw a sample and say so."""

SPRITE_SIDE_LIMIT = 16_384
"""Largest side of a sprite sheet in pixels: what browsers decode without scaling."""


@dataclass(frozen=True, eq=False)
class Sprite:
    """All thumbnails of a canvas in one image: square tiles, row by row.

    Attributes:
        content: the image file (JPEG or WebP).
        mimetype: of `content`.
        tile: side of a tile in pixels.
        columns: tiles in a row.
        tile_of_point: int32 [n], the tile of each point; −1 where it has no picture.
    """

    content: bytes
    mimetype: str
    tile: int
    columns: int
    tile_of_point: NDArray[np.int32]


def sprite_sheet(pictures: Iterable[Image.Image | None], *, tile: int = 96, quality: int = 82) -> Sprite:
    """One sheet of all pictures, each fitted into its square tile on grey.

    Args:
        pictures: one RGB picture a point, in the points' order; None where there is none.
        tile: side of a tile in pixels.
        quality: of the JPEG, 1 to 95.

    Raises:
        InputError: the sheet would be larger than a browser decodes.
    """
    images = list(pictures)
    present = [i for i, image in enumerate(images) if image is not None]
    columns = max(1, int(np.ceil(np.sqrt(len(present)))))
    if columns * tile > SPRITE_SIDE_LIMIT:
        raise InputError(
            f"{len(present):,} thumbnails of {tile} pixels need a sheet of {columns * tile:,} pixels a side; browsers "
            f"decode {SPRITE_SIDE_LIMIT:,}. Use smaller tiles, or draw a sample of the points."
        )
    rows = max(1, -(-len(present) // columns))
    sheet = Image.new("RGB", (columns * tile, rows * tile), (128, 128, 128))
    tile_of_point = np.full(len(images), -1, dtype=np.int32)
    for number, i in enumerate(present):
        picture = images[i]
        assert picture is not None
        fitted = picture.copy()
        fitted.thumbnail((tile, tile))
        left = (number % columns) * tile + (tile - fitted.width) // 2
        top = (number // columns) * tile + (tile - fitted.height) // 2
        sheet.paste(fitted, (left, top))
        tile_of_point[i] = number
    buffer = BytesIO()
    sheet.save(buffer, "JPEG", quality=quality)
    return Sprite(buffer.getvalue(), "image/jpeg", tile, columns, tile_of_point)


@dataclass(frozen=True, eq=False)
class CanvasPoints:
    """The references that are drawn, the same in every panel. Keep the object over reruns: it is encoded once.

    Attributes:
        image_rows: int32 [n], the image row of each point; clicks come back as one of them.
        x: float64 [n], map coordinate, finite.
        y: float64 [n], map coordinate, finite.
        labels: [n], name shown on hover (an image id).
        contexts: [n], shown below the name; None where contexts are unknown.
        hover_lines: [n], one more line on hover, such as the number of triples; or None.
        sprite: thumbnails shown on hover; or None.
        axes: names of the two map axes, such as ("PC1", "PC2"); "" leaves an axis unnamed.
        source: what the points are, at the head of a picture that is saved, such as "Demo, validation, SYNTHETIC".

    Raises:
        InputError: lengths differ, a coordinate is not finite, an image row repeats, or there are too many points.
    """

    image_rows: NDArray[np.int32]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    labels: tuple[str, ...]
    contexts: tuple[str, ...] | None = None
    hover_lines: tuple[str, ...] | None = None
    sprite: Sprite | None = None
    axes: tuple[str, str] = ("", "")
    source: str = ""

    def __post_init__(self) -> None:
        count = len(self.image_rows)
        if count > DRAWN_LIMIT:
            raise InputError(
                f"{count:,} points are too many to draw; the canvas takes {DRAWN_LIMIT:,}. Draw a random sample "
                "and say so in the notice: membership of regions is computed for all of them on the server."
            )
        lengths = {
            "x": len(self.x),
            "y": len(self.y),
            "labels": len(self.labels),
            "contexts": count if self.contexts is None else len(self.contexts),
            "hover_lines": count if self.hover_lines is None else len(self.hover_lines),
            "sprite tiles": count if self.sprite is None else len(self.sprite.tile_of_point),
        }
        wrong = [f"{name}: {length:,}" for name, length in lengths.items() if length != count]
        if wrong:
            raise InputError(f"The canvas has {count:,} image rows, but {', '.join(wrong)}. Give one entry a point.")
        lost = np.flatnonzero(~(np.isfinite(self.x) & np.isfinite(self.y)))
        if len(lost):
            raise InputError(
                f"{len(lost):,} of {count:,} points have no finite coordinates (image rows "
                f"{first_few(self.image_rows[lost])}). Leave out what the map does not place."
            )
        rows, times = np.unique(self.image_rows, return_counts=True)
        if len(rows) < count:
            raise InputError(
                f"{int((times > 1).sum()):,} image rows are drawn more than once (first: "
                f"{first_few(rows[times > 1])}). Give every reference one point."
            )

    @cached_property
    def drawn_rows(self) -> frozenset[int]:
        """The image rows of all points."""
        return frozenset(self.image_rows.tolist())

    @cached_property
    def file(self) -> EncodedFile:
        """The points as the browser fetches them: x and y as float32, texts in the header."""
        x, y = self.x.astype(np.float32), self.y.astype(np.float32)
        header: dict[str, object] = {
            "labels": list(self.labels),
            "hover": None if self.hover_lines is None else list(self.hover_lines),
            "axes": list(self.axes),
            "source": self.source,
            "map": fingerprint(x.tobytes() + y.tobytes()),
            "contexts": None,
            "sprite": None,
        }
        arrays: dict[str, NDArray[np.generic]] = {"x": x, "y": y, "rows": self.image_rows.astype(np.int32)}
        if self.contexts is not None:
            names, codes = np.unique(np.asarray(self.contexts, dtype=str), return_inverse=True)
            header["contexts"] = names.tolist()
            arrays["context"] = codes.astype(np.int32)
        if self.sprite is not None:
            header["sprite"] = {"tile": self.sprite.tile, "columns": self.sprite.columns}
            arrays["spriteTile"] = self.sprite.tile_of_point.astype(np.int32)
        return encode_file(header, arrays)
