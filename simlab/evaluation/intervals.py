"""Accuracy with its 95 % interval, when triples of the same reference are answered alike.

With c_r right of n_r scored triples of each of G references, and N = Σ n_r:

    p = Σ c_r / N
    v = G / (G − 1) · Σ (c_r − p n_r)² / N²             the variance of p, from whole references
    n_eff = min(N, p (1 − p) / v)                       as many independent triples as would vary like that

and the interval is Wilson's (Wilson 1927, JASA 22) at n_eff, with the 0.975 quantile of Student's t with
G − 1 degrees of freedom in place of the normal one. At p = 0 or 1, where v says nothing, n_eff = G.

What it is worth (`python -m benchmarks.interval_coverage`): 93 to 97 % of intervals contain the truth from 20
references on, where references hold comparable numbers of triples and answers within one are moderately alike
(intra-class correlation up to 0.1). Elsewhere it can be less: 87 to 92 % for 20 references at a correlation of 0.5
and p of 0.85 or more, 83 to 93 % where a few of 20 references hold most of the triples. From 5 to 10 references with
little correlation, intervals are too long (98 % and more). Candidate images that are shared between references are
not modelled: where many are, intervals are too short.
"""

import math
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float64, Int, Int64
from scipy.special import stdtrit

from simlab.evaluation.accuracy import ReferenceCounts

FEWEST_REFERENCES = 5
"""No interval is given from fewer references, or fewer annotation rows of a single reference."""

NO_TRIPLES = "no scored triples"
TOO_FEW_REFERENCES = "too few references"
ONE_REFERENCE = "one reference"
ONE_REFERENCE_FEW_ROWS = "one reference, too few annotation rows"


@dataclass(frozen=True)
class Estimate:
    """An accuracy and how sure it is.

    Attributes:
        value: from 0 to 1; NaN where there is no scored triple.
        low: lower end of the 95 % interval, None where there is no interval.
        high: upper end of it.
        n_triples: number of scored triples.
        n_references: number of references that they belong to.
        note: why there is no interval, or that it rests on the annotation rows of one reference; otherwise empty.
    """

    value: float
    low: float | None
    high: float | None
    n_triples: int
    n_references: int
    note: str = ""


@dataclass(frozen=True, eq=False)
class Clusters:
    """Sums over groups of triples that vary together: references, or annotation rows where there is one reference.

    Attributes:
        sums: sum of the values in each group.
        sizes: number of triples in each group, at least 1.
        n_references: number of references, whatever the groups are.
        note: why no interval can be had, or what it rests on; otherwise empty.
    """

    sums: Float64[np.ndarray, " groups"]
    sizes: Int64[np.ndarray, " groups"]
    n_references: int
    note: str

    @property
    def enough(self) -> bool:
        """Whether there are groups enough for an interval."""
        return len(self.sizes) >= FEWEST_REFERENCES

    def variance(self) -> float:
        """v, the variance of the mean over all triples."""
        groups = len(self.sizes)
        total = int(self.sizes.sum())
        residuals = self.sums - self.sums.sum() / total * self.sizes
        return groups / (groups - 1) * float(np.square(residuals).sum()) / total**2

    def t_quantile(self) -> float:
        """The 0.975 quantile of Student's t with one degree of freedom fewer than there are groups."""
        return float(stdtrit(len(self.sizes) - 1, 0.975))


def accuracy_estimate(
    scores: Float64[np.ndarray, " triples"],
    references: Int[np.ndarray, " triples"],
    rows: Int[np.ndarray, " triples"] | None = None,
) -> Estimate:
    """Accuracy over some triples, with the 95 % interval described at the top of this module.

    Args:
        scores: 1, 0 or ½; NaN is left out.
        references: image row of each triple's reference.
        rows: the annotation row each triple came from; used where all triples belong to one reference, because
            there is then nothing else to tell how answers vary.
    """
    return _estimate(clusters(scores, references, rows))


def estimate_from_counts(
    correct: Float[np.ndarray, " references"] | Int[np.ndarray, " references"],
    answered: Int[np.ndarray, " references"],
) -> Estimate:
    """`accuracy_estimate` from counts that are already there.

    Args:
        correct: c_r, the sum of scores of each reference.
        answered: n_r, the number of scored triples of each; references with 0 are left out.
    """
    return _estimate(_reference_clusters(correct, answered))


def clusters(
    values: Float64[np.ndarray, " triples"],
    references: Int[np.ndarray, " triples"],
    rows: Int[np.ndarray, " triples"] | None = None,
) -> Clusters:
    """Group values by reference, or by annotation row where there is one reference and rows are given.

    Args:
        values: scores, or differences of scores; NaN is left out.
        references: image row of each triple's reference.
        rows: the annotation row each triple came from, where known.
    """
    counts = ReferenceCounts.of(values, references)
    grouped = _reference_clusters(counts.correct, counts.answered)
    if grouped.n_references != 1 or rows is None:
        return grouped
    by_row = ReferenceCounts.of(values, rows)
    scored = by_row.answered > 0
    note = ONE_REFERENCE if scored.sum() >= FEWEST_REFERENCES else ONE_REFERENCE_FEW_ROWS
    return Clusters(by_row.correct[scored], by_row.answered[scored], 1, note)


def _reference_clusters(
    sums: Float[np.ndarray, " references"] | Int[np.ndarray, " references"],
    sizes: Int[np.ndarray, " references"],
) -> Clusters:
    """Groups that are references, with the note that their number asks for."""
    scored = sizes > 0
    groups = int(np.count_nonzero(scored))
    note = ""
    if groups < FEWEST_REFERENCES:
        note = {0: NO_TRIPLES, 1: ONE_REFERENCE}.get(groups, TOO_FEW_REFERENCES)
    return Clusters(
        sums[scored].astype(np.float64, copy=False), sizes[scored].astype(np.int64, copy=False), groups, note
    )


def _estimate(grouped: Clusters) -> Estimate:
    """The estimate that grouped scores give."""
    n_triples = int(grouped.sizes.sum())
    p = float(grouped.sums.sum()) / n_triples if n_triples else math.nan
    if not grouped.enough:
        return Estimate(p, None, None, n_triples, grouped.n_references, grouped.note)
    if p in (0.0, 1.0):
        effective = float(len(grouped.sizes))
    else:
        # Without any variation (v = 0), answers within a reference are as good as independent ones.
        effective = float(n_triples)
        if (variance := grouped.variance()) > 0:
            effective = min(effective, p * (1 - p) / variance)
    low, high = _wilson(p, effective, grouped.t_quantile())
    return Estimate(p, low, high, n_triples, grouped.n_references, grouped.note)


def _wilson(p: float, n: float, quantile: float) -> tuple[float, float]:
    """Wilson's score interval for a share p of n independent answers."""
    shrink = quantile**2 / n
    centre = (p + shrink / 2) / (1 + shrink)
    half = quantile / (1 + shrink) * math.sqrt(p * (1 - p) / n + shrink / (4 * n))
    return max(0.0, centre - half), min(1.0, centre + half)
