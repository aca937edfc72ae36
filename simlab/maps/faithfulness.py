"""How far a map keeps neighbours: trustworthiness and continuity (Venna & Kaski 2001)."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float64

from simlab.maps.feature_vectors import measured
from simlab.maps.parameters import Metric

NEIGHBOURS = 10
LARGEST_SAMPLE = 4_000
_SEED = 0


@dataclass(frozen=True)
class Faithfulness:
    """Both figures lie in [0, 1]; 1 is perfect, and about 0.5 is what a shuffled map gives.

    Attributes:
        trustworthiness: neighbours on the map are neighbours in the feature space.
        continuity: neighbours in the feature space are neighbours on the map.
        n_neighbors: how many neighbours were looked at.
        n_references: on how many references it was measured.
    """

    trustworthiness: float
    continuity: float
    n_neighbors: int
    n_references: int


def map_faithfulness(
    features: Float[np.ndarray, "n d"], coordinates: Float64[np.ndarray, "n 2"], metric: Metric
) -> Faithfulness:
    """Trustworthiness and continuity of a map, by scikit-learn, over ten neighbours (fewer where n is under 21).

    The figures need all pairs; past 4,000 references they are those of a random 4,000 (seed 0).

    Args:
        features: float [n, d] of the fitted references, n ≥ 3.
        coordinates: float64 [n, 2] of the same.
        metric: the distance in the feature space.
    """
    from sklearn.manifold import trustworthiness

    n = len(features)
    rows = np.arange(n)
    if n > LARGEST_SAMPLE:
        rows = np.sort(np.random.default_rng(_SEED).choice(n, LARGEST_SAMPLE, replace=False))
    space, layout = measured(features[rows], metric), coordinates[rows]
    neighbours = min(NEIGHBOURS, (len(rows) - 1) // 2)
    return Faithfulness(
        trustworthiness=float(trustworthiness(space, layout, n_neighbors=neighbours)),
        continuity=float(trustworthiness(layout, space, n_neighbors=neighbours)),
        n_neighbors=neighbours,
        n_references=len(rows),
    )
