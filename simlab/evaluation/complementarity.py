"""What each model adds to the others: the triples that nobody else gets right.

The oracle picks, for every triple, the best score among some models (Kuncheva 2002, IEEE TPAMI 24: the oracle as upper
bound of every way to choose one model per question). What model m adds to it,

    o[t] = max_i s[i, t]        added_m = mean over t of  o[t] − max_{i ≠ m} s[i, t],

is the share of triples that m alone gets right, a triple counting ½ where m alone scores ½, or scores 1 where the best
of the others scores ½.
"""

import numpy as np
from jaxtyping import Float64, Int

from simlab.evaluation.intervals import Estimate, accuracy_estimate


def oracle_scores(scores: Float64[np.ndarray, "models triples"]) -> Float64[np.ndarray, " triples"]:
    """The best score of any model on each triple; NaN where any model has none.

    Args:
        scores: of at least one model: 1, 0, ½ or NaN.
    """
    return np.asarray(scores.max(axis=0))


def added_to_oracle(
    scores: Float64[np.ndarray, "models triples"],
    references: Int[np.ndarray, " triples"],
    rows: Int[np.ndarray, " triples"] | None = None,
) -> tuple[Estimate, ...]:
    """For each model the oracle's accuracy with it minus that without it, paired by triple.

    Args:
        scores: of at least two models: 1, 0 or ½; a triple where any is NaN is left out.
        references: image row of each triple's reference.
        rows: the annotation row each triple came from; used where all triples belong to one reference.

    Returns:
        shares from 0 to 1 with 95 % intervals over references, as of an accuracy: nothing can be taken away.
    """
    ranked = np.sort(scores, axis=0)  # NaN comes last, so that it is the best score wherever there is one
    best, second = ranked[-1], ranked[-2]
    return tuple(
        accuracy_estimate(np.where(own == best, best - second, 0.0 * best), references, rows) for own in scores
    )
