"""Top-N accuracy of several rows, each a line over N with its 95 % interval as a band."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from simlab.evaluation import Estimate
from simlab.evaluation.wording import accuracy_text
from simlab.figures.colours import PAPER

if TYPE_CHECKING:
    import plotly.graph_objects as go

_DASHES = ("solid", "dash", "dot", "dashdot")
_BAND = 0.13
_INK_AND_GRID = {False: ("#1c2430", "#e3e7ed"), True: ("#e6eaf0", "#2b333f")}
"""Of the light and of the dark theme."""
_HEIGHT, _UNDER_AXIS, _LEGEND_ROW, _PER_ROW = 400, 58, 22, 4


@dataclass(frozen=True)
class TopNLine:
    """One row as it is drawn.

    Attributes:
        key: handed back when somebody clicks on it.
        label: in the legend and on hovering.
        colour: '#rrggbb', the row's on every page.
        curve: top-N accuracy for N = 1, 2, …
        quiet: without its band, and thinner: there are too many, or another row is looked at.
    """

    key: str
    label: str
    colour: str
    curve: tuple[Estimate, ...]
    quiet: bool = False


def top_n_curves(
    lines: Sequence[TopNLine], title: str, *, gallery: int | None = None, dark: bool = False
) -> "go.Figure":
    """A line a row; rows of one colour differ in their dashes.

    Args:
        lines: the rows, in the order of the legend.
        title: says which study, task and split it is of, and whether that is synthetic.
        gallery: how many images there are to choose from where each query has one right answer: chance is drawn.
        dark: for the dark theme.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    taken: dict[str, int] = {}
    for line in lines:
        dash = _DASHES[taken.get(line.colour, 0) % len(_DASHES)]
        taken[line.colour] = taken.get(line.colour, 0) + 1
        if not line.quiet:
            figure.add_trace(_band(line))
        figure.add_trace(_line(line, dash))
    deepest = max((len(line.curve) for line in lines), default=1)
    if gallery:
        places = list(range(1, deepest + 1))
        chance = {"color": "#8a94a3", "width": 1.5, "dash": "dot"}
        shares = [min(1.0, place / gallery) for place in places]
        figure.add_trace(go.Scatter(x=places, y=shares, mode="lines", line=chance, name="chance", hoverinfo="skip"))
    ink, grid = _INK_AND_GRID[dark]
    below = _UNDER_AXIS + _LEGEND_ROW * -(-(len(lines) + 1) // _PER_ROW)
    figure.update_layout(
        title={"text": escape(title), "x": 0.01, "y": 1, "yref": "container", "yanchor": "top", "pad": {"t": 8}},
        title_font_size=14,
        height=_HEIGHT + below,
        margin={"l": 10, "r": 10, "t": 40, "b": below},
        font={"color": ink, "size": 13, "family": "Source Sans, Source Sans Pro, sans-serif"},
        paper_bgcolor=PAPER[dark],
        plot_bgcolor=PAPER[dark],
        legend={"orientation": "h", "y": 0, "yref": "container", "yanchor": "bottom", "x": 0, "font": {"size": 12}},
        dragmode=False,
        hovermode="closest",
        hoverlabel={"align": "left"},
    )
    figure.update_xaxes(
        title_text="N: a right answer is among the N nearest",
        range=[0.7, deepest + 0.3],
        dtick=1,
        fixedrange=True,
        zeroline=False,
        showgrid=False,
    )
    figure.update_yaxes(
        title_text="share of queries",
        tickformat=".0%",
        range=_limits(lines),
        fixedrange=True,
        automargin=True,
        zeroline=False,
        gridcolor=grid,
    )
    return figure


def _line(line: TopNLine, dash: str) -> "go.Scatter":
    import plotly.graph_objects as go

    places = list(range(1, len(line.curve) + 1))
    return go.Scatter(
        x=places,
        y=[found.value for found in line.curve],
        mode="lines+markers",
        line={"color": line.colour, "width": 1.2 if line.quiet else 2.2, "dash": dash},
        marker={"size": 4 if line.quiet else 6, "color": line.colour},
        customdata=[[line.key, accuracy_text(found)] for found in line.curve],
        hovertemplate=f"<b>{escape(line.label)}</b><br>top-%{{x}}: %{{customdata[1]}}<extra></extra>",
        name=escape(line.label),
        legendgroup=line.key,
    )


def _band(line: TopNLine) -> "go.Scatter":
    """Between the ends of the intervals; nothing where there are none."""
    import plotly.graph_objects as go

    known = [(n, found) for n, found in enumerate(line.curve, 1) if found.low is not None and found.high is not None]
    there = [n for n, _ in known]
    return go.Scatter(
        x=[*there, *there[::-1]],
        y=[*(found.high for _, found in known), *(found.low for _, found in known[::-1])],
        mode="lines",
        fill="toself",
        line={"width": 0, "color": line.colour},
        opacity=_BAND,
        hoverinfo="skip",
        showlegend=False,
        legendgroup=line.key,
        name=escape(line.label),
    )


def _limits(lines: Sequence[TopNLine]) -> tuple[float, float]:
    ends = [end for line in lines for found in line.curve for end in (found.value, found.low, found.high)]
    known = [end for end in ends if end is not None and end == end]
    return max(0.0, min(known, default=0.0) - 0.03), min(1.02, max(known, default=1.0) + 0.03)
