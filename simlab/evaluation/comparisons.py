"""Is one model better than another on the same triples, and how sure is that?

The mean of paired score differences, with the variance of `simlab.evaluation.intervals` (whole references vary, not
single triples) and Student's t with G − 1 degrees of freedom; and a p-value by sign-flips: if neither model were
better, the total difference of each reference would be as likely with the other sign.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float64, Int, Integer

from simlab.evaluation.intervals import clusters

_SIGNS_AT_ONCE = 2**22


@dataclass(frozen=True)
class Difference:
    """Accuracy of a first model minus that of a second one, on the triples that both have a score for.

    Attributes:
        value: from −1 to 1, positive where the first is better; NaN where they share no scored triple.
        low: lower end of the 95 % interval, None where there is no interval.
        high: upper end of it.
        p_value: two-sided, None where it was not asked for or there is no interval.
        n_triples: number of triples that both have a score for.
        n_references: number of references that they belong to.
        note: why there is no interval, or that it rests on the annotation rows of one reference; otherwise empty.
    """

    value: float
    low: float | None
    high: float | None
    p_value: float | None
    n_triples: int
    n_references: int
    note: str = ""

    @property
    def distinguishable(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def paired_difference(
    scores_1: Float64[np.ndarray, " triples"],
    scores_2: Float64[np.ndarray, " triples"],
    references: Int[np.ndarray, " triples"],
    rows: Int[np.ndarray, " triples"] | None = None,
    *,
    p_value: bool = True,
    seed: int = 0,
    flips: int = 10_000,
) -> Difference:
    """Mean score of the first minus mean score of the second, with a 95 % interval and a p-value.

    Args:
        scores_1: 1, 0 or ½ for each triple; triples where either score is NaN are left out.
        scores_2: the same triples answered by the other model.
        references: image row of each triple's reference.
        rows: the annotation row each triple came from; used where all triples belong to one reference.
        p_value: whether to compute it; it is the slow part.
        seed: of the random sign-flips.
        flips: number of random sign-flips; where there are no more than that many in all, all are tried.
    """
    grouped = clusters(scores_1 - scores_2, references, rows)
    n_triples = int(grouped.sizes.sum())
    value = float(grouped.sums.sum()) / n_triples if n_triples else float("nan")
    if not grouped.enough:
        return Difference(value, None, None, None, n_triples, grouped.n_references, grouped.note)
    half = grouped.t_quantile() * float(np.sqrt(grouped.variance()))
    p = _sign_flip_p_value(grouped.sums, seed, flips) if p_value else None
    return Difference(value, value - half, value + half, p, n_triples, grouped.n_references, grouped.note)


def holm(p_values: Float[np.ndarray, " tests"]) -> Float64[np.ndarray, " tests"]:
    """P-values corrected for their number (Holm 1979, Scand. J. Statist. 6), in the order given.

    Returns:
        values of which those below 0.05 hold together, with an error in any of them in at most 5 % of studies.
    """
    order = np.argsort(p_values)
    steps = np.maximum.accumulate(p_values[order] * np.arange(len(p_values), 0, -1))
    corrected = np.empty(len(p_values))
    corrected[order] = np.minimum(steps, 1.0)
    return corrected


def _sign_flip_p_value(sums: Float64[np.ndarray, " groups"], seed: int, flips: int) -> float:
    """Share of sign patterns whose total is at least as far from 0 as the one observed."""
    sums = sums[sums != 0]
    # Sums of scores are exact in float64; the tolerance is for values that are not halves.
    observed = abs(sums.sum()) - 1e-9 * np.abs(sums).sum()
    if 2 ** len(sums) <= flips:
        patterns = np.arange(2 ** len(sums))[:, None] >> np.arange(len(sums)) & 1
        return float(np.mean(np.abs(_flipped_totals(sums, patterns)) >= observed))
    random = np.random.default_rng(seed)
    as_far = 0
    at_once = max(1, _SIGNS_AT_ONCE // len(sums))
    for start in range(0, flips, at_once):
        count = min(at_once, flips - start)
        bits = np.frombuffer(random.bytes(count * -(-len(sums) // 8)), dtype=np.uint8).reshape(count, -1)
        totals = _flipped_totals(sums, np.unpackbits(bits, axis=1, count=len(sums)))
        as_far += int(np.count_nonzero(np.abs(totals) >= observed))
    return (as_far + 1) / (flips + 1)


def _flipped_totals(
    sums: Float64[np.ndarray, " groups"], patterns: Integer[np.ndarray, "flips groups"]
) -> Float64[np.ndarray, " flips"]:
    """Total of the sums for each pattern, where 1 keeps a sum's sign and 0 turns it."""
    return np.asarray(2 * (patterns.astype(np.float64) @ sums) - sums.sum())
