"""The fitted references nearest to each of many images, quick enough to be asked about all references of a study.

Pairs are ranked by a matrix product, and only the distances of the nearest are then measured pair by pair. Where
coordinates rest on the neighbours, and not even the last bit may depend on the other images of the call,
`ReferenceNeighbours` is used in its place.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float64, Int, Int64

from simlab.maps.feature_vectors import measured
from simlab.maps.parameters import Metric
from simlab.maps.reference_map import ReferenceMap
from simlab.workspace.embeddings import Embedding

LARGEST_SAMPLE = 10_000
"""Past so many fitted references, neighbours are looked for among a random so many of them (seed 0)."""
_SEED = 0
_NUMBERS_PER_BLOCK = 1_000_000


@dataclass(frozen=True, eq=False)
class FittedSample:
    """The fitted references of a map, or a random sample of them, that others are measured against.

    Attributes:
        image_rows: of them, ascending.
        vectors: between which euclidean distance ranks as the metric does; see `measured`.
        metric: the map's.
        embedding: of the map's feature space.
    """

    image_rows: Int[np.ndarray, " n"]
    vectors: Float64[np.ndarray, "n d"]
    metric: Metric
    embedding: Embedding

    @classmethod
    def of(cls, reference_map: ReferenceMap, embedding: Embedding) -> "FittedSample":
        """Of a map that is not stale."""
        rows = reference_map.fitted_rows
        if len(rows) > LARGEST_SAMPLE:
            rows = np.sort(np.random.default_rng(_SEED).choice(rows, LARGEST_SAMPLE, replace=False))
        metric = reference_map.parameters.metric
        return cls(rows, measured(embedding.take(rows), metric), metric, embedding)

    def nearest(
        self, image_rows: Int[np.ndarray, " m"], k: int
    ) -> tuple[Int64[np.ndarray, "m k"], Float64[np.ndarray, "m k"]]:
        """The k nearest to each image, itself left out.

        Args:
            image_rows: images with a vector in the feature space.
            k: fewer than there are in the sample.

        Returns:
            positions in the sample and distances in the metric, the nearest first.
        """
        block = max(1, _NUMBERS_PER_BLOCK // max(len(self.vectors), k * self.vectors.shape[1]))
        positions = np.empty((len(image_rows), k), dtype=np.int64)
        distances = np.empty((len(image_rows), k))
        for start in range(0, len(image_rows), block):
            asked = image_rows[start : start + block]
            found = _nearest(measured(self.embedding.take(asked), self.metric), self.vectors, k, self._own(asked))
            positions[start : start + block], distances[start : start + block] = found
        return positions, distances**2 / 2 if self.metric == "cosine" else distances

    def _own(self, asked: Int[np.ndarray, " m"]) -> Int64[np.ndarray, " m"]:
        """Where these images are in the sample; −1 where they are not."""
        positions = np.minimum(np.searchsorted(self.image_rows, asked), len(self.image_rows) - 1)
        return np.where(self.image_rows[positions] == asked, positions, -1).astype(np.int64)


def _nearest(
    asked: Float[np.ndarray, "m d"], known: Float64[np.ndarray, "n d"], k: int, own: Int64[np.ndarray, " m"]
) -> tuple[Int64[np.ndarray, "m k"], Float64[np.ndarray, "m k"]]:
    """Positions among `known` and euclidean distances; `own` is left out."""
    ranks = np.einsum("nd,nd->n", known, known) - 2 * asked @ known.T  # squared distance, but for what all share
    with_self = np.flatnonzero(own >= 0)
    ranks[with_self, own[with_self]] = np.inf
    found = np.argpartition(ranks, k - 1, axis=1)[:, :k]
    distances = np.linalg.norm(asked[:, None] - known[found], axis=2)
    order = np.lexsort((found, distances), axis=1)
    return np.take_along_axis(found, order, axis=1), np.take_along_axis(distances, order, axis=1)
