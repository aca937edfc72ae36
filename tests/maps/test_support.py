"""Unsupported references and neighbourhoods of a map against literal loops, and what planted strangers look like."""

from typing import Any

import numpy as np
import pytest

from simlab.maps import PCAParameters, UMAPParameters, fit_map, load_map
from simlab.maps import nearest_references as nearest_module
from simlab.maps.neighbourhoods import map_neighbourhoods
from simlab.maps.support import UnsupportedShare, map_support, shares_text, unsupported_shares
from simlab.workspace import ModelEntry, Workspace

COSINE = UMAPParameters(n_neighbors=5)
PLACED = np.array([*range(90, 100), *range(101, 120)])


def distance(one: np.ndarray, other: np.ndarray, metric: str) -> float:
    if metric == "euclidean":
        return float(np.sqrt(sum((a - b) ** 2 for a, b in zip(one, other, strict=True))))
    return 1 - float(one @ other) / float(np.linalg.norm(one) * np.linalg.norm(other))


def by_loop(workspace: Workspace, fitted: np.ndarray, asked: np.ndarray, metric: str, k: int) -> list[Any]:
    """For each image the k nearest fitted references but itself: (distance, image row), the nearest first."""
    vectors = {
        int(row): workspace.embedding("look").take(np.array([row]))[0].astype(float) for row in (*fitted, *asked)
    }
    return [
        sorted((distance(vectors[row], vectors[other], metric), other) for other in fitted.tolist() if other != row)[:k]
        for row in asked.tolist()
    ]


def with_strangers(workspace: Workspace, rows: list[int]) -> Workspace:
    """The same study, where these references look like nothing else, not even like each other."""
    embedding = workspace.embedding("look")
    known = np.flatnonzero(embedding.rows >= 0).astype(np.int32)
    vectors = np.array(embedding.take(known))
    for number, row in enumerate(rows):
        vectors[known == row] = 0
        vectors[known == row, number] = 60.0
    workspace.write_embedding(ModelEntry("look", "features"), vectors, known)
    return workspace


@pytest.mark.parametrize("parameters", [PCAParameters(), COSINE], ids=["euclidean", "cosine"])
def test_support_is_that_of_a_loop(study: Workspace, parameters: Any) -> None:
    made = fit_map(study, "look", parameters.method, parameters)
    support = map_support(study, made)
    assert support is not None
    rows = np.sort(np.concatenate([made.fitted_rows, made.placed_rows]))
    np.testing.assert_array_equal(support.image_rows, rows)
    nearest = by_loop(study, made.fitted_rows, rows, parameters.metric, 5)
    mean = [sum(found for found, _ in five) / 5 for five in nearest]
    np.testing.assert_allclose(support.distance, mean, rtol=1e-9)
    fitted = sorted(value for row, value in zip(rows, mean, strict=True) if row in made.fitted_rows)
    assert support.limit == pytest.approx(fitted[87])  # of 88: 99 of 100 are not above the 88th
    over = [row for row, value in zip(rows, support.distance, strict=True) if value > support.limit]
    np.testing.assert_array_equal(support.unsupported_rows, over)


@pytest.mark.parametrize("parameters", [PCAParameters(), COSINE], ids=["euclidean", "cosine"])
def test_neighbours_are_those_of_a_loop(study: Workspace, parameters: Any) -> None:
    made = fit_map(study, "look", parameters.method, parameters)
    found = map_neighbourhoods(study, made)
    assert found is not None
    np.testing.assert_array_equal(found.image_rows, made.fitted_rows)
    expected = by_loop(study, made.fitted_rows, made.fitted_rows, parameters.metric, 10)
    assert found.image_rows[found.neighbours].tolist() == [[row for _, row in ten] for ten in expected]


def test_strangers_are_unsupported_and_counted_by_split(study: Workspace) -> None:
    made = fit_map(with_strangers(study, [95, 98, 110]), "look", "pca")
    support = map_support(study, made)
    assert support is not None
    assert support.unsupported_rows.tolist() == [95, 98, 110]
    assert support.unsupported(np.array([110, 0, 95, 100, 121])).tolist() == [True, False, True, False, False]
    shares = unsupported_shares(study, support)
    assert shares == (
        UnsupportedShare("train", 12, 1),
        UnsupportedShare("validation", 88, 0),
        UnsupportedShare("test", 17, 2),
    )
    assert shares_text(shares) == "8.3 % of train (1 of 12), 0.0 % of validation (0 of 88), 11.8 % of test (2 of 17)"


def test_at_most_one_in_a_hundred_of_the_validation_references_is_unsupported(toy_workspace: Any) -> None:
    workspace = toy_workspace(references={"validation": 240, "test": 60}, per_reference=1)
    support = map_support(workspace, fit_map(workspace, "look", "pca"))
    assert support is not None
    validation, test = unsupported_shares(workspace, support)
    assert (validation.n_unsupported, validation.n_references) == (2, 240)
    assert (test.split, test.n_references) == ("test", 60)
    assert test.share < 0.1


def test_equal_references_support_each_other(study: Workspace) -> None:
    """Two distinct pictures only, many times each: every distance is 0, and rounding makes nobody a stranger."""
    embedding = study.embedding("look")
    known = np.flatnonzero(embedding.rows >= 0).astype(np.int32)
    vectors = np.random.default_rng(1).normal(size=(2, 12))[known % 2] * 1e3
    study.write_embedding(ModelEntry("look", "features"), vectors, known)
    support = map_support(study, fit_map(study, "look", "pca"))
    assert support is not None
    assert (support.distance == 0).all()
    assert len(support.unsupported_rows) == 0


def test_a_changed_feature_space_supports_nothing(study: Workspace) -> None:
    fit_map(study, "look", "pca")
    with_strangers(study, [3])
    stale = load_map(study, "pca-look")
    assert map_support(study, stale) is None
    assert map_neighbourhoods(study, stale) is None


def test_a_placed_reference_without_its_vector_is_left_out(study: Workspace) -> None:
    made = fit_map(study, "look", "pca")
    embedding = study.embedding("look")
    kept = np.setdiff1d(np.flatnonzero(embedding.rows >= 0), [90]).astype(np.int32)
    study.write_embedding(ModelEntry("look", "features"), np.array(embedding.take(kept)), kept)
    support = map_support(study, load_map(study, made.id))
    assert support is not None
    assert 90 not in support.image_rows
    assert {share.split: share.n_references for share in unsupported_shares(study, support)} == {
        "train": 12,
        "validation": 88,
        "test": 16,
    }


def test_new_vectors_of_placed_references_are_seen(study: Workspace) -> None:
    made = fit_map(study, "look", "pca")
    before = map_support(study, made)
    after = map_support(with_strangers(study, [95]), load_map(study, made.id))
    assert before is not None
    assert after is not None
    assert 95 not in before.unsupported_rows
    assert 95 in after.unsupported_rows


def test_it_is_computed_once(study: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    made = fit_map(study, "look", "pca")
    first, neighbours = map_support(study, made), map_neighbourhoods(study, made)
    monkeypatch.setattr(nearest_module, "_nearest", None)
    again, same = map_support(study, made), map_neighbourhoods(study, made)
    assert first is not None
    assert again is not None
    assert neighbours is not None
    assert same is not None
    np.testing.assert_array_equal(again.distance, first.distance)
    np.testing.assert_array_equal(same.neighbours, neighbours.neighbours)
    monkeypatch.undo()
    for path in (study.path / "cache").rglob("*.npy"):
        path.write_bytes(path.read_bytes()[:20])
    mended = map_support(study, made)
    assert mended is not None
    np.testing.assert_array_equal(mended.distance, first.distance)


def test_many_references_are_measured_in_blocks_against_a_sample(
    study: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = fit_map(study, "look", "pca")
    whole = map_support(study, made)
    assert whole is not None
    monkeypatch.setattr(nearest_module, "_NUMBERS_PER_BLOCK", 200)  # two images a block
    (study.path / "cache" / "map-support").rename(study.path / "cache" / "put-away")
    blocks = map_support(study, made)
    assert blocks is not None
    np.testing.assert_allclose(blocks.distance, whole.distance, rtol=1e-12)

    monkeypatch.setattr(nearest_module, "LARGEST_SAMPLE", 40)
    neighbours = map_neighbourhoods(study, made)
    assert neighbours is not None
    assert len(neighbours.image_rows) == 40
    expected = by_loop(study, neighbours.image_rows, neighbours.image_rows, "euclidean", 10)
    assert neighbours.image_rows[neighbours.neighbours].tolist() == [[row for _, row in ten] for ten in expected]
