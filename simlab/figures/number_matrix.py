"""A matrix of cells with their numbers in them, rows and columns named: a heat map that can be read without colour."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float64

from simlab.figures.colours import Stops
from simlab.figures.whiskers import LINE

_ROW, _AROUND = 27, 130
_DARK = "#10151c"
_LIGHT = 128
"""Perceived lightness, of 255, above which a colour asks for dark text."""


def number_matrix(
    values: Float64[np.ndarray, "rows columns"],
    texts: Sequence[Sequence[str]],
    notes: Sequence[Sequence[str]],
    *,
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    colours: Stops,
    limits: tuple[float, float],
    unit: str,
) -> go.Figure:
    """The first row on top.

    Args:
        values: decide the colours; a cell of NaN has none.
        texts: in the cells.
        notes: in the tooltips; HTML, so that what users wrote must be escaped.
        title: what is shown, for whom the picture leaves the page.
        rows: names; equal ones stay apart. HTML as well.
        columns: names.
        colours: from the lower limit to the upper one.
        limits: values beyond them take their colours.
        unit: beside the colours.
    """
    figure = go.Figure(
        go.Heatmap(
            z=values,
            x=list(range(len(columns))),
            y=list(range(len(rows))),
            customdata=notes,
            hovertemplate="%{customdata}<extra></extra>",
            colorscale=list(colours),
            zmin=limits[0],
            zmax=limits[1],
            xgap=2,
            ygap=2,
            colorbar={"title": {"text": unit, "side": "right"}, "thickness": 10, "outlinewidth": 0},
        )
    )
    places = [(row, column) for row in range(len(rows)) for column in range(len(columns))]
    figure.add_scatter(
        x=[column for _, column in places],
        y=[row for row, _ in places],
        text=[texts[row][column] for row, column in places],
        mode="text",
        textfont={"size": 12, "color": [_ink(values[place], colours, limits) for place in places]},
        hoverinfo="skip",
        showlegend=False,
    )
    look = {"tickmode": "array", "ticks": "", "showgrid": False, "zeroline": False}
    figure.update_xaxes(
        **look,
        title={"text": title, "font": {"size": 13}, "standoff": 6},
        tickvals=list(range(len(columns))),
        ticktext=list(columns),
        tickangle=-40,
        side="top",
        automargin=True,
    )
    figure.update_yaxes(
        **look, tickvals=list(range(len(rows))), ticktext=list(rows), range=[len(rows) - 0.5, -0.5], automargin=True
    )
    figure.update_layout(
        height=_ROW * len(rows) + _AROUND,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        hoverlabel={"align": "left"},
    )
    return figure


def _ink(value: float, colours: Stops, limits: tuple[float, float]) -> str:
    """Black or white, whichever is read on the colour of a value; grey in an empty cell."""
    if np.isnan(value):
        return LINE
    share = (value - limits[0]) / (limits[1] - limits[0])
    channels = [[int(colour[start : start + 2], 16) for _, colour in colours] for start in (1, 3, 5)]
    red, green, blue = (np.interp(share, [place for place, _ in colours], channel) for channel in channels)
    return _DARK if 0.299 * red + 0.587 * green + 0.114 * blue > _LIGHT else "#ffffff"
