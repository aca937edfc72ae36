import itertools

import numpy as np
import pytest

from simlab.evaluation import accuracy_estimate, paired_difference
from simlab.evaluation.top_n import FirstRight, top_n_curve, top_n_differences


def of(*counts: tuple[int, int, int]) -> FirstRight:
    return FirstRight(*np.array(counts, dtype=np.int64).T.copy())


def literal(nearer: int, wrong: int, right: int, deepest: int) -> tuple[float, list[float]]:
    """Mean place and share of orders found, over every order of the tied answers."""
    places = []
    for chosen in itertools.combinations(range(wrong + right), right):
        places.append(nearer + 1 + min(chosen))
    return float(np.mean(places)), [float(np.mean([place <= n for place in places])) for n in range(1, deepest + 1)]


@pytest.mark.parametrize("counts", [(0, 0, 1), (3, 0, 2), (0, 4, 1), (2, 3, 2), (0, 6, 3), (14, 2, 1), (20, 1, 1)])
def test_ties_count_as_in_a_random_order(counts):
    place, shares = literal(*counts, 15)
    first = of(counts)
    assert first.ranks == pytest.approx([place])
    assert first.found()[0] == pytest.approx(shares, abs=1e-12)


def test_without_ties_a_query_is_found_from_its_place_on():
    first = of((0, 0, 1), (4, 0, 3), (15, 0, 1))
    assert first.ranks.tolist() == [1, 5, 16]
    assert first.found().tolist() == [[1.0] * 15, [0.0] * 4 + [1.0] * 11, [0.0] * 15]


def test_a_query_without_an_answer_has_no_score():
    first = of((-1, 0, 1), (0, 0, 1))
    assert first.answered.tolist() == [False, True]
    assert np.isnan(first.ranks[0])
    assert np.isnan(first.found()[0]).all()
    assert top_n_curve(first.found(), np.arange(2))[0].n_triples == 1


def test_a_constant_embedding_scores_what_chance_does():
    found = of(*[(0, 229, 1)] * 40).found()
    assert found.mean(axis=0) == pytest.approx(np.arange(1, 16) / 230)


def test_the_curve_is_the_accuracy_of_each_column():
    random = np.random.default_rng(0)
    nearer = random.integers(0, 20, 60)
    found = FirstRight(nearer, np.zeros(60, np.int64), np.ones(60, np.int64)).found()
    groups = np.arange(60) // 3
    curve = top_n_curve(found, groups)
    assert [one.value for one in curve] == [float((nearer < n).mean()) for n in range(1, 16)]
    assert curve[4] == accuracy_estimate(found[:, 4], groups)
    assert curve[4].low < curve[4].value < curve[4].high
    assert curve[4].n_references == 20


def test_differences_are_paired_by_query():
    random = np.random.default_rng(1)
    one, other = (
        FirstRight(random.integers(0, high, 80), np.zeros(80, np.int64), np.ones(80, np.int64)).found()
        for high in (6, 18)
    )
    groups = np.arange(80)
    found = top_n_differences(one, other, groups)
    assert len(found) == 15
    assert found[4] == paired_difference(one[:, 4], other[:, 4], groups)
    assert found[4].value > 0.2
    assert found[4].p_value < 0.01
    equal = top_n_differences(one, one, groups)
    assert equal[0].value == 0
    assert equal[0].p_value == 1
