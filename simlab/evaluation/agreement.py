"""How alike two models answer, and whether they fail on the same triples.

All from scores on common triples that people decided: between two candidates, equal answers are equal scores.

    equal answers      o = share of triples with equal scores
    error consistency  κ = (o − e) / (1 − e),   e = Σ_k p_1(k) · p_2(k)  over the scores k of 0, ½ and 1
    both wrong         f = share of triples that both score 0

κ is Cohen's kappa (Cohen 1960, Educ. Psychol. Meas. 20) of right and wrong, the error consistency of Geirhos, Meding &
Wichmann (NeurIPS 2020): two good models give equal answers on many triples just because both are right, and e is what
they would share if their mistakes fell independently. f is the double fault (Giacinto & Roli 2001, Image Vision Comput.
19): where two models are both wrong, no choice between them helps.

Intervals go over references: those of o and f as of an accuracy (`simlab.evaluation.intervals`), that of κ by the
delete-one-reference jackknife (Efron & Stein 1981, Ann. Statist. 9) with Student's t of G − 1 degrees of freedom.
"""

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from jaxtyping import Float64, Int
from scipy.special import stdtrit

from simlab.evaluation.accuracy import ReferenceCounts
from simlab.evaluation.intervals import FEWEST_REFERENCES, Estimate, accuracy_estimate

_SCORES = (0.0, 0.5, 1.0)


@dataclass(frozen=True)
class Consistency:
    """Error consistency of two models.

    Attributes:
        value: κ, at most 1; 0 where mistakes fall independently, below where one model errs rather where the other
            does not; NaN where both models have one and the same score everywhere.
        low: lower end of the 95 % interval, None where there is no interval.
        high: upper end of it.
    """

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class PairAgreement:
    """How alike two models answer.

    Attributes:
        first: number of one model.
        second: number of the other, greater.
        equal: share of triples with equal answers.
        consistency: the same, corrected for what both get right by being good.
        both_wrong: share of triples that both get wrong.
    """

    first: int
    second: int
    equal: Estimate
    consistency: Consistency
    both_wrong: Estimate


def pairwise_agreement(
    scores: Float64[np.ndarray, "models triples"],
    references: Int[np.ndarray, " triples"],
    rows: Int[np.ndarray, " triples"] | None = None,
) -> tuple[PairAgreement, ...]:
    """Every pair of models, on the triples that all of them have a score for.

    Args:
        scores: 1, 0 or ½; a triple where any is NaN is left out.
        references: image row of each triple's reference.
        rows: the annotation row each triple came from; used where all triples belong to one reference, and not for κ.
    """
    scored = ~np.isnan(scores).any(axis=0)
    scores, references = scores[:, scored], references[scored]
    rows = None if rows is None else rows[scored]
    of_score = [_counts_of_scores(own, references) for own in scores]
    found = []
    for first, second in combinations(range(len(scores)), 2):
        equal = (scores[first] == scores[second]).astype(np.float64)
        both_wrong = ((scores[first] == 0) & (scores[second] == 0)).astype(np.float64)
        of_both = np.stack([of_score[first], of_score[second]])
        found.append(
            PairAgreement(
                first,
                second,
                equal=accuracy_estimate(equal, references, rows),
                consistency=_consistency(ReferenceCounts.of(equal, references), of_both),
                both_wrong=accuracy_estimate(both_wrong, references, rows),
            )
        )
    return tuple(found)


def _counts_of_scores(
    scores: Float64[np.ndarray, " triples"], references: Int[np.ndarray, " triples"]
) -> Float64[np.ndarray, "3 references"]:
    """How many triples of each reference have each score."""
    return np.stack([ReferenceCounts.of((scores == k).astype(np.float64), references).correct for k in _SCORES])


def _consistency(counts: ReferenceCounts, of_score: Float64[np.ndarray, "2 3 references"]) -> Consistency:
    """κ with its interval, from each reference's triples with equal scores and with each score of each model."""
    groups = len(counts.references)
    if not groups:
        return Consistency(math.nan)
    equal, sizes = counts.correct, counts.answered.astype(np.float64)
    in_all = of_score.sum(axis=2, keepdims=True)
    value = float(_kappa(equal.sum(keepdims=True), in_all, sizes.sum(keepdims=True))[0])
    if groups < FEWEST_REFERENCES:
        return Consistency(value)
    without = _kappa(equal.sum() - equal, in_all - of_score, sizes.sum() - sizes)
    if np.isnan(without).any():
        return Consistency(value)
    variance = (groups - 1) / groups * float(np.square(without - without.mean()).sum())
    half = float(stdtrit(groups - 1, 0.975)) * math.sqrt(variance)
    return Consistency(value, value - half, min(1.0, value + half))


def _kappa(
    equal: Float64[np.ndarray, " cases"],
    of_score: Float64[np.ndarray, "2 3 cases"],
    sizes: Float64[np.ndarray, " cases"],
) -> Float64[np.ndarray, " cases"]:
    """κ from counts of triples: with equal scores, of each model with each score, in all."""
    expected = (of_score[0] * of_score[1]).sum(axis=0) / sizes**2
    kappa = np.full(len(sizes), np.nan)
    np.divide(equal / sizes - expected, 1 - expected, out=kappa, where=expected < 1)
    return kappa
