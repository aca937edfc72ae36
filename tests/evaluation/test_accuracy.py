import numpy as np
import pandas as pd
import pytest

from simlab.evaluation import DistanceTable, ReferenceCounts, per_reference_accuracy
from simlab.evaluation.accuracy import distinct_ids


def random_table(seed=0, n_models=3, n_triples=500):
    rng = np.random.default_rng(seed)
    distances = rng.integers(0, 8, (n_models, n_triples, 2)) / 8
    distances[rng.random(distances.shape) < 0.05] = np.nan
    reference = rng.choice([900, 7, 31, 44, 2_000], n_triples).astype(np.int32)
    choice = rng.choice(["A", "B", "tie"], n_triples)
    choice[reference == 44] = "tie"
    names = tuple(f"model {number}" for number in range(n_models))
    return DistanceTable(names, pd.DataFrame({"reference": reference, "choice": choice}), distances)


def test_matrix_equals_the_loop():
    table = random_table()
    found = per_reference_accuracy(table)
    assert found.models == table.models
    assert found.references.dtype == np.int32
    assert list(found.references) == [7, 31, 44, 900, 2_000]
    for m in range(3):
        for r, reference in enumerate(found.references):
            right, answered = 0.0, 0
            for t, (ref, choice) in enumerate(table.triples.itertuples(index=False)):
                to_a, to_b = table.distances[m, t]
                if ref != reference or choice == "tie" or np.isnan(to_a) or np.isnan(to_b):
                    continue
                answered += 1
                if to_a == to_b:
                    right += 0.5
                elif (to_a < to_b) == (choice == "A"):
                    right += 1
            assert found.n_triples[m, r] == answered
            if answered:
                assert found.accuracy[m, r] == right / answered
            else:
                assert np.isnan(found.accuracy[m, r])
    assert (found.n_triples[:, 2] == 0).all()
    assert (found.n_triples.sum(axis=1) > 200).all()


def test_no_triples_give_an_empty_matrix():
    found = per_reference_accuracy(random_table().select(np.zeros(500, dtype=bool)))
    assert found.accuracy.shape == (3, 0)


def test_counts_leave_out_triples_without_a_score():
    counts = ReferenceCounts.of(np.array([1, 0.5, np.nan, 0, np.nan]), np.array([9, 9, 9, 3, 5]))
    assert list(counts.references) == [3, 5, 9]
    assert list(counts.correct) == [0, 0, 1.5]
    assert list(counts.answered) == [1, 0, 2]


@pytest.mark.parametrize("spread", [1, 1_000_000_000])
@pytest.mark.parametrize("dtype", [np.int32, np.int64])
def test_distinct_ids_equal_numpys(spread, dtype):
    ids = (np.random.default_rng(0).integers(-1, 2, 100) * spread).astype(dtype)
    for ours, numpys in zip(distinct_ids(ids), np.unique(ids, return_inverse=True), strict=True):
        assert np.array_equal(ours, numpys)
    assert distinct_ids(ids)[0].dtype == dtype
