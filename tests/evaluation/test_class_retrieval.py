import re

import numpy as np
import pytest
import torch
from pytorch_metric_learning.utils.accuracy_calculator import AccuracyCalculator

from simlab.errors import InputError
from simlab.evaluation import class_retrieval as module
from simlab.evaluation.class_retrieval import class_retrieval, class_retrieval_by


def clouds(spread: float, seed: int = 0, sizes: tuple[int, ...] = (2, 5, 9, 30, 14)):
    """Classes of different sizes around centres of their own."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(sizes)), sizes)
    return rng.normal(size=(len(sizes), 6))[labels] + spread * rng.normal(size=(len(labels), 6)), labels


def literal(vectors, labels, query, at):
    """One query as the definitions read."""
    cosines = [vectors[query] @ v / np.linalg.norm(vectors[query]) / np.linalg.norm(v) for v in vectors]
    others = sorted((n for n in range(len(vectors)) if n != query), key=lambda n: -cosines[n])
    hits = [labels[n] == labels[query] for n in others]
    r = sum(hits)
    precisions = [sum(hits[: i + 1]) / (i + 1) for i in range(r) if hits[i]]
    return [float(any(hits[:k])) for k in at], sum(precisions) / r, sum(hits[:r]) / r


def test_every_query_equals_a_literal_loop():
    vectors, labels = clouds(1.0)
    found = class_retrieval(vectors, labels, at=(1, 2, 4, 8))
    for query in range(len(labels)):
        right, precision, r_precision = literal(vectors, labels, query, (1, 2, 4, 8))
        assert found.right[query].tolist() == right
        assert found.average_precision[query] == pytest.approx(precision)
        assert found.r_precision[query] == pytest.approx(r_precision)
    assert 0.2 < found.means()["map_at_r"] < 0.9


@pytest.mark.filterwarnings("ignore")
def test_the_means_are_those_of_pytorch_metric_learning():
    vectors, labels = clouds(1.0, seed=3)
    names = ("mean_average_precision_at_r", "precision_at_1", "r_precision")
    calculator = AccuracyCalculator(include=names, k="max_bin_count")
    units = torch.from_numpy(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
    theirs = calculator.get_accuracy(units, torch.from_numpy(labels))
    ours = class_retrieval(vectors, labels).means()
    assert ours["map_at_r"] == pytest.approx(theirs["mean_average_precision_at_r"])
    assert ours["recall_at_1"] == pytest.approx(theirs["precision_at_1"])
    assert ours["r_precision"] == pytest.approx(theirs["r_precision"])


def test_the_size_of_a_block_changes_nothing(monkeypatch):
    vectors, labels = clouds(1.0)
    whole = class_retrieval(vectors, labels).figures()
    monkeypatch.setattr(module, "_BLOCK_DISTANCES", 150)
    parts = class_retrieval(vectors, labels).figures()
    assert all(np.array_equal(whole[name], parts[name]) for name in whole)


def test_a_constant_scores_chance_whatever_the_order_of_pictures():
    labels = np.repeat(np.arange(20), 30)
    for order in (labels, np.random.default_rng(0).permutation(labels)):
        figures = class_retrieval(np.ones((600, 7)), order).means()
        assert figures["recall_at_1"] == pytest.approx(29 / 599, abs=0.03)
        assert figures["r_precision"] == pytest.approx(29 / 599, abs=0.01)


def test_random_vectors_do_badly_and_separate_classes_perfectly():
    labels = np.repeat(np.arange(20), 30)
    rng = np.random.default_rng(1)
    assert class_retrieval(rng.normal(size=(600, 8)), labels).means()["recall_at_1"] < 0.12
    apart = class_retrieval(np.eye(20)[labels] + 0.01 * rng.normal(size=(600, 20)), labels).means()
    assert set(apart.values()) == {1.0}


def test_a_picture_alone_in_its_class_is_a_neighbour_and_no_query():
    vectors = np.array([[1.0, 0.0], [0.9, 0.1], [0.99, 0.01], [0.0, 1.0], [0.1, 1.0]])
    found = class_retrieval(vectors, ["a", "a", "alone", "b", "b"], at=(1, 2))
    assert found.n_alone == 1
    assert np.isnan(found.right[2]).all()
    assert found.right[0].tolist() == [0, 1]  # the lone picture is nearer to it
    assert found.average_precision[:2].tolist() == [0, 0]
    assert found.means()["recall_at_2"] == 1


def test_more_neighbours_than_there_are_pictures_are_all_of_them():
    assert class_retrieval(np.eye(3), [0, 0, 1], at=(8,)).means()["recall_at_8"] == 1


def test_any_distance_ranks_as_the_one_it_is():
    vectors, labels = clouds(1.0)
    euclidean = np.linalg.norm(vectors[:, None] - vectors[None], axis=2)
    found = class_retrieval_by(lambda rows: euclidean[rows], labels)
    doubled = class_retrieval_by(lambda rows: 1000 * euclidean[rows], labels)
    assert found.means() == doubled.means()
    order = np.argsort(euclidean[7])[1]
    assert found.right[7, 0] == (labels[order] == labels[7])


@pytest.mark.parametrize(
    ("vectors", "labels", "at", "message"),
    [
        (np.eye(3), ["a", "b", "c"], (1,), "None of 3 classes has two pictures, so that no picture can find another"),
        (np.eye(3), ["a", "a", "b"], (0, 1), "K must be 1 or more; found [0, 1]."),
        (np.diag([1.0, 0.0, np.inf]), ["a"] * 3, (1,), "2 of 3 vectors are zero or not finite (first: row 1)"),
    ],
)
def test_what_has_no_answer_is_refused(vectors, labels, at, message):
    with pytest.raises(InputError, match=re.escape(message)):
        class_retrieval(vectors, labels, at=at)
