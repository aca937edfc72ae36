"""Principal component analysis: linear, exact, and the same for every image whenever it is placed."""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float, Float64

from simlab.maps.fitted_projection import FittedProjection
from simlab.maps.parameters import PCAParameters
from simlab.progress import SILENT, Progress


def fit(
    features: Float[np.ndarray, "n d"],
    parameters: PCAParameters | None = None,
    progress: Progress = SILENT,
) -> FittedProjection:
    """The first two principal components of the vectors as they are.

    The sign of a component is chosen so that its largest entry (the first on ties) is positive.

    Args:
        features: float [n, d], d ≥ 2, finite and not all equal.
        parameters: PCA has nothing to choose; there so that all methods are called alike.
        progress: one stage of one step.
    """
    progress.stage("principal components", 1)
    vectors = np.asarray(features, dtype=np.float64)
    mean = vectors.mean(axis=0)
    components = np.linalg.svd(vectors - mean, full_matrices=False)[2][:2]
    largest = np.abs(components).argmax(axis=1)
    components = components * np.sign(components[[0, 1], largest])[:, None]
    state = {"mean": mean, "components": components}
    coordinates = _projected(vectors, mean, components)
    progress.advance()
    return FittedProjection(coordinates, state)


def place(
    fitted_features: Float[np.ndarray, "n d"],
    fitted_coordinates: Float64[np.ndarray, "n 2"],
    state: Mapping[str, np.ndarray],
    parameters: PCAParameters,
    new_features: Float[np.ndarray, "m d"],
    progress: Progress = SILENT,
) -> Float64[np.ndarray, "m 2"]:
    """Coordinates float64 [m, 2] of new vectors, equal to the last bit whichever others are asked for with them.

    Args:
        fitted_features: not needed; there so that all methods are called alike.
        fitted_coordinates: not needed either.
        state: `mean` [d] and `components` [2, d] of the fit.
        parameters: nothing to choose.
        new_features: float [m, d].
        progress: one stage of m steps.
    """
    progress.stage("placing on the map", len(new_features))
    coordinates = _projected(new_features, state["mean"], state["components"])
    progress.advance(len(new_features))
    return coordinates


def _projected(vectors: np.ndarray, mean: np.ndarray, components: np.ndarray) -> np.ndarray:
    coordinates = np.empty((len(vectors), 2))
    # One product per vector: a matrix product rounds differently with the number of its rows.
    for row, vector in enumerate(np.asarray(vectors, dtype=np.float64)):
        coordinates[row] = components @ (vector - mean)
    return coordinates
