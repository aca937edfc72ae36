"""The nearest images of a gallery, exact and in a fixed order."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64, Int64

from simlab.errors import InputError
from simlab.progress import SILENT, Progress
from simlab.retrieval.weighted import Ranking

BLOCK_DISTANCES = 1 << 22
"""Distances that are held at a time."""


@dataclass(frozen=True, eq=False)
class Found:
    """Attributes:
    places: in the gallery, the nearest first; the first in the gallery where distances are equal.
    distances: to the query.
    """

    places: Int64[np.ndarray, "queries k"]
    distances: Float64[np.ndarray, "queries k"]


def nearest(ranking: Ranking, k: int, progress: Progress = SILENT, *, block: int | None = None) -> Found:
    """The k images nearest to each query, or all where there are fewer.

    Args:
        ranking: the distances.
        k: at least 1.
        progress: hears of every query.
        block: queries at a time; as many as fit by default. Results do not depend on it.

    Raises:
        InputError: k is less than 1, or a vector has no distance to others.
    """
    k = possible(k, ranking.n_gallery)
    places = np.empty((ranking.n_queries, k), dtype=np.int64)
    distances = np.empty((ranking.n_queries, k))
    for queries in blocks_of(ranking, block):
        here = ranking.block(queries)
        if k:
            farthest = np.partition(here.upper, k - 1, axis=1)[:, k - 1]
            asked, held = np.nonzero(here.lower <= farthest[:, None])
            found = here.exact(asked, held)
            order = np.lexsort((held, found, asked))
            first = np.searchsorted(asked, np.arange(len(queries)))
            chosen = order[first[:, None] + np.arange(k)]
            places[queries], distances[queries] = held[chosen], found[chosen]
        progress.advance(len(queries))
    return Found(places, distances)


def possible(k: int, n_gallery: int) -> int:
    """How many of k neighbours there can be.

    Raises:
        InputError: k is less than 1.
    """
    if k < 1:
        raise InputError(f"At least one neighbour must be asked for; found {k}.")
    return min(k, n_gallery)


def blocks_of(ranking: Ranking, block: int | None = None) -> list[Int64[np.ndarray, " block"]]:
    """The queries by number, some at a time."""
    size = block or max(1, BLOCK_DISTANCES // max(1, ranking.n_gallery))
    return [np.arange(start, min(start + size, ranking.n_queries)) for start in range(0, ranking.n_queries, size)]
