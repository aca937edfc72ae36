"""The three ways to make a map, without a workspace."""

from typing import Any

import numpy as np
import pytest

from simlab.errors import JobCancelled
from simlab.maps import (
    MapParameters,
    PCAParameters,
    TSNEParameters,
    UMAPParameters,
    map_faithfulness,
    placement_error,
)
from simlab.maps.feature_vectors import ReferenceNeighbours
from simlab.maps.fitted_projection import FittedProjection
from simlab.maps.methods import fit_projection, place_on_projection

CHOSEN: list[MapParameters] = [
    PCAParameters(),
    TSNEParameters(perplexity=15.0, iterations=200, early_iterations=100, seed=5),
    UMAPParameters(n_neighbors=10, seed=5),
]
N_FITTED = 90


@pytest.fixture(scope="module", params=CHOSEN, ids=lambda parameters: parameters.method)
def parameters(request: pytest.FixtureRequest) -> MapParameters:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def fitted(parameters: MapParameters, clusters: np.ndarray) -> FittedProjection:
    return fit_projection(clusters[:N_FITTED], parameters)


def cluster_agreement(coordinates: np.ndarray) -> float:
    """Share of points whose nearest neighbour on the map is of their cluster (row mod 3)."""
    distances = np.linalg.norm(coordinates[:, None] - coordinates[None], axis=-1)
    np.fill_diagonal(distances, np.inf)
    return float((distances.argmin(axis=1) % 3 == np.arange(len(coordinates)) % 3).mean())


def test_clusters_stay_together_and_shuffled_rows_do_not(fitted: FittedProjection) -> None:
    assert fitted.coordinates.shape == (N_FITTED, 2)
    assert fitted.coordinates.dtype == np.float64
    assert cluster_agreement(fitted.coordinates) > 0.95
    assert cluster_agreement(np.random.default_rng(0).permutation(fitted.coordinates)) < 0.6


def test_faithfulness_is_high_on_the_map_and_half_when_shuffled(
    fitted: FittedProjection, parameters: MapParameters, clusters: np.ndarray
) -> None:
    good = map_faithfulness(clusters[:N_FITTED], fitted.coordinates, parameters.metric)
    shuffled = np.random.default_rng(0).permutation(fitted.coordinates)
    bad = map_faithfulness(clusters[:N_FITTED], shuffled, parameters.metric)
    assert min(good.trustworthiness, good.continuity) > 0.8
    assert max(bad.trustworthiness, bad.continuity) < 0.6
    assert good.n_references == N_FITTED


def test_same_seed_same_map(fitted: FittedProjection, parameters: MapParameters, clusters: np.ndarray) -> None:
    again = fit_projection(clusters[:N_FITTED], parameters)
    np.testing.assert_array_equal(again.coordinates, fitted.coordinates)


def test_place_does_not_depend_on_the_batch(
    fitted: FittedProjection, parameters: MapParameters, clusters: np.ndarray
) -> None:
    def place(rows: slice | list[int]) -> np.ndarray:
        known = (clusters[:N_FITTED], fitted.coordinates, fitted.state, parameters)
        return place_on_projection(*known, clusters[rows])

    together = place(slice(N_FITTED, None))
    one_by_one = np.concatenate([place([row]) for row in range(N_FITTED, len(clusters))])
    np.testing.assert_array_equal(one_by_one, together)
    np.testing.assert_array_equal(place(list(range(len(clusters) - 1, N_FITTED - 1, -1)))[::-1], together)


def test_new_points_land_in_their_cluster(
    fitted: FittedProjection, parameters: MapParameters, clusters: np.ndarray
) -> None:
    before = fitted.coordinates.copy()
    known = (clusters[:N_FITTED], fitted.coordinates, fitted.state, parameters)
    placed = place_on_projection(*known, clusters[N_FITTED:])
    centres = np.array([fitted.coordinates[cluster::3].mean(axis=0) for cluster in range(3)])
    nearest = np.linalg.norm(placed[:, None] - centres[None], axis=-1).argmin(axis=1)
    assert (nearest == np.arange(N_FITTED, len(clusters)) % 3).mean() > 0.95
    np.testing.assert_array_equal(fitted.coordinates, before)


def test_placement_error_is_small_on_clusters_and_large_on_noise(
    fitted: FittedProjection, parameters: MapParameters, clusters: np.ndarray
) -> None:
    error = placement_error(clusters[:N_FITTED], fitted.coordinates, parameters)
    assert error.n_held_back == 18
    assert error.median < 0.4
    assert error.median <= error.percentile_90
    if parameters.method != "umap":
        noise = np.random.default_rng(1).permutation(fitted.coordinates)
        assert placement_error(clusters[:N_FITTED], noise, parameters).median > 2 * error.median


def test_progress_counts_what_is_done(parameters: MapParameters, clusters: np.ndarray, listener: Any) -> None:
    progress = listener()
    fit_projection(clusters[:N_FITTED], parameters, progress)
    for (_, total), steps in zip(progress.stages, progress.steps, strict=True):
        assert total is None or steps == total


@pytest.mark.parametrize(("number", "stage"), [(1, "t-SNE: gradient steps"), (2, "UMAP: epochs")])
def test_fit_stops_when_asked(number: int, stage: str, clusters: np.ndarray, listener: Any) -> None:
    progress = listener(lambda name, steps: name == stage and steps >= 20)
    with pytest.raises(JobCancelled, match="stopped by the test"):
        fit_projection(clusters[:N_FITTED], CHOSEN[number], progress)
    assert progress.steps[-1] == 20


def test_pca_is_scikit_learns_up_to_sign(clusters: np.ndarray) -> None:
    from sklearn.decomposition import PCA

    ours = fit_projection(clusters, PCAParameters())
    theirs = PCA(2, svd_solver="full").fit(clusters)
    np.testing.assert_allclose(np.abs(ours.coordinates), np.abs(theirs.transform(clusters)), atol=1e-9)
    assert (np.take_along_axis(ours.state["components"], np.abs(theirs.components_).argmax(1)[:, None], 1) > 0).all()


def test_umap_puts_a_known_vector_at_its_own_place(clusters: np.ndarray) -> None:
    coordinates = np.random.default_rng(0).normal(size=(N_FITTED, 2))
    placed = place_on_projection(clusters[:N_FITTED], coordinates, {}, UMAPParameters(), clusters[[17]])
    np.testing.assert_array_equal(placed[0], coordinates[17])


@pytest.mark.parametrize("parameters", [TSNEParameters(perplexity=1.0, iterations=50), UMAPParameters(n_neighbors=3)])
def test_five_references_are_enough(parameters: MapParameters, clusters: np.ndarray) -> None:
    fitted = fit_projection(clusters[:5], parameters)
    assert np.isfinite(fitted.coordinates).all()
    assert np.isfinite(placement_error(clusters[:5], fitted.coordinates, parameters).median)


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
def test_neighbours_are_those_of_a_literal_loop(metric: Any, clusters: np.ndarray) -> None:
    fitted, asked = clusters[:40], clusters[40:50]
    indices, distances = ReferenceNeighbours(fitted, metric, 5).query(asked, 5)
    for row, vector in enumerate(asked):
        if metric == "cosine":
            norms = np.linalg.norm(fitted, axis=1) * np.linalg.norm(vector)
            expected = np.array([1 - vector @ known / norm for known, norm in zip(fitted, norms, strict=True)])
        else:
            expected = np.array([np.linalg.norm(vector - known) for known in fitted])
        np.testing.assert_array_equal(indices[row], expected.argsort()[:5])
        np.testing.assert_allclose(distances[row], np.sort(expected)[:5], atol=1e-12)
