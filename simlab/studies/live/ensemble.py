"""An ensemble asked about pictures, from what its models have said: the same weights, scales and rules as in the study.

With the weights w of the reference and the margin deviations s of the study's validation triples,

    D_k = Σ_m w_m d_m(R, C_k) / s_m                        (Liao & Chen 2024, section 4, on one scale)
    D_k = mean over voters m and other candidates j of [d_m(R, C_k) > d_m(R, C_j)], where the rule is a vote

A vote ranks by the count of Borda; of two candidates that is the majority, and D the share of votes for the other.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from jaxtyping import Float64

from simlab.ensembles import FALLBACK, Explained, Questions
from simlab.ensembles.design_strategy import FittedDesign
from simlab.errors import SimLabError
from simlab.studies.designs.rule_wording import rule_words
from simlab.studies.explanations.window_grounds import window_grounds
from simlab.studies.live.answer import LiveAnswer, margin_of, order_of
from simlab.studies.live.ensemble_answer import LiveEnsemble
from simlab.studies.live.query import LiveQuery
from simlab.studies.live.reference_place import ReferencePlace, show_reference
from simlab.studies.live.subject import LiveSubject, fit_subject
from simlab.workspace import Workspace


def live_ensemble(
    workspace: Workspace, query: LiveQuery, answers: Sequence[LiveAnswer], subject: LiveSubject | str
) -> LiveEnsemble:
    """What an ensemble says, from the answers of its models.

    Only models of a weight above 0 at this reference must have answered.

    Args:
        workspace: the study.
        query: the question.
        answers: of `live_answers` to the same question, of `LiveSubject.needed` at least.
        subject: a fitted ensemble, or its key, which is then fitted first.

    Raises:
        NotFoundError: there is no such ensemble.
        InputError: it cannot be fitted here.
    """
    asked = fit_subject(workspace, subject) if isinstance(subject, str) else subject
    empty = LiveEnsemble(asked.key, asked.label)
    try:
        shown = show_reference(workspace, query, answers, asked)
        return _answer(query, answers, asked, shown, _explained(query, asked, shown, empty))
    except SimLabError as error:
        return replace(empty, problem=str(error))


def _answer(
    query: LiveQuery, answers: Sequence[LiveAnswer], asked: LiveSubject, shown: ReferencePlace, found: LiveEnsemble
) -> LiveEnsemble:
    """With the answer filled in, or the reason why there is none."""
    said = {one.model: one for one in answers if one.distances is not None}
    weighed = [name for name, weight in found.weights if weight > 0]
    silent = [name for name in weighed if name not in said]
    if silent:
        return replace(
            found,
            problem=f"{len(silent)} of the {len(weighed)} models that answer here have no answer to this question: "
            f"{', '.join(silent)}. Their own rows say why.",
        )
    distances = np.zeros((len(asked.models), len(query.candidates)))
    for number, name in enumerate(asked.models):
        if name in weighed:
            distances[number] = said[name].distances
    weights = np.array([weight for _, weight in found.weights])
    nearer = np.array([_shares_of_first(row) for row in distances[weights > 0]])
    total = _borda(distances[weights > 0]) if found.vote else weights @ (distances / asked.scales[:, None])
    of_two = len(query.candidates) == 2
    margin = _margin_as_in_the_study(query, asked, shown, distances) if of_two else margin_of(total)
    order = (0, 1) if of_two and margin >= 0 else (1, 0) if of_two else order_of(total)
    return replace(
        found,
        distances=tuple(map(float, total)),
        order=order,
        margin=margin,
        votes=tuple(map(float, nearer.sum(axis=0))),
    )


def _explained(query: LiveQuery, asked: LiveSubject, shown: ReferencePlace, empty: LiveEnsemble) -> LiveEnsemble:
    """With weights and the reasons for them."""
    row = np.array([_row(query)], dtype=np.int32)
    assignment = shown.fitted.assign(row)
    weights, index = assignment.weights[0], int(assignment.regions[0])
    evidence = asked.evidence.questions
    found = replace(
        empty,
        weights=tuple((name, float(weight)) for name, weight in zip(asked.models, weights, strict=True)),
        vote=bool(assignment.votes[0]),
        region=assignment.region_names[index],
        placement=shown.placement,
        novelty=shown.novelty,
        novelty_limit=None if asked.support is None else asked.support.limit,
        in_sample=asked.named.strategy.learned and query.reference.row in evidence.references,
    )
    best = asked.models[int(np.argmax(weights))]
    if asked.design is None:
        grounds = shown.fitted.grounds(int(row[0])) if isinstance(shown.fitted, Explained) else None
        chosen = best if asked.key == "best" else None
        where = grounds.place if grounds else found.region
        return replace(found, region=where, rule=asked.label, chosen=chosen, grounds=grounds)
    assert isinstance(shown.fitted, FittedDesign)
    region = asked.design.regions[index] if index < len(asked.design.regions) else None
    rule = region.rule if region else asked.design.fallback
    chosen = best if rule.kind == "best" else None
    x, y = shown.place
    return replace(
        found,
        region_id=region.id if region else FALLBACK,
        rule=rule_words(rule, asked.named.members) + (f": {chosen}" if chosen else ""),
        chosen=chosen,
        place=(float(x), float(y)) if np.isfinite(shown.place).all() else None,
        map_id=asked.design.map_id,
        grounds=window_grounds(shown.fitted, index, shown.place),
    )


def _margin_as_in_the_study(
    query: LiveQuery, asked: LiveSubject, shown: ReferencePlace, distances: Float64[np.ndarray, "models two"]
) -> float:
    """Of a triple, by the same sums that the study's figures rest on."""
    rows = np.array([[0, 0]], dtype=np.int32)
    triple = Questions(
        models=asked.models,
        margins=distances[:, 1:] - distances[:, :1],
        references=np.array([_row(query)], dtype=np.int32),
        positions=np.zeros(1, dtype=np.int64),
        signs=np.zeros(1, dtype=np.int8),
        rows=np.zeros(1, dtype=np.int64),
        candidates=rows,
    )
    return float(shown.fitted.predict(triple).margin[0])


def _row(query: LiveQuery) -> int:
    """The image row that the reference is asked with; any will do for a new picture."""
    return 0 if query.reference.row is None else query.reference.row


def _borda(distances: Float64[np.ndarray, "voters candidates"]) -> Float64[np.ndarray, " candidates"]:
    """Per candidate the mean share of the others that voters find nearer; equally near ones are half nearer."""
    others = distances.shape[1] - 1
    farther = np.sign(distances[:, :, None] - distances[:, None, :])
    return np.asarray((((farther + 1) / 2).sum(axis=2).mean(axis=0) - 0.5) / others)


def _shares_of_first(distances: Float64[np.ndarray, " candidates"]) -> Float64[np.ndarray, " candidates"]:
    """1 for the nearest candidate; equally near ones share."""
    first = distances == distances.min()
    return np.asarray(first / first.sum())
