"""Upright lines across a whole figure, each with its name above, where names never lie on one another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import plotly.graph_objects as go

_STOREY = 18
_CHARACTER = 1 / 110
"""Width of a character as a share of the plot's, at the widths that pages and reports have."""


@dataclass(frozen=True)
class Level:
    """One line.

    Attributes:
        label: its name.
        value: where it stands on the axis.
        dash: `solid`, `dash` or `dot`.
        colour: '#rrggbb'.
    """

    label: str
    value: float
    dash: str
    colour: str


def draw_levels(figure: "go.Figure", levels: Sequence[Level], limits: tuple[float, float]) -> int:
    """Draw the lines and their names.

    Args:
        figure: with one horizontal axis.
        levels: all between the limits.
        limits: ends of the axis.

    Returns:
        the room that the names need above the plot, in pixels.
    """
    taken: list[float] = []
    for level in sorted(levels, key=lambda level: level.value):
        place = (level.value - limits[0]) / (limits[1] - limits[0])
        width = _CHARACTER * (len(level.label) + 1)
        left = place if place + width <= 1 else place - width
        storey = next((number for number, end in enumerate(taken) if end <= left), len(taken))
        taken[storey:] = [left + width, *taken[storey + 1 :]]
        figure.add_vline(level.value, line={"color": level.colour, "width": 1.5, "dash": level.dash}, layer="below")
        figure.add_annotation(
            x=level.value,
            y=1,
            yref="paper",
            yanchor="bottom",
            yshift=_STOREY * storey,
            xanchor="left" if left == place else "right",
            text=level.label,
            showarrow=False,
            font={"size": 12},
        )
    return _STOREY * len(taken)
