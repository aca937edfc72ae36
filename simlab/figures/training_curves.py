"""The course of training runs: their figures above their loss, epoch by epoch."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from simlab.figures.colours import CATEGORIES, CHANCE
from simlab.figures.whiskers import LINE
from simlab.training.history import EpochRecord

FIGURE_NAMES = {
    "local": "local accuracy",
    "context": "context accuracy",
    "validation": "accuracy over all validation references",
    "view_retrieval": "views recognised",
    "recall_at_1": "Recall@1",
    "map_at_r": "MAP@R",
}
"""What people call the figures of an epoch; others are called by their own names."""
_ACCURACIES = ("local", "context", "validation")
_COLOURS = {"local": "#cc6633", "context": "#999933", "validation": "#4477aa"}
_DASHES = ("solid", "dash", "dot", "dashdot")
_HEIGHT = 430
_EACH_NAMED = 20
"""Up to so many epochs have their number below."""
_FEW = 60
"""Up to so many epochs are marked one by one."""


@dataclass(frozen=True)
class RunCourse:
    """One run among several.

    Attributes:
        label: its name.
        history: its epochs so far.
        best: the epoch whose weights were kept, or None while there is none.
    """

    label: str
    history: Sequence[EpochRecord]
    best: int | None


def figure_name(figure: str) -> str:
    """What people call a figure: "local accuracy"."""
    return FIGURE_NAMES.get(figure, figure.replace("_", " "))


def figures_in(history: Sequence[EpochRecord]) -> tuple[str, ...]:
    """The figures that some epoch has, in the order in which they first appear."""
    return tuple(dict.fromkeys(name for record in history for name in record.figures))


def run_curves(run: RunCourse, planned: int, title: str) -> go.Figure:
    """Every figure of a run in one panel, its loss in the one below.

    Args:
        run: at least one epoch of it.
        planned: epochs that it shall have; the axis ends there, so that it stands still while a run goes on.
        title: of the chart.
    """
    names = figures_in(run.history)
    figure = _panels(bool(names))
    free = iter(colour for colour in CATEGORIES if colour not in _COLOURS.values())
    for name in names:
        values = [_percent(record.figures, name) for record in run.history]
        look = {"color": _COLOURS.get(name) or next(free), "width": 2}
        _add_line(figure, run.history, values, figure_name(name), look, "%{y:.1f} %", row=1)
    _add_line(figure, run.history, _losses(run), "loss", {"color": LINE, "width": 2}, "%{y:.4g}", row=2 if names else 1)
    if run.best is not None and names:
        figure.add_vline(run.best, line={"color": LINE, "width": 1, "dash": "dash"}, layer="below", row=1, col=1)
        figure.add_annotation(
            x=run.best, y=1, yref="y domain", yanchor="bottom", text=f"best: epoch {run.best}", showarrow=False
        )
    if any(name in _ACCURACIES for name in names):
        _mark_chance(figure)
    _look(figure, title, max(planned, run.history[-1].epoch))
    return figure


def compared_curves(runs: Sequence[RunCourse], compared: str | None, title: str) -> go.Figure:
    """One figure of several runs in one panel, their loss in the one below; a diamond stands at each best epoch.

    Args:
        runs: each with at least one epoch; in the order of the legend.
        compared: the figure, or None where they have none in common.
        title: of the chart.
    """
    figure = _panels(compared is not None)
    for number, run in enumerate(runs):
        colour = CATEGORIES[number % len(CATEGORIES)]
        dash = _DASHES[number // len(CATEGORIES) % len(_DASHES)]
        look = {"color": colour, "width": 2, "dash": dash}
        if compared is not None:
            values = [_percent(record.figures, compared) for record in run.history]
            _add_line(figure, run.history, values, run.label, look, "%{y:.1f} %", row=1)
            _mark_best(figure, run, compared, colour)
        row = 2 if compared is not None else 1
        _add_line(figure, run.history, _losses(run), run.label, look, "loss %{y:.4g}", row=row, legend=compared is None)
    if compared in _ACCURACIES:
        _mark_chance(figure)
    _look(figure, title, max(run.history[-1].epoch for run in runs))
    return figure


def _panels(with_figures: bool) -> go.Figure:
    if not with_figures:
        figure = make_subplots(rows=1, cols=1)
        figure.update_yaxes(title_text="loss")
        return figure
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.07, row_heights=[0.66, 0.34])
    figure.update_yaxes(title_text="%", row=1)
    figure.update_yaxes(title_text="loss", row=2)
    return figure


def _add_line(
    figure: go.Figure,
    history: Sequence[EpochRecord],
    values: Sequence[float | None],
    name: str,
    look: Mapping[str, object],
    shown: str,
    row: int,
    legend: bool = True,
) -> None:
    figure.add_scatter(
        x=[record.epoch for record in history],
        y=values,
        mode="lines+markers" if len(history) <= _FEW else "lines",
        name=escape(name),
        legendgroup=escape(name),
        showlegend=legend,
        line=look,
        marker={"size": 5},
        hovertemplate=f"{escape(name)}<br>epoch %{{x}}: {shown}<extra></extra>",
        row=row,
        col=1,
    )


def _mark_best(figure: go.Figure, run: RunCourse, compared: str, colour: str) -> None:
    best = next((record for record in run.history if record.epoch == run.best and compared in record.figures), None)
    if best is None:
        return
    figure.add_scatter(
        x=[best.epoch],
        y=[100 * best.figures[compared]],
        mode="markers",
        name=f"{escape(run.label)}, best epoch",
        legendgroup=escape(run.label),
        showlegend=False,
        marker={"symbol": "diamond", "size": 11, "color": colour, "line": {"width": 1.5, "color": "#ffffff"}},
        hovertemplate=f"{escape(run.label)}<br>best epoch {best.epoch}: %{{y:.1f}} %<extra></extra>",
        row=1,
        col=1,
    )


def _mark_chance(figure: go.Figure) -> None:
    figure.add_hline(100 * CHANCE, line={"color": LINE, "width": 1, "dash": "dot"}, layer="below", row=1, col=1)
    figure.add_annotation(
        x=1, xref="x domain", xanchor="right", y=100 * CHANCE, yanchor="bottom", text="chance", showarrow=False
    )


def _percent(figures: Mapping[str, float], name: str) -> float | None:
    return 100 * figures[name] if name in figures else None


def _losses(run: RunCourse) -> list[float | None]:
    return [record.loss if math.isfinite(record.loss) else None for record in run.history]


def _look(figure: go.Figure, title: str, last: int) -> None:
    figure.update_layout(
        title={"text": escape(title), "font": {"size": 13}, "y": 1, "yref": "container", "yanchor": "top"},
        height=_HEIGHT,
        margin={"l": 10, "r": 10, "t": 74, "b": 10},
        legend={"orientation": "h", "yref": "container", "y": 1 - 24 / _HEIGHT, "yanchor": "top", "x": 0},
        hoverlabel={"align": "left"},
        uirevision="kept",
        showlegend=True,
    )
    figure.update_xaxes(range=[0.5, last + 0.5], showgrid=True, dtick=1 if last <= _EACH_NAMED else None)
    figure.update_xaxes(title_text="epoch", row=len({trace.yaxis for trace in figure.data}) or 1)
