"""Accuracy and vote-weighted score of each model, side by side on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import plotly.graph_objects as go

from simlab.evaluation import Estimate
from simlab.evaluation.wording import accuracy_text, counts_text, percent
from simlab.figures.colours import CHANCE
from simlab.figures.whiskers import LINE, whiskers

_ROW, _AROUND = 28, 150


@dataclass(frozen=True)
class VotedModel:
    """One model.

    Attributes:
        model: its name.
        colour: '#rrggbb', the model's on every page.
        accuracy: its share of triples answered as the majority did.
        vote_score: its vote-weighted 2AFC score.
    """

    model: str
    colour: str
    accuracy: Estimate
    vote_score: Estimate


def vote_chart(models: Sequence[VotedModel], most_agreed: Estimate, subject: str) -> go.Figure:
    """Two marks with intervals a model, chance, and the most that any answers can score with the votes.

    Args:
        models: one row each, from the top.
        most_agreed: the vote-weighted score of always answering as the majority did.
        subject: the study and split, for the title.
    """
    figure = go.Figure()
    colours = [found.colour for found in models]
    rows = list(range(len(models)))
    series = (
        ("accuracy", "circle", -0.14, [found.accuracy for found in models]),
        ("vote-weighted", "diamond-open", 0.14, [found.vote_score for found in models]),
    )
    for name, symbol, shift, figures in series:
        figure.add_scatter(
            x=[100 * found.value for found in figures],
            y=[row + shift for row in rows],
            mode="markers",
            name=name,
            marker={"color": colours, "symbol": symbol, "size": 9, "line": {"width": 2, "color": colours}},
            error_x=whiskers(figures),
            customdata=[_note(voted.model, name, found) for voted, found in zip(models, figures, strict=True)],
            hovertemplate="%{customdata}<extra></extra>",
        )
    figure.add_vline(100 * CHANCE, line={"dash": "dash", "color": LINE, "width": 1})
    figure.add_vline(
        100 * most_agreed.value,
        line={"color": LINE, "width": 1.5},
        annotation={"text": f"◇ at most {percent(most_agreed.value)}", "yanchor": "bottom", "y": 1.0},
    )
    figure.update_yaxes(
        tickmode="array",
        tickvals=rows,
        ticktext=[found.model for found in models],
        range=[len(models) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
    )
    figure.update_xaxes(title_text="%; dashed: chance")
    figure.update_layout(
        title={"text": f"Accuracy and vote-weighted score, {escape(subject)}", "font": {"size": 13}},
        height=_ROW * len(models) + _AROUND,
        margin={"l": 10, "r": 10, "t": 62, "b": 10},
        legend={"orientation": "h", "y": 1, "yref": "container", "yanchor": "top", "x": 1, "xanchor": "right"},
        hoverlabel={"align": "left"},
    )
    return figure


def _note(model: str, name: str, found: Estimate) -> str:
    what = "share of triples answered as the majority did" if name == "accuracy" else "share of voters agreed with"
    counts = counts_text(found.n_triples, found.n_references)
    return f"<b>{model}</b>, {name}: {accuracy_text(found)}<br>{what}<br>{counts}"
