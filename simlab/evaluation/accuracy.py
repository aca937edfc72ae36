"""Right and answered triples of each reference, for one model and for many."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64, Int, Int32, Int64

from simlab.evaluation.distance_table import DistanceTable

_DENSE_SPAN = 64
"""Ids are looked up in a plain array while their span is at most this many times their number."""


@dataclass(frozen=True, eq=False)
class ReferenceCounts:
    """How many triples of each reference are answered, and how many of these rightly.

    Attributes:
        references: every id that occurs, ascending.
        correct: c_r, the sum of scores (a margin of exactly 0 adds ½).
        answered: n_r, the number of triples with a score; may be 0.
    """

    references: Int[np.ndarray, " references"]
    correct: Float64[np.ndarray, " references"]
    answered: Int64[np.ndarray, " references"]

    @classmethod
    def of(cls, scores: Float64[np.ndarray, " triples"], references: Int[np.ndarray, " triples"]) -> "ReferenceCounts":
        """Counts from single scores; NaN scores are left out."""
        ids, positions = distinct_ids(references)
        return cls(ids, *_counts(scores, positions, len(ids)))


@dataclass(frozen=True, eq=False)
class PerReferenceAccuracy:
    """The matrix a[m, r]: share of reference r's triples that model m answers as people did.

    Attributes:
        models: names, in the order of the first axis.
        references: image rows, ascending, in the order of the second axis.
        accuracy: from 0 to 1, NaN where a model has no scored triple of a reference.
        n_triples: number of triples behind each accuracy (human ties and missing vectors left out).
    """

    models: tuple[str, ...]
    references: Int32[np.ndarray, " references"]
    accuracy: Float64[np.ndarray, "models references"]
    n_triples: Int64[np.ndarray, "models references"]


def per_reference_accuracy(table: DistanceTable) -> PerReferenceAccuracy:
    """Accuracy of every model on every reference of a table (Liao & Chen 2024: a[m, r]).

    Raises:
        InputError: an answer is neither 'A', 'B' nor 'tie'.
    """
    ids, positions = distinct_ids(table.triples["reference"].to_numpy(np.int32))
    correct = np.empty((len(table.models), len(ids)))
    answered = np.empty(correct.shape, dtype=np.int64)
    for number, scores in enumerate(table.scores):
        correct[number], answered[number] = _counts(scores, positions, len(ids))
    accuracy = np.full(correct.shape, np.nan)
    np.divide(correct, answered, out=accuracy, where=answered > 0)
    return PerReferenceAccuracy(table.models, ids.astype(np.int32), accuracy, answered)


def distinct_ids(
    ids: Int[np.ndarray, " items"],
) -> tuple[Int[np.ndarray, " distinct"], Int64[np.ndarray, " items"]]:
    """The distinct ids, ascending, and where each item's id is among them.

    The same as `np.unique(ids, return_inverse=True)`, without sorting where the ids are as dense as image rows.
    """
    if len(ids) == 0:
        return ids, np.empty(0, dtype=np.int64)
    lowest = int(ids.min())
    span = int(ids.max()) - lowest + 1
    if span > _DENSE_SPAN * len(ids):
        distinct, positions = np.unique(ids, return_inverse=True)
        return distinct, positions.astype(np.int64)
    offsets = ids.astype(np.int64) - lowest
    present = np.zeros(span, dtype=bool)
    present[offsets] = True
    return (np.flatnonzero(present) + lowest).astype(ids.dtype), (np.cumsum(present) - 1)[offsets]


def _counts(
    scores: Float64[np.ndarray, " triples"], positions: Int64[np.ndarray, " triples"], n_references: int
) -> tuple[Float64[np.ndarray, " references"], Int64[np.ndarray, " references"]]:
    """Sum and number of the scores that are not NaN, for each reference."""
    scored = ~np.isnan(scores)
    correct = np.bincount(positions, weights=np.where(scored, scores, 0.0), minlength=n_references)
    answered = np.bincount(positions[scored], minlength=n_references)
    # bincount of nothing gives integers whatever its weights are.
    return correct.astype(np.float64, copy=False), answered
