"""Where a query's first right answer stands, and top-N accuracy with its interval.

Top-N accuracy is the share of queries with a right answer among their N nearest. Of w wrong and r right answers that
are equally near as the nearest right one, with c wrong ones nearer than all these, nobody can say which comes first.
They count as in a random order of equal distances:

    place of the first right answer, expected        c + 1 + w / (r + 1)
    P(a right answer among the first N)              1 − Π_{i < N − c} (w − i) / (w + r − i),   0 for N ≤ c

so that a constant embedding scores what chance does, and the order of the gallery carries nothing.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float64, Int, Int64

from simlab.evaluation.comparisons import Difference, paired_difference
from simlab.evaluation.intervals import Estimate, accuracy_estimate

DEEPEST = 15
"""The N up to which top-N accuracy is given."""


@dataclass(frozen=True, eq=False)
class FirstRight:
    """Of each query, how many answers come before its first right one, and how many beside it.

    Attributes:
        nearer: c, the wrong answers that are nearer than the nearest right one; −1 for a query that has no answer.
        tied_wrong: w, the wrong answers that are just as near as that.
        tied_right: r, the right ones at that distance, at least 1.
    """

    nearer: Int64[np.ndarray, " queries"]
    tied_wrong: Int64[np.ndarray, " queries"]
    tied_right: Int64[np.ndarray, " queries"]

    @cached_property
    def answered(self) -> Bool[np.ndarray, " queries"]:
        """Which queries have an answer."""
        return self.nearer >= 0

    @cached_property
    def ranks(self) -> Float64[np.ndarray, " queries"]:
        """Expected place of the first right answer, from 1; NaN without an answer."""
        places = self.nearer + 1 + self.tied_wrong / (self.tied_right + 1)
        return np.where(self.answered, places, np.nan)

    def found(self, deepest: int = DEEPEST) -> Float64[np.ndarray, "queries deepest"]:
        """For N = 1 … deepest the probability, mostly 0 or 1, that a right answer is among the first N; else NaN."""
        missed = np.ones(len(self.nearer))
        found = np.empty((len(self.nearer), deepest))
        for place in range(deepest):
            drawn = np.maximum(place - self.nearer, 0)  # of the tied ones, before this place
            left = self.tied_wrong + self.tied_right - drawn
            wrong = np.maximum(self.tied_wrong - drawn, 0) / np.maximum(left, 1)
            missed = np.where(place >= self.nearer, missed * wrong, missed)
            found[:, place] = np.where(self.answered, 1 - missed, np.nan)
        return found


def top_n_curve(
    found: Float64[np.ndarray, "queries deepest"], groups: Int[np.ndarray, " queries"]
) -> tuple[Estimate, ...]:
    """Top-N accuracy for N = 1, 2, … with 95 % Wilson intervals (see `simlab.evaluation.intervals`).

    Args:
        found: of `FirstRight.found`.
        groups: queries that vary together, such as those of one class; each query its own where all are independent.

    Returns:
        one for each N; its `n_triples` are queries, its `n_references` groups.
    """
    return tuple(accuracy_estimate(column, groups) for column in found.T)


def top_n_differences(
    found_1: Float64[np.ndarray, "queries deepest"],
    found_2: Float64[np.ndarray, "queries deepest"],
    groups: Int[np.ndarray, " queries"],
) -> tuple[Difference, ...]:
    """Top-N accuracy of the first minus that of the second, on the queries that both answer, for N = 1, 2, …

    Args:
        found_1: of the first, see `FirstRight.found`.
        found_2: of the second, for the same queries.
        groups: see `top_n_curve`.

    Returns:
        one for each N, with its 95 % interval; p-values by sign-flips over groups, see `paired_difference`.
    """
    return tuple(paired_difference(*columns, groups) for columns in zip(found_1.T, found_2.T, strict=True))
