"""How long queries take, and how fast batches are embedded, as marks and lines on logarithmic scales.

Everywhere the mark is the device (circle: processor, square: CUDA, triangle: MPS), and filled means full precision.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.graph_objects as go

from simlab.figures.whiskers import LINE

_ROW, _BETWEEN, _ABOVE, _BELOW = 12, 14, 92, 12
_LINES_HEIGHT = 430
_LONGEST = 30
_FEW_POWERS = 6
_WHISKER = {"color": LINE, "thickness": 1.5, "width": 3}
_DASHES = {"fp32": "solid", "bf16": "dash", "fp16": "dot"}
_FILLS = {"fp32": "", "bf16": "-open", "fp16": "-open-dot"}
_SYMBOLS = {"cpu": "circle", "cuda": "square", "mps": "triangle-up"}


@dataclass(frozen=True)
class QueryMark:
    """One query of a model, or of an ensemble, on one device in one precision.

    Attributes:
        label: whose; marks of one label share a row.
        device: as torch names it.
        precision: in what networks computed.
        colour: '#rrggbb', the model's on every page.
        seconds: the median; of an ensemble, the sum of its models' medians.
        prepare: the part of it that prepares pictures.
        p95: 95 % of queries took no longer; None for an ensemble.
        note: what else is to be said of it, as HTML.
    """

    label: str
    device: str
    precision: str
    colour: str
    seconds: float
    prepare: float
    p95: float | None
    note: str

    @property
    def place(self) -> str:
        """Device and precision, "cuda bf16"."""
        return f"{self.device} {self.precision}"


@dataclass(frozen=True)
class SpeedLine:
    """Images per second of an encoder on one device in one precision, by batch size.

    Attributes:
        label: whose; lines of one label share an entry of the legend.
        device: as torch names it.
        precision: in what it computed.
        colour: '#rrggbb'.
        sizes: pictures at a time.
        images_per_second: for each size.
    """

    label: str
    device: str
    precision: str
    colour: str
    sizes: tuple[int, ...]
    images_per_second: tuple[float, ...]


def query_chart(marks: Sequence[QueryMark], subject: str) -> go.Figure:
    """A row for each label: at every median a mark with a line to p95, and a stroke at what preparing takes of it.

    Args:
        marks: rows are in the order in which labels first appear, from the top.
        subject: on what it was measured, for the title.
    """
    labels = list(dict.fromkeys(mark.label for mark in marks))
    places = list(dict.fromkeys(mark.place for mark in marks))
    figure = go.Figure()
    for number, place in enumerate(places):
        shift = (number + 0.5) / len(places) - 0.5
        chosen = [mark for mark in marks if mark.place == place]
        rows = [labels.index(mark.label) + 0.7 * shift for mark in chosen]
        _add_marks(figure, chosen, rows)
        figure.add_scatter(
            x=[1000 * mark.prepare for mark in chosen],
            y=rows,
            mode="markers",
            name="of it preparing pictures",
            showlegend=number == 0,
            legendrank=2_000,
            marker={"symbol": "line-ns", "size": 7, "line": {"width": 2, "color": [mark.colour for mark in chosen]}},
            hoverinfo="skip",
        )
    height = (_ROW * len(places) + _BETWEEN) * len(labels) + _ABOVE + _BELOW
    _look(figure, f"One query of three pictures, in milliseconds, {escape(subject)}", height)
    figure.update_layout(
        margin={"t": _ABOVE, "b": _BELOW},
        legend={"orientation": "h", "yref": "container", "y": 1 - 30 / height, "yanchor": "top", "x": 0},
    )
    ends = [1000 * value for mark in marks for value in (mark.prepare, mark.p95 or mark.seconds)]
    figure.update_xaxes(type="log", side="top", **_ticks(ends))
    figure.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(labels))),
        ticktext=[f"{_short(label)} " for label in labels],
        range=[len(labels) - 0.5, -0.5],
        automargin=True,
        zeroline=False,
    )
    return figure


def speed_chart(lines: Sequence[SpeedLine], subject: str) -> go.Figure:
    """Images per second over the batch size; half precision is broken.

    Args:
        lines: in the order of the legend.
        subject: on what it was measured, for the title.
    """
    figure = go.Figure()
    seen: set[str] = set()
    for line in lines:
        name = f"{escape(line.label)}, {line.device} {line.precision}"
        figure.add_scatter(
            x=line.sizes,
            y=line.images_per_second,
            mode="lines+markers",
            name=_short(line.label),
            legendgroup=line.label,
            showlegend=line.label not in seen,
            line={"color": line.colour, "dash": _DASHES[line.precision], "width": 2},
            marker={"symbol": _symbol(line.device, line.precision), "size": 8},
            hovertemplate=f"{name}<br>%{{y:,.3s}} images/s in batches of %{{x}}<extra></extra>",
        )
        seen.add(line.label)
    _look(figure, f"Prepared pictures embedded per second, {escape(subject)}", _LINES_HEIGHT)
    sizes = sorted({size for line in lines for size in line.sizes})
    figure.update_xaxes(title_text="pictures in a batch", type="log", tickmode="array", tickvals=sizes)
    speeds = [speed for line in lines for speed in line.images_per_second]
    figure.update_yaxes(title_text="images per second", type="log", **_ticks(speeds))
    return figure


def _add_marks(figure: go.Figure, marks: Sequence[QueryMark], rows: Sequence[float]) -> None:
    reach = [1000 * ((mark.p95 or mark.seconds) - mark.seconds) for mark in marks]
    figure.add_scatter(
        x=[1000 * mark.seconds for mark in marks],
        y=rows,
        mode="markers",
        name=marks[0].place,
        marker={
            "color": [mark.colour for mark in marks],
            "symbol": _symbol(marks[0].device, marks[0].precision),
            "size": 9,
            "line": {"width": 2, "color": [mark.colour for mark in marks]},
        },
        error_x={"type": "data", "symmetric": False, "array": reach, "arrayminus": [0] * len(marks), **_WHISKER},
        customdata=[f"<b>{escape(mark.label)}</b><br>{mark.note}" for mark in marks],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _symbol(device: str, precision: str) -> str:
    return _SYMBOLS.get(device.partition(":")[0], "diamond") + _FILLS[precision]


def _ticks(values: Sequence[float]) -> dict[str, Any]:
    """Where a logarithmic axis is marked: at 1, 2 and 5 of every power of ten; at 1 alone where these are many."""
    powers = range(math.floor(math.log10(min(values))), math.ceil(math.log10(max(values))) + 1)
    steps = (1, 2, 5) if len(powers) <= _FEW_POWERS else (1,)
    marks = [step * 10.0**power for power in powers for step in steps]
    return {"tickmode": "array", "tickvals": marks, "ticktext": [f"{mark:,.10g}" for mark in marks]}


def _short(label: str) -> str:
    return escape(label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…")


def _look(figure: go.Figure, title: str, height: int) -> None:
    figure.update_layout(
        title={"text": title, "font": {"size": 13}, "y": 1, "yref": "container", "yanchor": "top", "pad": {"t": 8}},
        height=height,
        margin={"l": 10, "r": 10, "t": 40, "b": 10},
        hoverlabel={"align": "left"},
        showlegend=True,
    )
