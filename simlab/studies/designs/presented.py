"""What a design has to show to people who hear of it for the first time: its figures, and whom it is held against.

Figures are of the validation triples that may be seen. Where a rule chooses from answers, every reference is judged by
a fit without it (`simlab.ensembles.cross_fitting`), regions and differences included.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64, Int

from simlab.ensembles import FALLBACK, CrossFitting, Design, DesignStrategy, Questions, Rule
from simlab.ensembles.constant_strategies import best_member, member_mask
from simlab.ensembles.cross_fitting import FOLDS
from simlab.evaluation import Difference, Estimate, accuracy_estimate, paired_difference
from simlab.studies.designs.presented_rivals import Rival, rivals_of
from simlab.studies.ensemble_evaluation import estimate_of
from simlab.studies.map_places import MapPlaces
from simlab.studies.split_questions import SplitQuestions
from simlab.workspace import Workspace


@dataclass(frozen=True, eq=False)
class PresentedRegion:
    """One region, or the fallback.

    Attributes:
        id: of the region; "fallback" for the fallback.
        name: for people.
        color: '#rrggbb'; None for the fallback.
        rule: what is done there.
        chosen: the model that a `best` rule has chosen, else None.
        references: int32 image rows of those that fall in it, ascending.
        accuracy: of the design on them.
        best_single: accuracy there of the member that is best over all.
        ahead: the design minus that member there.
    """

    id: str
    name: str
    color: str | None
    rule: Rule
    chosen: str | None
    references: Int[np.ndarray, " references"]
    accuracy: Estimate
    best_single: Estimate
    ahead: Difference


@dataclass(frozen=True, eq=False)
class PresentedDesign:
    """A design on the validation triples.

    Attributes:
        accuracy: of the design.
        cross_fitted: some rule chooses from answers, and figures are of fits that had not seen them.
        members: accuracy of each member, in manifest order.
        best_single: the member with the highest accuracy, the first on ties.
        rivals: best single, vote, mean, and where there are any the best global model and the best baseline.
        regions: in priority order, the fallback last.
        disagreement: share of the triples on which the members do not all give the same answer.
        example: position of a triple that people answered clearly and members did not; None where all have ties.
        n_references, n_triples: that were asked, human ties included.
        n_ties: human ties, left out of accuracy.
        n_missing: triples left out because some model lacks a vector.
    """

    accuracy: Estimate
    cross_fitted: bool
    members: dict[str, Estimate]
    best_single: str
    rivals: tuple[Rival, ...]
    regions: tuple[PresentedRegion, ...]
    disagreement: float
    example: int | None
    n_references: int
    n_triples: int
    n_ties: int
    n_missing: int


def present_design(
    workspace: Workspace, design: Design, asked: SplitQuestions, places: MapPlaces, members: tuple[str, ...]
) -> PresentedDesign:
    """The figures of a design.

    Args:
        workspace: the study.
        design: to be shown.
        asked: the validation triples that may be seen, with the members and every model that its rules name.
        places: the design's map.
        members: who may be chosen by learned rules, and who votes.

    Raises:
        DesignError: a rule names a model that is not at hand.
    """
    questions = asked.questions
    strategy = DesignStrategy(design, places.membership, members)
    fitted = strategy.fit(questions)
    prediction = fitted.predict(questions)
    judged = strategy.learned and len(questions.references) >= FOLDS
    margin = CrossFitting.of(questions).margin(strategy) if judged else prediction.margin
    scores = questions.scores(margin)
    best = best_member(questions, member_mask(questions, members))
    return PresentedDesign(
        accuracy=estimate_of(asked, scores),
        cross_fitted=judged,
        members={name: estimate_of(asked, questions.model_scores[questions.column(name)]) for name in members},
        best_single=questions.models[best],
        rivals=tuple(rivals_of(workspace, asked, members, best, scores)),
        regions=tuple(_regions(design, questions, prediction.assignment.regions, fitted.weights, scores, best)),
        disagreement=float(np.mean(_share_of_a(questions, members) % 1 != 0)),
        example=_example(workspace, asked, members),
        n_references=len(questions.references),
        n_triples=len(questions),
        n_ties=asked.n_ties,
        n_missing=asked.n_missing,
    )


def _regions(
    design: Design,
    questions: Questions,
    regions: Int[np.ndarray, " references"],
    weights: Float64[np.ndarray, "regions models"],
    scores: Float64[np.ndarray, " triples"],
    best: int,
) -> list[PresentedRegion]:
    rows = [(region.id, region.name, region.color, region.rule) for region in design.regions]
    found = []
    for number, (key, name, color, rule) in enumerate([*rows, (FALLBACK, FALLBACK, None, design.fallback)]):
        inside = regions == number
        chosen = questions.models[int(np.argmax(weights[number]))] if rule.kind == "best" else None
        accuracy, of_best, ahead = _compared(questions, inside, scores, questions.model_scores[best])
        references = questions.references[inside]
        found.append(PresentedRegion(key, name, color, rule, chosen, references, accuracy, of_best, ahead))
    return found


def _compared(
    questions: Questions,
    inside: Bool[np.ndarray, " references"],
    scores: Float64[np.ndarray, " triples"],
    other: Float64[np.ndarray, " triples"],
) -> tuple[Estimate, Estimate, Difference]:
    chosen = inside[questions.positions]
    references, rows = questions.references[questions.positions[chosen]], questions.rows[chosen]
    return (
        accuracy_estimate(scores[chosen], references, rows),
        accuracy_estimate(other[chosen], references, rows),
        paired_difference(scores[chosen], other[chosen], references, rows, p_value=False),
    )


def _share_of_a(questions: Questions, members: tuple[str, ...]) -> Float64[np.ndarray, " triples"]:
    """Per triple the share of members that answer A; a margin of 0 is half an answer."""
    margins = questions.margins[[questions.column(name) for name in members]]
    return np.asarray((np.sign(margins) + 1).mean(axis=0) / 2)


def _example(workspace: Workspace, asked: SplitQuestions, members: tuple[str, ...]) -> int | None:
    """The triple that people agree on most and, among those, members least; the first of equals.

    One whose three pictures can be shown comes before all others. Without vote counts people count as agreed.
    """
    questions, triples = asked.questions, asked.triples
    decided = questions.signs != 0
    if not decided.any():
        return None
    votes = triples[["votes_a", "votes_b"]].to_numpy(dtype="float64", na_value=np.nan)
    total = votes.sum(axis=1)
    clear = np.where(total > 0, np.abs(votes[:, 0] - votes[:, 1]) / np.where(total > 0, total, 1), 1.0)
    divided = 0.5 - np.abs(_share_of_a(questions, members) - 0.5)
    shown = workspace.has_picture[triples[["reference", "a", "b"]].to_numpy()].all(axis=1)
    order = np.lexsort((-divided, -clear, ~shown, ~decided))
    return int(order[0])
