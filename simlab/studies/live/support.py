"""Whether a picture is like anything that a feature space was learned from; see `simlab.maps.support`."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from simlab.maps import ReferenceMap
from simlab.maps.feature_vectors import measured
from simlab.maps.nearest_references import LARGEST_SAMPLE, FittedSample
from simlab.maps.support import NEIGHBOURS, USUAL_SHARE, map_support
from simlab.workspace import Embedding, Workspace

_SEED = 0


@dataclass(frozen=True, eq=False)
class FeatureSupport:
    """The validation references that pictures are held against.

    Attributes:
        sample: of the references, with their vectors.
        limit: mean distance to the nearest five that 99 of 100 of the references do not exceed themselves.
    """

    sample: FittedSample
    limit: float

    @classmethod
    def of_map(cls, workspace: Workspace, reference_map: ReferenceMap) -> "FeatureSupport | None":
        """By the fitted references of a map; None where its feature space has changed."""
        support = map_support(workspace, reference_map)
        if support is None:
            return None
        return cls(FittedSample.of(reference_map, workspace.embedding(reference_map.features)), support.limit)

    @classmethod
    def of_references(cls, embedding: Embedding, rows: Int[np.ndarray, " references"]) -> "FeatureSupport | None":
        """By references with vectors in an embedding; None where there are fewer than two."""
        known = rows[embedding.has(rows)]
        if len(known) < 2:
            return None
        if len(known) > LARGEST_SAMPLE:
            known = np.sort(np.random.default_rng(_SEED).choice(known, LARGEST_SAMPLE, replace=False))
        metric = embedding.sidecar.distance
        sample = FittedSample(known, measured(embedding.take(known), metric), metric, embedding)
        distances = sample.nearest(known, min(NEIGHBOURS, len(known) - 1))[1].mean(axis=1)
        return cls(sample, float(np.quantile(distances, USUAL_SHARE, method="higher")))

    def distance(self, vector: Float[np.ndarray, " dimensions"], row: int | None = None) -> float:
        """Mean distance of a vector to the five references nearest to it.

        Args:
            vector: of the same feature space.
            row: image row of the picture, which is not its own neighbour; None for a new one.
        """
        others = self.sample.vectors[self.sample.image_rows != (-1 if row is None else row)]
        asked = measured(vector[None], self.sample.metric)
        found = np.sort(np.linalg.norm(others - asked, axis=1))[:NEIGHBOURS]
        return float((found**2 / 2 if self.sample.metric == "cosine" else found).mean())
