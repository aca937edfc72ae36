"""Agreement with single voters instead of their majority: the vote-weighted 2AFC score.

With v the share of votes for A, and p = 1 where a model answers A, 0 where B, ½ where it cannot say, a triple scores

    p · v + (1 − p) · (1 − v)

(Zhang, Isola, Efros, Shechtman & Wang, CVPR 2018, "The Unreasonable Effectiveness of Deep Features as a Perceptual
Metric": where 4 of 5 people chose A, answering A scores 0.8). So a model loses little where people were divided. Human
ties count, with ½ whatever is answered, unlike in accuracy; the most that any answer can score is max(v, 1 − v).

Unlike scores of 0 and 1, these vary little on one triple, so the interval is mean ± t·√v̂ with the variance v̂ of
`simlab.evaluation.intervals` (whole references vary) and Student's t of G − 1 degrees of freedom; at 0 or 1, where v̂
says nothing, it is that of an accuracy.
"""

import math

import numpy as np
from jaxtyping import Float64, Int

from simlab.evaluation.intervals import Estimate, accuracy_estimate, clusters


def votes_for_a(
    votes_a: Float64[np.ndarray, " triples"], votes_b: Float64[np.ndarray, " triples"]
) -> Float64[np.ndarray, " triples"]:
    """The share of votes for A, NaN where there are none or they are not known.

    Args:
        votes_a: number of people who chose A, not negative; NaN where not known.
        votes_b: number who chose B.
    """
    share = np.full(len(votes_a), np.nan)
    total = votes_a + votes_b
    np.divide(votes_a, total, out=share, where=total > 0)
    return share


def vote_scores(
    margins: Float64[np.ndarray, "*models triples"], for_a: Float64[np.ndarray, " triples"]
) -> Float64[np.ndarray, "*models triples"]:
    """Share of voters that each answer agrees with, from 0 to 1; NaN where there are no votes or no margin.

    Args:
        margins: positive where the model finds A closer, exactly 0 where it cannot say.
        for_a: share of votes for A.
    """
    answer = (np.sign(margins) + 1) / 2
    return np.asarray(answer * for_a + (1 - answer) * (1 - for_a))


def most_agreed(for_a: Float64[np.ndarray, " triples"]) -> Float64[np.ndarray, " triples"]:
    """The most that any answer to each triple can score; NaN where there are no votes."""
    return np.asarray(np.maximum(for_a, 1 - for_a))


def vote_estimate(
    scores: Float64[np.ndarray, " triples"],
    references: Int[np.ndarray, " triples"],
    rows: Int[np.ndarray, " triples"] | None = None,
) -> Estimate:
    """Mean vote-weighted score with its 95 % interval.

    Args:
        scores: from 0 to 1; NaN is left out.
        references: image row of each triple's reference.
        rows: the annotation row each triple came from; used where all triples belong to one reference.
    """
    grouped = clusters(scores, references, rows)
    n_triples = int(grouped.sizes.sum())
    value = float(grouped.sums.sum()) / n_triples if n_triples else math.nan
    if value in (0.0, 1.0):
        return accuracy_estimate(scores, references, rows)
    if not grouped.enough:
        return Estimate(value, None, None, n_triples, grouped.n_references, grouped.note)
    half = grouped.t_quantile() * math.sqrt(grouped.variance())
    low, high = max(0.0, value - half), min(1.0, value + half)
    return Estimate(value, low, high, n_triples, grouped.n_references, grouped.note)
