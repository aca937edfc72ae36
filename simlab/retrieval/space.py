"""Queries and a gallery in one model's embedding: distances by matrix products within known bounds, or one by one.

A matrix product is quick and its last digits depend on the shape of its input; a pair's own distance
(`simlab.evaluation.pair_distances`) is slow and depends on nothing else. So products say which pairs matter, and these
are then computed one by one: results do not depend on the size of blocks, and identical images are exactly as near.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import Float, Float64, Int, Int64

from simlab.errors import InputError
from simlab.evaluation import pair_distances
from simlab.workspace.embeddings import Distance

_ROWS_AT_ONCE = 1_024
"""Of the gallery: few enough to stay in a cache while they are widened, measured and multiplied."""
_PAIRS_AT_ONCE = 16_384
_ROUNDING = 4 * float(np.finfo(np.float64).eps)
_MORE_STEPS = 16
"""Of rounding, beside one for each dimension: lengths, their quotient, the difference."""


@dataclass(frozen=True)
class _Named:
    distance: Distance


@dataclass(frozen=True, eq=False)
class _PairVectors:
    """Vectors as `pair_distances` takes them."""

    model: str
    vectors: Float[np.ndarray, "vectors dimensions"]
    rows: Int[np.ndarray, " vectors"]
    sidecar: _Named


@dataclass(frozen=True, eq=False)
class Space:
    """One model's vectors of some queries and of a gallery.

    Attributes:
        model: its name, for messages.
        distance: that it is compared by.
        queries: their vectors.
        vectors: where those of the gallery are, usually memory-mapped; float16, 32 or 64.
        rows: per image of the gallery its row in `vectors`.

    Raises:
        InputError: the queries have another number of dimensions than the gallery.
    """

    model: str
    distance: Distance
    queries: Float[np.ndarray, "queries dimensions"]
    vectors: Float[np.ndarray, "vectors dimensions"]
    rows: Int[np.ndarray, " gallery"]
    _slack: float = field(init=False, repr=False)

    def __post_init__(self) -> None:
        found, expected = self.queries.shape[1], self.vectors.shape[1]
        if found != expected:
            raise InputError(
                f"The vectors to search with under {self.model!r} have {found} dimensions and those of the gallery "
                f"{expected}: the model was trained or chosen anew. Embed the images again (`simlab embed`)."
            )
        object.__setattr__(self, "_slack", _ROUNDING * (expected + _MORE_STEPS))

    def asked(self, queries: Float[np.ndarray, "queries dimensions"]) -> "Space":
        """The same gallery with other queries."""
        return replace(self, queries=queries)

    def bounds(
        self, queries: Int64[np.ndarray, " block"]
    ) -> tuple[Float64[np.ndarray, "block gallery"], Float64[np.ndarray, "block gallery"]]:
        """Between what the distance of each image of the gallery to some queries (by number) certainly lies."""
        asked = self.queries[queries].astype(np.float64)
        asked_lengths = _lengths(asked)
        lower = np.empty((len(asked), len(self.rows)))
        upper = np.empty_like(lower)
        for start in range(0, len(self.rows), _ROWS_AT_ONCE):
            part = slice(start, start + _ROWS_AT_ONCE)
            held = self.vectors[self.rows[part]].astype(np.float64)
            lengths = _lengths(held)
            products = asked @ held.T
            if self.distance == "cosine":
                with np.errstate(divide="ignore", invalid="ignore"):  # what has no direction is refused pair by pair
                    about = np.nan_to_num(1 - products / (asked_lengths[:, None] * lengths), nan=0.0)
                lower[:, part], upper[:, part] = np.maximum(about - self._slack, 0), about + self._slack
            else:
                squares = asked_lengths[:, None] ** 2 + lengths**2 - 2 * products
                slack = self._slack * (asked_lengths[:, None] + lengths) ** 2
                lower[:, part] = np.sqrt(np.maximum(squares - slack, 0)) * (1 - self._slack)
                upper[:, part] = np.sqrt(np.maximum(squares + slack, 0)) * (1 + self._slack)
        return lower, upper

    def exact(
        self, queries: Int64[np.ndarray, " pairs"], gallery: Int64[np.ndarray, " pairs"]
    ) -> Float64[np.ndarray, " pairs"]:
        """The distance of each pair of a query and an image of the gallery (by number), as margins have it.

        Raises:
            InputError: a vector is zero or not finite, see `pair_distances`.
        """
        found = np.empty(len(queries))
        for start in range(0, len(queries), _PAIRS_AT_ONCE):
            part = slice(start, start + _PAIRS_AT_ONCE)
            asked, which = np.unique(queries[part], return_inverse=True)
            held, where = np.unique(gallery[part], return_inverse=True)
            both = [self.queries[asked].astype(np.float64), self.vectors[self.rows[held]].astype(np.float64)]
            vectors = np.concatenate(both)
            numbered = _PairVectors(self.model, vectors, np.arange(len(vectors)), _Named(self.distance))
            found[part] = pair_distances(numbered, np.stack([which, where + len(asked)], axis=1))
        return found


def _lengths(vectors: Float64[np.ndarray, "n dimensions"]) -> Float64[np.ndarray, " n"]:
    return np.asarray(np.sqrt(np.vecdot(vectors, vectors)))
