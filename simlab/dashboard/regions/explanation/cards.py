"""Triples as cards with the ensemble's answer first, and every model's margin on one scale."""

from collections.abc import Iterator, Sequence
from typing import cast

import pandas as pd

from simlab.dashboard.picture_tile import picture_of
from simlab.dashboard.triple_cards import Choice, ModelAnswer, TripleCard, triple_cards_html
from simlab.figures.colours import model_colours
from simlab.figures.scoreboard import ENSEMBLE
from simlab.studies.explanations.explained_reference import ExplainedTriple, ReferenceExplanation
from simlab.studies.explanations.grounds import DesignGrounds

ENSEMBLE_NAME = "the ensemble"
ONE_SCALE = "Margins are divided by the standard deviation of each model's margins, so that all are on one scale."


_STYLE = """<style>
.sl-narrow .sl-cards { grid-template-columns: repeat(auto-fill, minmax(280px, 1fr)); }
.sl-narrow .sl-card-answer, .sl-narrow .sl-card-axis { grid-template-columns: 9px minmax(0, 1fr) 62px 46px 12px; }
</style>"""


def cards_html(cards: Sequence[TripleCard]) -> str:
    """The cards in the order given; two beside each other fit below the map."""
    return f"{_STYLE}<div class='sl-narrow'>{triple_cards_html(cards)}</div>"


def own_card(grounds: DesignGrounds, explanation: ReferenceExplanation, triple: ExplainedTriple) -> TripleCard:
    """The card of a triple of an explained reference."""
    workspace, full = grounds.workspace, grounds.full_margin
    colours = model_colours(workspace.models())
    answers = [ModelAnswer(ENSEMBLE_NAME, ENSEMBLE, triple.margin, triple.score, full)]
    for number, model in enumerate(explanation.models):
        margin, score = float(triple.margins[number]), float(triple.scores[number])
        answers.append(ModelAnswer(_weighed(model.model, model.weight), colours[model.model], margin, score, full))
    reference, a, b = (picture_of(workspace, row) for row in (explanation.row, triple.a, triple.b))
    return TripleCard(triple.id, reference, a, b, cast(Choice, triple.choice), triple.votes, tuple(answers))


def drawn_card(grounds: DesignGrounds, position: int) -> TripleCard:
    """The card of the triple at a position of the triples that are drawn on."""
    workspace, questions = grounds.workspace, grounds.drawing.questions
    triple = grounds.drawing.triples.iloc[position]
    reference, a, b = (picture_of(workspace, int(triple[column])) for column in ("reference", "a", "b"))
    known = not (pd.isna(triple["votes_a"]) or pd.isna(triple["votes_b"]))
    votes = (int(triple["votes_a"]), int(triple["votes_b"])) if known else None
    answers = tuple(_answers(grounds, position, int(questions.positions[position])))
    return TripleCard(str(triple["id"]), reference, a, b, cast(Choice, triple["choice"]), votes, answers)


def _answers(grounds: DesignGrounds, position: int, reference: int) -> Iterator[ModelAnswer]:
    questions, full = grounds.drawing.questions, grounds.full_margin
    colours = model_colours(grounds.workspace.models())
    margin, score = float(grounds.prediction.margin[position]), float(grounds.scores[position])
    yield ModelAnswer(ENSEMBLE_NAME, ENSEMBLE, margin, score, full)
    weights = grounds.prediction.assignment.weights[reference]
    for number, model in enumerate(questions.models):
        said = float(questions.margins[number, position] / grounds.fitted.scales[number])
        right = float(questions.model_scores[number, position])
        yield ModelAnswer(_weighed(model, float(weights[number])), colours[model], said, right, full)


def _weighed(model: str, weight: float) -> str:
    return f"{model} · {100 * weight:.0f} %" if weight > 0 else model
