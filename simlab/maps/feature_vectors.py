"""Whether vectors can be laid out on a map at all, and how near they are to each other."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float64

from simlab.errors import InputError, first_few
from simlab.maps.parameters import Metric

FEWEST_REFERENCES = 5
_PAIRS_PER_BLOCK = 4_000_000


def require_vectors(features: Float[np.ndarray, "n d"], names: list[str], metric: Metric, model: str) -> None:
    """Refuse vectors that have no place.

    Args:
        features: float [n, d].
        names: the image id of each row.
        metric: cosine distance also needs a direction, so that zero vectors are refused.
        model: the feature space's name, for messages.

    Raises:
        InputError: fewer than two dimensions, values that are not finite, or zero vectors.
    """
    if features.shape[1] < 2:
        raise InputError(
            f"Model {model!r} has vectors of {features.shape[1]} dimension; a map needs 2 or more. "
            "Choose another feature space."
        )
    _refuse_rows(
        ~np.asarray(np.isfinite(features).all(axis=1)), names, model, "hold NaN or infinity", "Embed them again"
    )
    if metric == "cosine":
        remedy = "Embed them again, or choose metric 'euclidean'"
        _refuse_rows(~np.asarray(features.any(axis=1)), names, model, "are zero and have no cosine distance", remedy)


def require_spread(features: Float64[np.ndarray, "n d"], metric: Metric, model: str) -> None:
    """Refuse references that all lie in one point.

    Args:
        features: float64 [n, d], checked by `require_vectors`.
        metric: for cosine distance all vectors of one direction lie in one point.
        model: the feature space's name, for messages.

    Raises:
        InputError: fewer than five references, or no two of them differ.
    """
    if len(features) < FEWEST_REFERENCES:
        raise InputError(
            f"Model {model!r} has vectors for {len(features)} validation references; a map needs {FEWEST_REFERENCES} "
            "or more. Embed more images with it, or choose another feature space."
        )
    if float(np.ptp(directions(features) if metric == "cosine" else features, axis=0).max()) < 1e-9:
        raise InputError(
            f"All {len(features)} vectors of model {model!r} are equal, so no map can tell the references apart. "
            "Choose another feature space, or check how its vectors were made."
        )


def directions(features: Float[np.ndarray, "n d"]) -> Float64[np.ndarray, "n d"]:
    """Unit vectors float64 [n, d]: euclidean neighbours of these are cosine neighbours of the vectors."""
    vectors = np.asarray(features, dtype=np.float64)
    unit: np.ndarray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def measured(features: Float[np.ndarray, "n d"], metric: Metric) -> Float64[np.ndarray, "n d"]:
    """The float64 vectors between which euclidean distance ranks as `metric` does."""
    return directions(features) if metric == "cosine" else np.asarray(features, dtype=np.float64)


@dataclass(frozen=True)
class ReferenceNeighbours:
    """Exact neighbours among the fitted references, in the shape of an openTSNE neighbour index.

    Every pair is measured by itself (SciPy's `cdist`, no matrix product), so that the neighbours of a point do not
    depend, not even in the last bit, on which other points are asked for in the same call.

    Attributes:
        fitted: float64 [n, d], the references' vectors.
        metric: cosine distance is half the squared distance of unit vectors, exactly 0 for equal vectors.
        k: how many neighbours `build` gives, fewer than n.
    """

    fitted: np.ndarray
    metric: Metric
    k: int

    @property
    def n_samples(self) -> int:
        """Number of fitted references."""
        return len(self.fitted)

    def build(self) -> tuple[np.ndarray, np.ndarray]:
        """The `k` neighbours of each reference without itself: (indices, distances), each [n, k], nearest first."""
        from sklearn.neighbors import NearestNeighbors

        index = NearestNeighbors(n_neighbors=self.k, algorithm="brute").fit(measured(self.fitted, self.metric))
        distances, indices = index.kneighbors()
        return indices, self._in_metric(distances)

    def query(self, features: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        """The `k` references nearest to each vector: (indices, distances), each [m, k], nearest first."""
        from scipy.spatial.distance import cdist

        fitted, asked = measured(self.fitted, self.metric), measured(features, self.metric)
        indices = np.empty((len(asked), k), dtype=np.int64)
        distances = np.empty((len(asked), k))
        block = max(1, _PAIRS_PER_BLOCK // len(fitted))
        for start in range(0, len(asked), block):
            rows = slice(start, start + block)
            pairs = cdist(asked[rows], fitted)
            order = np.argsort(pairs, axis=1, kind="stable")[:, :k]
            indices[rows] = order
            distances[rows] = np.take_along_axis(pairs, order, axis=1)
        return indices, self._in_metric(distances)

    def _in_metric(self, distances: np.ndarray) -> np.ndarray:
        return distances**2 / 2 if self.metric == "cosine" else distances


def _refuse_rows(refused: np.ndarray, names: list[str], model: str, fault: str, remedy: str) -> None:
    if refused.any():
        which = first_few(names[row] for row in np.flatnonzero(refused))
        raise InputError(
            f"{int(refused.sum())} of {len(names)} vectors of model {model!r} {fault} (images {which}). {remedy}."
        )
