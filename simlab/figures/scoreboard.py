"""The scoreboard as a picture: every row's accuracy with its interval, best first, between its two brackets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from simlab.evaluation import Difference, Estimate
from simlab.evaluation.wording import accuracy_text, percent
from simlab.figures.colours import CHANCE, DIFFERENCE, PAPER
from simlab.figures.levels import Level, draw_levels

if TYPE_CHECKING:
    import plotly.graph_objects as go

Group = Literal["model", "baseline", "ensemble", "published", "design"]
ENSEMBLE = "#7b61d6"
"""Whatever combines models; single models have their own colours."""

_MARKERS: dict[Group, tuple[str, str]] = {
    "model": ("circle", "fine-tuned model"),
    "baseline": ("circle-open", "baseline"),
    "ensemble": ("diamond", "strategy"),
    "published": ("diamond-open", "strategy as published"),
    "design": ("square", "drawn design"),
}
_QUIET = "#8a94a3"
_BETTER, _WORSE = {False: DIFFERENCE[-1][1], True: DIFFERENCE[-2][1]}, {False: DIFFERENCE[0][1], True: DIFFERENCE[1][1]}
_INK_AND_GRID = {False: ("#1c2430", "#e3e7ed"), True: ("#e6eaf0", "#2b333f")}
"""Of the light and of the dark theme."""
_ROW_HEIGHT, _ABOVE, _BELOW = 25, 34, 84


@dataclass(frozen=True)
class BoardLine:
    """One row as it is drawn.

    Attributes:
        key: handed back when somebody clicks on it.
        label: beside the axis.
        group: decides the marker.
        colour: '#rrggbb'.
        estimate: its figure.
        in_sample: of the fit on all answers, drawn as a small cross; None for none.
        difference: to the row compared with, None for that row itself.
        verdict: "better" or "worse" than that row; anything else is drawn as no difference.
        hover: what else is to be said of it.
    """

    key: str
    label: str
    group: Group
    colour: str
    estimate: Estimate
    in_sample: Estimate | None = None
    difference: Difference | None = None
    verdict: str = ""
    hover: str = ""


def scoreboard_figure(
    lines: Sequence[BoardLine],
    title: str,
    *,
    brackets: Sequence[tuple[str, Estimate]] = (),
    compared: str | None = None,
    selected: str | None = None,
    dark: bool = False,
) -> "go.Figure":
    """Accuracy of every row, from the top in the order given, with its difference to one of them on the right.

    Args:
        lines: the rows.
        title: says which study and split it is of, and whether that is synthetic.
        brackets: label and figure of what is drawn as a line across all rows: oracle, noise ceiling.
        compared: key of the row that the others are compared with; a line is drawn at its accuracy.
        selected: key of the row that is marked.
        dark: for the dark theme.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    limits = _limits([line.estimate for line in lines] + [estimate for _, estimate in brackets])
    for place, line in enumerate(lines):
        if line.key == selected:
            figure.add_hrect(place - 0.5, place + 0.5, fillcolor=_QUIET, opacity=0.25, line_width=0, layer="below")
        figure.add_trace(_marker(line, place))
        if line.in_sample is not None:
            figure.add_trace(_cross(line.in_sample.value, place, line.colour))
        figure.add_annotation(x=1.01, xref="paper", y=place, text=_said(line, dark), showarrow=False, xanchor="left")
    levels = _levels(lines, brackets, compared)
    above = _ABOVE + draw_levels(figure, [level for level in levels if limits[0] < level.value < limits[1]], limits)
    _explain(figure, lines)
    ink, grid = _INK_AND_GRID[dark]
    figure.update_layout(
        title={"text": title, "x": 0.01, "y": 1, "yref": "container", "yanchor": "top", "pad": {"t": 8}},
        title_font_size=14,
        height=above + _BELOW + _ROW_HEIGHT * len(lines),
        margin={"l": 10, "r": 122, "t": above, "b": _BELOW},
        font={"color": ink, "size": 13, "family": "Source Sans, Source Sans Pro, sans-serif"},
        paper_bgcolor=PAPER[dark],
        plot_bgcolor=PAPER[dark],
        legend={"orientation": "h", "y": 0, "yref": "container", "yanchor": "bottom", "x": 0, "font": {"size": 12}},
        dragmode=False,
        hovermode="closest",
        hoverlabel={"align": "left"},
    )
    figure.update_xaxes(range=limits, tickformat=".0%", fixedrange=True, zeroline=False, gridcolor=grid)
    figure.update_yaxes(
        tickvals=list(range(len(lines))),
        ticktext=[f"{line.label} " for line in lines],
        range=[len(lines) - 0.5, -0.5],
        fixedrange=True,
        automargin=True,
        zeroline=False,
        showgrid=False,
    )
    return figure


def _marker(line: BoardLine, place: int) -> "go.Scatter":
    import plotly.graph_objects as go

    estimate = line.estimate
    reach = None
    if estimate.low is not None and estimate.high is not None:
        ends = {"array": [estimate.high - estimate.value], "arrayminus": [estimate.value - estimate.low]}
        reach = {**ends, "symmetric": False, "color": line.colour, "thickness": 2, "width": 0}
    said = f"<b>{line.label}</b><br>{accuracy_text(estimate)}" + (f"<br>{line.hover}" if line.hover else "")
    return go.Scatter(
        x=[estimate.value],
        y=[place],
        mode="markers",
        marker={
            "symbol": _MARKERS[line.group][0],
            "size": 10,
            "color": line.colour,
            "line": {"width": 2, "color": line.colour},
        },
        unselected={"marker": {"opacity": 1}},
        error_x=reach,
        customdata=[line.key],
        hovertemplate=f"{said}<extra></extra>",
        name=line.label,
        showlegend=False,
    )


def _cross(value: float | None, place: int | None, colour: str) -> "go.Scatter":
    import plotly.graph_objects as go

    marker = {"symbol": "x-thin", "size": 7, "line": {"width": 1.5, "color": colour}}
    return go.Scatter(x=[value], y=[place], mode="markers", marker=marker, hoverinfo="skip", showlegend=False)


def _said(line: BoardLine, dark: bool) -> str:
    """ "75.7 % ▲ +14.3": the figure, and the points to the row compared with; quiet where they may be nothing."""
    text = f"<b>{percent(line.estimate.value)}</b>"
    if line.difference is None or line.difference.value != line.difference.value:
        return text
    verdicts = {"better": ("▲", _BETTER[dark]), "worse": ("▼", _WORSE[dark])}
    mark, colour = verdicts.get(line.verdict, ("≈", _QUIET))
    points = f"{round(100 * line.difference.value, 1) + 0.0:+.1f}".replace("-", "−")
    return f"{text}  <span style='color:{colour}'>{mark} {points}</span>"


def _levels(lines: Sequence[BoardLine], brackets: Sequence[tuple[str, Estimate]], compared: str | None) -> list[Level]:
    """Lines from top to bottom: what rows are measured by."""
    levels = [Level(f"{label} {percent(found.value)}", found.value, "dash", _QUIET) for label, found in brackets]
    levels += [Level(line.label, line.estimate.value, "solid", line.colour) for line in lines if line.key == compared]
    return [*levels, Level("chance", CHANCE, "dot", _QUIET)]


def _explain(figure: "go.Figure", lines: Sequence[BoardLine]) -> None:
    """Entries of the legend: what the markers mean."""
    import plotly.graph_objects as go

    for group in dict.fromkeys(line.group for line in lines):
        colour = _QUIET if group in ("model", "baseline") else ENSEMBLE
        symbol, name = _MARKERS[group]
        marker = {"symbol": symbol, "size": 10, "color": colour, "line": {"width": 2, "color": colour}}
        figure.add_trace(go.Scatter(x=[None], y=[None], mode="markers", marker=marker, name=name))
    if any(line.in_sample is not None for line in lines):
        name = "in-sample, beside the cross-fitted figure"
        figure.add_trace(_cross(None, None, ENSEMBLE).update(name=name, showlegend=True))


def _limits(estimates: Sequence[Estimate]) -> tuple[float, float]:
    """Ends of the axis: around what is there, so that differences are large enough to see."""
    ends = [
        end
        for estimate in estimates
        for end in (estimate.value, estimate.low, estimate.high)
        if end is not None and end == end
    ]
    return max(0.0, min(ends, default=CHANCE) - 0.015), min(1.005, max(ends, default=1.0) + 0.015)
