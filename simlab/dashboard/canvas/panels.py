"""The panels of a canvas: what each point's colour means in each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simlab.dashboard.canvas.encoding import EncodedFile, encode_file
from simlab.errors import InputError, first_few

NumberFormat = Literal["percent", "points", "count", "plain"]
"""How a value reads: 0.834 as "83 %", 0.021 as "+2.1 points", 1234 as "1,234", or in three digits."""

Symbol = Literal["circle", "square", "diamond", "triangle-up", "cross", "x", "star"]

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def check_colors(colors: Sequence[str], where: str) -> None:
    """Refuse anything but '#rrggbb': plotly.js and our own layers must agree, and user text must not reach a style.

    Raises:
        InputError: names the first colours that are of another form.
    """
    wrong = [color for color in colors if not _COLOR.fullmatch(color)]
    if wrong:
        raise InputError(f"{len(wrong)} colours of {where} are not of the form '#rrggbb': {first_few(wrong)}.")


@dataclass(frozen=True)
class ColorScale:
    """A continuous scale.

    Attributes:
        stops: (position, '#rrggbb') from position 0 to 1, ascending; plotly.js does not know scales by name.
        low: value at position 0; values below are drawn in its colour.
        high: value at position 1.
        number: how values read.
        title: of the colour bar, such as "accuracy".
        mark: a value marked on the bar, such as 0.5, chance; or None.
        mark_label: what the mark means, such as "chance".

    Raises:
        InputError: the stops are not a scale, or low is not below high.
    """

    stops: tuple[tuple[float, str], ...]
    low: float
    high: float
    number: NumberFormat = "percent"
    title: str = ""
    mark: float | None = None
    mark_label: str = ""

    def __post_init__(self) -> None:
        positions = [position for position, _ in self.stops]
        if len(positions) < 2 or positions != sorted(positions) or positions[0] != 0 or positions[-1] != 1:
            raise InputError(f"A colour scale's positions must ascend from 0 to 1; these are {positions}.")
        check_colors([color for _, color in self.stops], f"the scale {self.title!r}")
        if not (np.isfinite([self.low, self.high]).all() and self.low < self.high):
            raise InputError(f"The scale {self.title!r} runs from {self.low} to {self.high}; low must be below high.")
        if self.mark is not None and not self.low <= self.mark <= self.high:
            raise InputError(
                f"The mark {self.mark} of the scale {self.title!r} lies outside {self.low} to {self.high}."
            )


@dataclass(frozen=True)
class Category:
    """One kind of point: its name in legend and tooltip, its colour '#rrggbb', its plotly.js symbol."""

    name: str
    color: str
    symbol: Symbol = "circle"


@dataclass(frozen=True, eq=False)
class Panel:
    """One scatter of the same points.

    Attributes:
        title: above the panel, such as the model's name; "" for none (one panel needs none).
        values: float32 [n]; NaN = no data, drawn hollow. With categories: the index of the point's category.
        coloring: a scale, or the categories that the values index.
        subtitle: small, beside the title, such as "81.2 %".

    Raises:
        InputError: a category index is not one of the categories.
    """

    title: str
    values: NDArray[np.float32]
    coloring: ColorScale | tuple[Category, ...]
    subtitle: str = ""

    def __post_init__(self) -> None:
        if np.isinf(self.values).any():
            raise InputError(
                f"{int(np.isinf(self.values).sum()):,} values of panel {self.title!r} are infinite; NaN means no data."
            )
        if isinstance(self.coloring, ColorScale):
            return
        check_colors([category.color for category in self.coloring], f"panel {self.title!r}")
        known = self.values[~np.isnan(self.values)]
        wrong = (known != np.rint(known)) | (known < 0) | (known >= len(self.coloring))
        if wrong.any():
            raise InputError(
                f"{int(wrong.sum()):,} values of panel {self.title!r} are no index of its {len(self.coloring)} "
                f"categories: {first_few(known[wrong])}."
            )


def encode_panels(
    panels: Sequence[Panel],
    sizes: NDArray[np.float32] | None = None,
    opacities: NDArray[np.float32] | None = None,
) -> EncodedFile:
    """Titles, scales and values of all panels as one file, apart from the points: recolouring sends only this.

    Args:
        panels: their values have one length n.
        sizes: float32 [n], diameter in pixels; None lets the canvas choose by the number of points.
        opacities: float32 [n], 0 to 1; or None.
    """
    arrays: dict[str, NDArray[np.generic]] = {
        f"values{i}": panel.values.astype(np.float32) for i, panel in enumerate(panels)
    }
    if sizes is not None:
        arrays["sizes"] = sizes.astype(np.float32)
    if opacities is not None:
        arrays["opacities"] = opacities.astype(np.float32)
    return encode_file({"panels": [described(panel) for panel in panels]}, arrays)


def described(panel: Panel) -> dict[str, object]:
    """Title and colouring as the browser reads them."""
    coloring = panel.coloring
    return {
        "title": panel.title,
        "subtitle": panel.subtitle,
        "scale": asdict(coloring) if isinstance(coloring, ColorScale) else None,
        "categories": None if isinstance(coloring, ColorScale) else [asdict(category) for category in coloring],
    }
