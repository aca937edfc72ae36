"""UMAP through umap-learn, and a placement rule of our own that optimises nothing."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
from jaxtyping import Float, Float64

from simlab.maps.feature_vectors import ReferenceNeighbours
from simlab.maps.fitted_projection import FittedProjection, library_warnings_silenced
from simlab.maps.parameters import UMAPParameters
from simlab.progress import SILENT, Progress

_POINTS_PER_REPORT = 256


def fit(
    features: Float[np.ndarray, "n d"],
    parameters: UMAPParameters,
    progress: Progress = SILENT,
    start: Float[np.ndarray, "n 2"] | None = None,
) -> FittedProjection:
    """Lay references out by their fuzzy neighbourhood graph.

    Args:
        features: float [n, d], d ≥ 2, finite and not all equal.
        parameters: `n_neighbors` under n.
        progress: a stage of unknown length for the graph, and one with a step per epoch.
        start: coordinates [n, 2] to begin from (their scale does not matter); None begins from the graph's spectrum.

    Raises:
        JobCancelled: `progress` says so.
    """
    progress.stage("UMAP: neighbourhood graph", None)
    with library_warnings_silenced():
        from umap import UMAP

        reducer = UMAP(
            n_neighbors=parameters.n_neighbors,
            min_dist=parameters.min_dist,
            metric=parameters.metric,
            init="spectral" if start is None else np.asarray(start, dtype=np.float32),
            random_state=parameters.seed,
            n_jobs=1,
        )
        with _epochs_reported(progress):
            coordinates = reducer.fit_transform(np.asarray(features, dtype=np.float32))
    return FittedProjection(np.asarray(coordinates, dtype=np.float64))


def place(
    fitted_features: Float[np.ndarray, "n d"],
    fitted_coordinates: Float64[np.ndarray, "n 2"],
    state: Mapping[str, np.ndarray],
    parameters: UMAPParameters,
    new_features: Float[np.ndarray, "m d"],
    progress: Progress = SILENT,
) -> Float64[np.ndarray, "m 2"]:
    """Coordinates float64 [m, 2] of new vectors: the mean of the nearest references' places by fuzzy-set weight.

    The weight of a neighbour at distance d is exp(−d / σ), with σ such that the neighbourhood has log2(k) members
    (umap-learn's `smooth_knn_dist` with the local connectivity that its own `transform` uses for new points). As there,
    a vector equal to a reference's takes that reference's place. Nothing is optimised. Points are taken one at a time,
    because that function falls back on a mean over the whole call.

    Args:
        fitted_features: float [n, d], as fitted.
        fitted_coordinates: float64 [n, 2], as stored.
        state: UMAP keeps none.
        parameters: those of the fit.
        new_features: float [m, d].
        progress: one stage of m steps.

    Raises:
        JobCancelled: `progress` says so.
    """
    progress.stage("placing on the map", len(new_features))
    with library_warnings_silenced():
        from umap.umap_ import smooth_knn_dist

        k = parameters.n_neighbors
        index = ReferenceNeighbours(np.asarray(fitted_features, dtype=np.float64), parameters.metric, k)
        placed = np.empty((len(new_features), 2))
        for first in range(0, len(new_features), _POINTS_PER_REPORT):
            asked = new_features[first : first + _POINTS_PER_REPORT]
            for row, (members, distances) in enumerate(zip(*index.query(asked, k), strict=True), start=first):
                sigma = smooth_knn_dist(distances[None].astype(np.float32), float(k), local_connectivity=0.0)[0][0]
                placed[row] = _weighted_place(fitted_coordinates[members], distances, float(sigma))
            progress.advance(len(asked))
    return placed


def _weighted_place(places: np.ndarray, distances: np.ndarray, sigma: float) -> np.ndarray:
    same = distances == 0
    weights = same.astype(np.float64) if same.any() else np.exp((distances.min() - distances) / sigma)
    mean: np.ndarray = (weights[:, None] * places).sum(axis=0) / weights.sum()
    return mean


@contextmanager
def _epochs_reported(progress: Progress) -> Iterator[None]:
    """Let umap-learn's loop over epochs report and stop.

    Its only hook is the tqdm bar, which may not raise: tqdm leaves its lock taken when its output fails. So the name
    `tqdm` in umap-learn's layout module stands for a plain counting loop while one map is fitted.
    """
    from umap import layouts

    def counted(epochs: range, **options: Any) -> Iterable[int]:
        progress.stage("UMAP: epochs", len(epochs))
        for epoch in epochs:
            yield epoch
            progress.advance()

    bar = layouts.tqdm
    layouts.tqdm = counted
    try:
        yield
    finally:
        layouts.tqdm = bar
