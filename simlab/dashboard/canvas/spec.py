"""Everything a canvas shows, as one validated value."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simlab.dashboard.canvas.encoding import EncodedFile, encode_mask, encode_shape
from simlab.dashboard.canvas.events import Mode
from simlab.dashboard.canvas.panels import Panel, check_colors, encode_panels
from simlab.dashboard.canvas.points import CanvasPoints
from simlab.dashboard.canvas.underlay import Underlay
from simlab.errors import InputError, first_few

Polygon = tuple[tuple[float, float], ...]
"""Vertices in the coordinates of the map; the last edge back to the first is implied."""

Tool = Literal["pan", "lasso", "box", "polygon"]


def _check_polygon(polygon: Polygon, what: str) -> None:
    if len(polygon) < 3 or not np.isfinite(np.asarray(polygon, dtype=np.float64)).all():
        raise InputError(f"{what} needs at least 3 vertices with finite coordinates; it has {len(polygon)} vertices.")


@dataclass(frozen=True)
class SelectionStroke:
    """One outline of a selection, in the order in which they were drawn.

    Attributes:
        polygon: its vertices.
        mode: whether it replaces what was selected before, adds to it, or takes away from it.
    """

    polygon: Polygon
    mode: Mode = "replace"

    def __post_init__(self) -> None:
        _check_polygon(self.polygon, "The selection")


@dataclass(frozen=True)
class CanvasRegion:
    """A region that stays drawn, in the order of priority: the first lies on top.

    Attributes:
        id: names the region in later events; unique on the canvas.
        name: written in it.
        color: '#rrggbb'.
        polygon: its vertices; filled by the even-odd rule.
        hint: only points at a part of the map: a dashed outline without a fill.
        offered: a hint that the reader may accept or dismiss.
    """

    id: str
    name: str
    color: str
    polygon: Polygon
    hint: bool = False
    offered: bool = False

    def __post_init__(self) -> None:
        check_colors([self.color], f"region {self.name!r}")
        _check_polygon(self.polygon, f"Region {self.name!r}")

    def message(self) -> dict[str, object]:
        """For the browser."""
        kind = {key: True for key, holds in (("hint", self.hint), ("offered", self.offered)) if holds}
        shape = encode_shape(self.polygon)
        return {"id": self.id, "name": self.name, "color": self.color, **kind, "shape": shape}


@dataclass(frozen=True, eq=False)
class CanvasSpec:
    """What a canvas shows.

    Attributes:
        points: where the references lie.
        panels: one or more colourings of them, drawn side by side on shared axes.
        purpose: 'select' asks about the drawn part and keeps one outline; 'draw' makes regions.
        regions: drawn in every panel.
        chosen: id of the region in hand; None, or an id that is not drawn, for none.
        selection: outlines of what was selected; drawn until there are none.
        selected_rows: int32 image rows that stand out; None: those that the `selection` holds, found in the browser.
        sizes: float32 [n], diameter of each point in pixels; None: by their number.
        opacities: float32 [n], 0 to 1; or None.
        underlay: a heat map under the points; or None.
        tool: active when the canvas appears.
        height: of the whole component in pixels.
        dark: the theme is dark.
        notice: small line below, such as "20,000 of 96,310 references drawn (random sample)".

    Raises:
        InputError: something does not fit together; the message says what.
    """

    points: CanvasPoints
    panels: tuple[Panel, ...]
    purpose: Literal["select", "draw"] = "select"
    regions: tuple[CanvasRegion, ...] = ()
    chosen: str | None = None
    selection: tuple[SelectionStroke, ...] = ()
    selected_rows: NDArray[np.int32] | None = None
    sizes: NDArray[np.float32] | None = None
    opacities: NDArray[np.float32] | None = None
    underlay: Underlay | None = None
    tool: Tool = "lasso"
    height: int = 560
    dark: bool = False
    notice: str = ""

    def __post_init__(self) -> None:
        count = len(self.points.image_rows)
        if not self.panels:
            raise InputError("A canvas needs at least one panel.")
        for panel in self.panels:
            if len(panel.values) != count:
                raise InputError(f"Panel {panel.title!r} has {len(panel.values):,} values for {count:,} points.")
        for name, array in (("sizes", self.sizes), ("opacities", self.opacities)):
            if array is not None and not (len(array) == count and np.isfinite(array).all()):
                raise InputError(f"The canvas needs one finite entry of {name} for each of its {count:,} points.")
        if self.underlay is not None and len(self.underlay.maps) not in (1, len(self.panels)):
            raise InputError(
                f"The underlay {self.underlay.title!r} has {len(self.underlay.maps)} maps for {len(self.panels)} "
                "panels; give one for all of them, or one for each."
            )
        ids = [region.id for region in self.regions]
        repeated = sorted({name for name in ids if ids.count(name) > 1})
        if repeated:
            raise InputError(f"{len(repeated)} region ids are used more than once: {first_few(repeated)}.")
        if not 200 <= self.height <= 4000:
            raise InputError(f"A canvas is 200 to 4,000 pixels high, not {self.height}.")

    @cached_property
    def panel_file(self) -> EncodedFile:
        """The panels as the browser fetches them."""
        return encode_panels(self.panels, self.sizes, self.opacities)

    def message(self) -> dict[str, object]:
        """The part of the component's data that changes with an edit; small, because every rerun sends it."""
        selected = None
        if self.selected_rows is not None:
            selected = encode_mask(np.isin(self.points.image_rows, self.selected_rows))
        return {
            "revision": f"{self.points.file.fingerprint}-{self.panel_file.fingerprint}",
            "purpose": self.purpose,
            "tool": self.tool,
            "height": self.height,
            "dark": self.dark,
            "notice": self.notice,
            "regions": [region.message() for region in self.regions],
            "chosen": self.chosen,
            "selection": [{"mode": one.mode, "shape": encode_shape(one.polygon)} for one in self.selection],
            "selected": selected,
        }
