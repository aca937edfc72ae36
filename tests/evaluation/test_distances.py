import math
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest

from simlab.errors import InputError
from simlab.evaluation import (
    PairIndex,
    distance_table,
    distances,
    margins,
    pair_distances,
    triple_distances,
)


@dataclass(frozen=True)
class Sidecar:
    distance: str = "cosine"


@dataclass(frozen=True)
class Vectors:
    vectors: np.ndarray
    rows: np.ndarray
    model: str = "city"
    sidecar: Sidecar = field(default_factory=Sidecar)


def made(vectors, distance="cosine", rows=None):
    rows = np.arange(len(vectors), dtype=np.int32) if rows is None else np.asarray(rows, dtype=np.int32)
    return Vectors(vectors, rows, sidecar=Sidecar(distance))


def random_triples(n_triples, n_images, seed=0, n_references=20):
    rng = np.random.default_rng(seed)
    columns = {
        "reference": rng.integers(0, n_references, n_triples),
        "a": rng.integers(0, n_images, n_triples),
        "b": rng.integers(0, n_images, n_triples),
    }
    triples = pd.DataFrame(columns).astype(np.int32)
    triples["choice"] = rng.choice(["A", "B", "tie"], n_triples, p=[0.45, 0.45, 0.1])
    return triples


def literal_loop(embedding, triples):
    """Triple by triple and number by number, in Python floats."""
    table = []
    for _, triple in triples.iterrows():
        pair = []
        for candidate in ("a", "b"):
            row_x, row_y = embedding.rows[triple["reference"]], embedding.rows[triple[candidate]]
            if row_x < 0 or row_y < 0:
                pair.append(math.nan)
                continue
            x = [float(value) for value in embedding.vectors[row_x]]
            y = [float(value) for value in embedding.vectors[row_y]]
            if embedding.sidecar.distance == "euclidean":
                pair.append(math.dist(x, y))
            else:
                product = math.fsum(p * q for p, q in zip(x, y, strict=True))
                pair.append(1 - product / (math.hypot(*x) * math.hypot(*y)))
        table.append(pair)
    return np.array(table)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("distance", ["cosine", "euclidean"])
def test_vectorised_distances_equal_the_loop(dtype, distance, tmp_path):
    vectors = np.random.default_rng(1).standard_normal((60, 33)).astype(dtype)
    np.save(tmp_path / "vectors.npy", vectors)
    rows = np.random.default_rng(2).permutation(60)
    rows[[3, 40]] = -1
    embedding = made(np.load(tmp_path / "vectors.npy", mmap_mode="r"), distance, rows)
    triples = random_triples(300, 60)
    found = triple_distances(embedding, triples)
    expected = literal_loop(embedding, triples)
    assert found.shape == (300, 2)
    assert found.dtype == np.float64
    assert np.isnan(expected).any()
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("distance", ["cosine", "euclidean"])
def test_a_pair_has_the_same_value_in_every_call(distance, monkeypatch):
    vectors = np.random.default_rng(1).standard_normal((50, 129)).astype(np.float32)
    embedding = made(vectors, distance)
    rng = np.random.default_rng(3)
    pairs = rng.integers(0, 50, (700, 2))
    together = pair_distances(embedding, pairs)
    assert np.array_equal(together, [pair_distances(embedding, pair[None])[0] for pair in pairs])
    order = rng.permutation(700)[:333]
    assert np.array_equal(together[order], pair_distances(embedding, pairs[order]))
    monkeypatch.setattr(distances, "BLOCK_PAIRS", 7)
    assert np.array_equal(together, pair_distances(embedding, pairs))
    assert np.array_equal(together, pair_distances(embedding, pairs[:, ::-1]))


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("distance", ["cosine", "euclidean"])
def test_identical_candidates_have_a_margin_of_exactly_0(dtype, distance):
    vectors = np.random.default_rng(4).standard_normal((400, 77)).astype(dtype)
    vectors[200:] = vectors[:200]
    triples = pd.DataFrame({"reference": np.tile(np.arange(20), 10), "a": np.arange(200)}, dtype=np.int32)
    triples["b"] = triples["a"] + np.int32(200)
    assert (margins(triple_distances(made(vectors, distance), triples)) == 0).all()


def test_an_image_is_at_distance_0_from_itself_and_never_below():
    vectors = np.random.default_rng(5).standard_normal((500, 64))
    images = np.arange(500)
    found = pair_distances(made(vectors), np.stack([images, images], axis=1))
    assert (found >= 0).all()
    np.testing.assert_allclose(found, 0, atol=1e-15)
    opposite = np.concatenate([vectors, -vectors])
    assert (pair_distances(made(opposite), np.stack([images, images + 500], axis=1)) <= 2).all()


def test_images_without_a_vector_are_nan_also_those_added_later():
    embedding = made(np.eye(3), rows=[0, 1, -1, 2])
    found = pair_distances(embedding, np.array([[0, 1], [0, 2], [2, 0], [0, 4], [9, 9], [3, 3]]))
    assert np.array_equal(found, [1, np.nan, np.nan, np.nan, np.nan, 0], equal_nan=True)
    assert np.isnan(pair_distances(made(np.eye(3), rows=[-1, -1]), np.array([[0, 1]]))).all()
    assert pair_distances(embedding, np.empty((0, 2), dtype=np.int64)).shape == (0,)


def test_only_needed_rows_are_read_and_in_bounded_portions(monkeypatch):
    asked = []

    class Recorded(np.ndarray):
        def __getitem__(self, rows):
            asked.append(rows)
            return np.asarray(self)[rows]

        def take(self, rows, axis=None, out=None, mode="raise"):
            asked.append(rows)
            return np.asarray(self).take(rows, axis, out, mode)

    monkeypatch.setattr(distances, "BLOCK_PAIRS", 4)
    vectors = np.full((10_000, 16), np.nan)
    pairs = np.array([[image, 9_000 + image % 7] for image in range(35)])
    vectors[pairs] = np.random.default_rng(0).standard_normal((*pairs.shape, 16))
    found = pair_distances(made(vectors.view(Recorded)), pairs)
    assert np.isfinite(found).all()
    assert max(len(rows) for rows in asked) == 4
    assert set(np.concatenate(asked)) == set(pairs.ravel())


def test_threads_change_no_value(monkeypatch):
    vectors = np.random.default_rng(6).standard_normal((300, 40)).astype(np.float32)
    pairs = np.random.default_rng(7).integers(0, 300, (5_000, 2))
    found = []
    for threads in ("1", "3"):
        monkeypatch.setenv("OMP_NUM_THREADS", threads)
        found.append(pair_distances(made(vectors), pairs))
    assert np.array_equal(*found)


def test_pairs_are_distinct_and_lead_back_to_their_triples():
    triples = random_triples(400, 30)
    index = PairIndex.of(triples)
    assert len(np.unique(index.pairs, axis=0)) == len(index.pairs) < 800
    for side, column in enumerate(("a", "b")):
        expected = triples[["reference", column]].to_numpy()
        assert np.array_equal(index.pairs[index.positions[:, side]], expected)
    assert PairIndex.of(triples[:0]).positions.shape == (0, 2)


class Workspace:
    def __init__(self, embeddings):
        self.embeddings = embeddings

    def embedding(self, model):
        return self.embeddings[model]


def test_distance_table_joins_models_and_knows_their_common_triples():
    vectors = np.random.default_rng(6).standard_normal((2, 40, 12)).astype(np.float32)
    rows = np.arange(40)
    rows[30:] = -1
    embeddings = {"city": made(vectors[0]), "ocean": made(vectors[1, :30], rows=rows)}
    triples = random_triples(200, 40).set_index(np.arange(200) + 1000)
    table = distance_table(Workspace(embeddings), triples, ["ocean", "city"])
    assert table.models == ("ocean", "city")
    for model, of_model in zip(table.models, table.distances, strict=True):
        assert np.array_equal(of_model, triple_distances(embeddings[model], triples), equal_nan=True)
    in_both = ((triples["a"] < 30) & (triples["b"] < 30)).to_numpy()
    assert np.array_equal(table.common, in_both)
    both = table.select(table.common)
    assert both.common.all()
    assert list(both.triples.index) == list(triples.index[in_both])
    assert np.array_equal(both.margins, table.margins[:, in_both])
    assert np.array_equal(both.scores, table.scores[:, in_both], equal_nan=True)
    assert distance_table(Workspace({}), triples, []).common.all()


def test_unusable_vectors_are_refused():
    vectors = np.eye(5)
    vectors[[1, 3]] = 0
    triples = pd.DataFrame({"reference": [0, 0], "a": [1, 2], "b": [3, 4]}, dtype=np.int32)
    with pytest.raises(InputError) as refusal:
        triple_distances(made(vectors), triples)
    assert str(refusal.value) == (
        "2 of 5 vectors of model 'city' are zero (rows of vectors.npy: 1, 3): a zero vector has no direction, so no "
        "cosine distance to it exists. Extract or import these vectors again, or leave the images without one."
    )
    assert np.isfinite(triple_distances(made(vectors, "euclidean"), triples)).all()
    vectors[4, 0] = np.nan
    with pytest.raises(InputError, match=r"1 of 5 vectors .* are not finite \(rows of vectors.npy: 4\)"):
        triple_distances(made(vectors, "euclidean"), triples)
    with pytest.raises(InputError, match=r"'city' name the distance 'hamming', which is not known. Write 'cosine'"):
        triple_distances(made(vectors, "hamming"), triples)
