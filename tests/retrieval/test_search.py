import numpy as np
import pytest

from simlab.retrieval import Space, Weighted, nearest, open_index
from simlab.retrieval.cells import ENOUGH, FaissIndex


def clustered(count: int = 3_000, dimensions: int = 12, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    centres = random.normal(size=(40, dimensions))
    return (centres[random.integers(0, 40, count)] + 0.4 * random.normal(size=(count, dimensions))).astype(np.float32)


def test_a_small_gallery_is_searched_exactly():
    vectors = clustered(500)
    index = open_index(vectors, "cosine", rows=np.arange(100, 400))
    assert index.recall is None
    space = Space("toy", "cosine", vectors[:5], vectors, np.arange(100, 400))
    expected = nearest(Weighted.evenly(space), 7)
    found = index.search(vectors[:5], 7)
    assert found.places.tolist() == expected.places.tolist()
    assert found.distances.tolist() == expected.distances.tolist()


@pytest.mark.parametrize("distance", ["cosine", "euclidean"])
def test_a_large_gallery_finds_almost_all_and_says_how_many(distance):
    vectors, queries = np.split(clustered(3_060), [3_000])
    exact = open_index(vectors, distance)
    quick = open_index(vectors, distance, exact_up_to=1_000)
    assert isinstance(quick, FaissIndex)
    assert quick.recall >= ENOUGH
    assert quick.cells.nprobe < quick.cells.nlist / 2
    truth, found = exact.search(queries, 15), quick.search(queries, 15)
    shared = [len(set(a) & set(b)) / 15 for a, b in zip(truth.places.tolist(), found.places.tolist(), strict=True)]
    assert abs(np.mean(shared) - quick.recall) < 0.03
    same = truth.places[:, 0] == found.places[:, 0]
    assert found.distances[same, 0].tolist() == truth.distances[same, 0].tolist()
    assert (np.diff(found.distances, axis=1) >= 0).all()


def test_random_vectors_need_more_cells_than_clustered_ones():
    random = np.random.default_rng(0).normal(size=(3_000, 24)).astype(np.float32)
    hard, easy = (open_index(v, "cosine", exact_up_to=1_000).cells.nprobe for v in (random, clustered(dimensions=24)))
    assert hard > 2 * easy


def test_a_kept_index_finds_the_same_and_is_not_built_again(tmp_path, monkeypatch):
    vectors = clustered()
    kept = tmp_path / "search" / "one"
    first = open_index(vectors, "cosine", kept=kept, exact_up_to=1_000)
    monkeypatch.setattr("simlab.retrieval.cells._built", None)
    again = open_index(vectors, "cosine", kept=kept, exact_up_to=1_000)
    assert again.recall == first.recall
    one, other = (index.search(vectors[:9], 5) for index in (first, again))
    assert one.places.tolist() == other.places.tolist()
    assert one.places[:, 0].tolist() == list(range(9))


def test_what_was_kept_and_cannot_be_used_is_built_again(tmp_path):
    vectors = clustered()
    kept = tmp_path / "one"
    open_index(vectors, "cosine", kept=kept, exact_up_to=1_000)
    (kept / "index.faiss").write_bytes(b"damaged")
    again = open_index(vectors, "cosine", kept=kept, exact_up_to=1_000)
    assert again.search(vectors[:3], 1).places[:, 0].tolist() == [0, 1, 2]
    other = open_index(vectors[:2_000], "cosine", kept=kept, exact_up_to=1_000)
    assert other.search(vectors[:1], 3_000).places.max() < 2_000
