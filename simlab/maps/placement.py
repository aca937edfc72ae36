"""How far from its true place an unseen image is put, measured on references that are held back."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float64

from simlab.maps.methods import fit_projection, place_on_projection
from simlab.maps.parameters import MapParameters
from simlab.progress import SILENT, Progress

HELD_BACK_SHARE = 0.2
_SEED = 0


@dataclass(frozen=True)
class PlacementError:
    """Distances between where held-back references are placed and where the map has them.

    Attributes:
        median: as a share of the map's radius (root mean square distance from its centre); 0 is perfect, and about
            1.2 is what a random place gives.
        percentile_90: the same, exceeded by one held-back reference in ten.
        n_held_back: how many references were held back.
    """

    median: float
    percentile_90: float
    n_held_back: int


def placement_error(
    features: Float[np.ndarray, "n d"],
    coordinates: Float64[np.ndarray, "n 2"],
    parameters: MapParameters,
    progress: Progress = SILENT,
) -> PlacementError:
    """Hold back a fifth of the references (seed 0), fit the rest, and place the held-back ones.

    The second fit begins at the stored coordinates and is brought over the first by translation, rotation, reflection
    and one scale (orthogonal Procrustes over the references both have), so that only what differs is counted. Where
    four fifths of the references cannot bear the perplexity or the neighbours chosen, the second fit takes the largest
    value they bear.

    Args:
        features: float [n, d] of the fitted references, n ≥ 5.
        coordinates: float64 [n, 2], the map.
        parameters: those of the map.
        progress: takes the stages of fitting and placing.

    Raises:
        JobCancelled: `progress` says so.
    """
    n = len(features)
    order = np.random.default_rng(_SEED).permutation(n)
    n_held_back = max(1, round(HELD_BACK_SHARE * n))
    held_back, kept = np.sort(order[:n_held_back]), np.sort(order[n_held_back:])
    fewer = parameters.for_references(len(kept))
    again = fit_projection(features[kept], fewer, progress, start=coordinates[kept])
    placed = place_on_projection(features[kept], again.coordinates, again.state, fewer, features[held_back], progress)
    aligned = align(again.coordinates, coordinates[kept], placed)
    radius = np.sqrt(((coordinates - coordinates.mean(axis=0)) ** 2).sum(axis=1).mean())
    shares = np.linalg.norm(aligned - coordinates[held_back], axis=1) / radius
    return PlacementError(float(np.median(shares)), float(np.percentile(shares, 90)), n_held_back)


def align(
    source: Float64[np.ndarray, "n 2"], target: Float64[np.ndarray, "n 2"], points: Float64[np.ndarray, "m 2"]
) -> Float64[np.ndarray, "m 2"]:
    """Carry `points` along with `source` onto `target` (orthogonal Procrustes with scale; Schönemann 1966).

    Args:
        source: float64 [n, 2].
        target: float64 [n, 2], row by row what `source` should become.
        points: float64 [m, 2] in the coordinates of `source`.

    Returns:
        float64 [m, 2] in the coordinates of `target`.
    """
    source_mean, target_mean = source.mean(axis=0), target.mean(axis=0)
    centred = source - source_mean
    left, singular, right = np.linalg.svd(centred.T @ (target - target_mean))
    scale = singular.sum() / (centred**2).sum()
    aligned: np.ndarray = scale * (points - source_mean) @ (left @ right) + target_mean
    return aligned
