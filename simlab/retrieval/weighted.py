"""A gallery ranked by one distance, or by a weighted sum of the distances of several models.

    D(q, x) = Σ_m c[q, m] · d_m(q, x)

With c = 1 that is one model. With c = 1/k for each of k models compared by cosine it is the distance of their unit
vectors side by side over √k, since cosine similarities of concatenated unit vectors are the mean of those of the parts.
With c = w/s, the weights of the query and the models' margin deviations, it is an ensemble (Liao & Chen 2024, section
4, on one scale).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float64, Int64

from simlab.retrieval.space import Space

_SUM_ROUNDING = 1e-13
"""Relative; of the sum over models, some dozens at most."""
ExactOf = Callable[[np.ndarray, np.ndarray], Float64[np.ndarray, " pairs"]]


@dataclass(frozen=True, eq=False)
class Block:
    """Distances of a block of queries to the whole gallery.

    Attributes:
        lower: not more than the distance.
        upper: not less than the distance.
        exact: gives the distances of pairs: places in the block, and in the gallery.
    """

    lower: Float64[np.ndarray, "block gallery"]
    upper: Float64[np.ndarray, "block gallery"]
    exact: ExactOf


@runtime_checkable
class Ranking(Protocol):
    """Says how far each image of a gallery is from each of some queries."""

    @property
    def n_queries(self) -> int:
        """How many queries there are."""

    @property
    def n_gallery(self) -> int:
        """How many images are ranked."""

    def block(self, queries: Int64[np.ndarray, " block"]) -> Block:
        """Distances of some queries, by number."""


@dataclass(frozen=True, eq=False)
class Weighted:
    """See the top of this module.

    Attributes:
        spaces: the models, all of the same queries and the same gallery.
        coefficients: c, not negative.
    """

    spaces: tuple[Space, ...]
    coefficients: Float64[np.ndarray, "queries spaces"]

    @classmethod
    def evenly(cls, *spaces: Space) -> "Weighted":
        """One model, or several of equal say."""
        shape = (len(spaces[0].queries), len(spaces))
        return cls(spaces, np.full(shape, 1 / len(spaces)))

    @property
    def n_queries(self) -> int:
        """See `Ranking.n_queries`."""
        return len(self.coefficients)

    @property
    def n_gallery(self) -> int:
        """See `Ranking.n_gallery`."""
        return len(self.spaces[0].rows)

    def block(self, queries: Int64[np.ndarray, " block"]) -> Block:
        """See `Ranking.block`."""
        lower = np.zeros((len(queries), self.n_gallery))
        upper = np.zeros_like(lower)
        shares = self.coefficients[queries]
        for number, space in enumerate(self.spaces):
            if shares[:, number].any():
                least, most = space.bounds(queries)
                lower += shares[:, number, None] * least
                upper += shares[:, number, None] * most

        def exact(places: np.ndarray, gallery: np.ndarray) -> Float64[np.ndarray, " pairs"]:
            return self._exact(queries[places], gallery)

        return Block(lower * (1 - _SUM_ROUNDING), upper * (1 + _SUM_ROUNDING), exact)

    def _exact(self, queries: np.ndarray, gallery: np.ndarray) -> Float64[np.ndarray, " pairs"]:
        total = np.zeros(len(queries))
        for number, space in enumerate(self.spaces):
            counted = np.flatnonzero(self.coefficients[queries, number])
            found = space.exact(queries[counted], gallery[counted])
            total[counted] += self.coefficients[queries[counted], number] * found
        return total
