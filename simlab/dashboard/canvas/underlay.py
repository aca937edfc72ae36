"""A heat map under the points: one for all panels, or one for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simlab.dashboard.canvas.encoding import EncodedFile, encode_file
from simlab.dashboard.canvas.panels import Panel, described
from simlab.errors import InputError


@dataclass(frozen=True, eq=False)
class Underlay:
    """Cells of equal size on the map, coloured, and what is told of them under the pointer. Keep the object over
    reruns: it is encoded once.

    Attributes:
        title: what it shows, at the head of its legend.
        extent: left, bottom, right and top of the cells in map coordinates.
        columns: cells from left to right.
        maps: one for all panels of the canvas, or one for each; values float32 [rows * columns], row by row from the
            bottom; NaN is not painted.
        facts: further values of the cells, of the same form, told under the pointer and not painted.
        faint: bool [rows * columns], cells that rest on little and are painted paler.
        window: width and height, in map coordinates, of what a cell speaks of; outlined under the pointer.
        note: small, beside the title.

    Raises:
        InputError: something does not fit together; the message says what.
    """

    title: str
    extent: tuple[float, float, float, float]
    columns: int
    maps: tuple[Panel, ...]
    facts: tuple[Panel, ...]
    faint: NDArray[np.bool_]
    window: tuple[float, float]
    note: str = ""

    def __post_init__(self) -> None:
        if not self.maps:
            raise InputError(f"The underlay {self.title!r} needs at least one map.")
        left, bottom, right, top = self.extent
        sizes = (right - left, top - bottom, *self.window)
        if not np.isfinite([*self.extent, *self.window]).all() or min(sizes) <= 0:
            raise InputError(
                f"The underlay {self.title!r} covers {self.extent} with windows of {self.window}; it needs finite "
                "ends, the left before the right and the bottom below the top, and windows with an area."
            )
        count = len(self.faint)
        if self.columns < 1 or count % self.columns:
            raise InputError(f"{count:,} cells of the underlay {self.title!r} do not make rows of {self.columns:,}.")
        for panel in (*self.maps, *self.facts):
            if len(panel.values) != count:
                raise InputError(
                    f"{panel.title!r} has {len(panel.values):,} values for {count:,} cells of the underlay "
                    f"{self.title!r}."
                )

    @cached_property
    def file(self) -> EncodedFile:
        """The underlay as the browser fetches it."""
        header: dict[str, object] = {
            "title": self.title,
            "note": self.note,
            "extent": list(self.extent),
            "columns": self.columns,
            "window": list(self.window),
            "panels": [described(panel) for panel in self.maps],
            "facts": [described(panel) for panel in self.facts],
        }
        arrays = {**_values("values", self.maps), **_values("fact", self.facts)}
        return encode_file(header, {**arrays, "faint": self.faint.astype(np.uint8)})


def _values(name: str, panels: Sequence[Panel]) -> dict[str, NDArray[np.generic]]:
    return {f"{name}{number}": panel.values.astype(np.float32) for number, panel in enumerate(panels)}
