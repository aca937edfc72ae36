"""What each model adds to the others, as bars with intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from simlab.evaluation import Difference, Estimate
from simlab.evaluation.correction import SIGNIFICANT
from simlab.evaluation.relation_wording import corrected_difference_text
from simlab.evaluation.wording import accuracy_text, counts_text, percent
from simlab.figures.whiskers import LINE, whiskers

ALONE, TO_MEAN = "Only this model is right", "Mean of all with it, minus without it"
_ROW, _AROUND = 27, 130
_FAINT = 0.4


@dataclass(frozen=True)
class AddedBy:
    """What one model adds.

    Attributes:
        model: its name.
        colour: '#rrggbb', the model's on every page.
        hatched: as baselines are.
        alone: share of triples that it alone gets right.
        to_mean: accuracy of the mean of all models minus that of the mean without it.
        corrected_p: of `to_mean`, corrected for the number of models; None where there is no interval.
    """

    model: str
    colour: str
    hatched: bool
    alone: Estimate
    to_mean: Difference
    corrected_p: float | None


def added_bars(models: Sequence[AddedBy], subject: str) -> go.Figure:
    """Two panels with one bar a model; a difference that cannot be told from 0 is faint.

    Args:
        models: one row each, from the top.
        subject: the study and split, for the title.
    """
    figure = make_subplots(cols=2, shared_yaxes=True, horizontal_spacing=0.04, subplot_titles=(ALONE, TO_MEAN))
    clear = [added.corrected_p is not None and added.corrected_p < SIGNIFICANT for added in models]
    _add_panel(figure, models, 1, [added.alone for added in models], [_alone_note(added) for added in models])
    _add_panel(figure, models, 2, [added.to_mean for added in models], [_mean_note(added) for added in models], clear)
    figure.update_xaxes(title_text="% of triples", rangemode="tozero", col=1)
    figure.update_xaxes(title_text="percentage points", zeroline=True, zerolinewidth=2, zerolinecolor=LINE, col=2)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_annotations(font_size=13)
    figure.update_layout(
        title={"text": f"What each model adds, {escape(subject)}", "font": {"size": 13}},
        height=_ROW * len(models) + _AROUND,
        margin={"l": 10, "r": 10, "t": 62, "b": 10},
        showlegend=False,
        hoverlabel={"align": "left"},
        bargap=0.35,
    )
    return figure


def _add_panel(
    figure: go.Figure,
    models: Sequence[AddedBy],
    column: int,
    figures: Sequence[Estimate | Difference],
    notes: Sequence[str],
    clear: Sequence[bool] | None = None,
) -> None:
    figure.add_bar(
        x=[100 * found.value for found in figures],
        y=[added.model for added in models],
        orientation="h",
        error_x=whiskers(figures),
        marker={
            "color": [added.colour for added in models],
            "opacity": [1.0 if found else _FAINT for found in clear or [True] * len(models)],
            "pattern": {"shape": ["/" if added.hatched else "" for added in models], "size": 5},
        },
        customdata=notes,
        hovertemplate="%{customdata}<extra></extra>",
        row=1,
        col=column,
    )


def _alone_note(added: AddedBy) -> str:
    return (
        f"<b>{added.model}</b> alone is right on {accuracy_text(added.alone)}:<br>without it, even a perfect choice "
        f"among the others loses these {percent(added.alone.value)}<br>"
        f"{counts_text(added.alone.n_triples, added.alone.n_references)}"
    )


def _mean_note(added: AddedBy) -> str:
    return (
        f"The mean of all models with <b>{added.model}</b>, minus the mean without it:<br>"
        f"{corrected_difference_text(added.to_mean, added.corrected_p)}<br>"
        f"{counts_text(added.to_mean.n_triples, added.to_mean.n_references)}"
    )
