"""The one place that chooses between the ways to make a map."""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float, Float64

from simlab.maps import pca, tsne, uniform_manifold
from simlab.maps.fitted_projection import FittedProjection
from simlab.maps.parameters import MapParameters, PCAParameters, TSNEParameters
from simlab.progress import SILENT, Progress


def fit_projection(
    features: Float[np.ndarray, "n d"],
    parameters: MapParameters,
    progress: Progress = SILENT,
    start: Float[np.ndarray, "n 2"] | None = None,
) -> FittedProjection:
    """Fit the method that `parameters` belong to.

    Args:
        features: float [n, d], d ≥ 2, finite and not all equal.
        parameters: checked against n by `parameters.require_references`.
        progress: takes the method's stages.
        start: coordinates [n, 2] to begin from; PCA, which has one solution, needs none.

    Raises:
        JobCancelled: `progress` says so.
    """
    if isinstance(parameters, PCAParameters):
        return pca.fit(features, parameters, progress)
    if isinstance(parameters, TSNEParameters):
        return tsne.fit(features, parameters, progress, start)
    return uniform_manifold.fit(features, parameters, progress, start)


def place_on_projection(
    fitted_features: Float[np.ndarray, "n d"],
    fitted_coordinates: Float64[np.ndarray, "n 2"],
    state: Mapping[str, np.ndarray],
    parameters: MapParameters,
    new_features: Float[np.ndarray, "m d"],
    progress: Progress = SILENT,
) -> Float64[np.ndarray, "m 2"]:
    """Coordinates float64 [m, 2] of new vectors on a fitted map, whichever others are placed with them.

    Args:
        fitted_features: float [n, d], the vectors the map was fitted on.
        fitted_coordinates: float64 [n, 2], as fitted and stored.
        state: as fitted and stored.
        parameters: those of the fit.
        new_features: float [m, d].
        progress: takes the stage "placing on the map".

    Raises:
        JobCancelled: `progress` says so.
    """
    if isinstance(parameters, PCAParameters):
        return pca.place(fitted_features, fitted_coordinates, state, parameters, new_features, progress)
    if isinstance(parameters, TSNEParameters):
        return tsne.place(fitted_features, fitted_coordinates, state, parameters, new_features, progress)
    return uniform_manifold.place(fitted_features, fitted_coordinates, state, parameters, new_features, progress)
