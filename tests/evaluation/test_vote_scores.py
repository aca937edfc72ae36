import math

import numpy as np
import pytest
from scipy import stats

from simlab.evaluation import accuracy_estimate
from simlab.evaluation.vote_scores import most_agreed, vote_estimate, vote_scores, votes_for_a


def test_each_triple_equals_the_literal_formula():
    rng = np.random.default_rng(0)
    votes = rng.integers(0, 6, (200, 2)).astype(float)
    votes[:5] = np.nan
    margins = rng.choice([-0.3, 0.0, 0.2], (3, 200))
    margins[1, 7] = np.nan
    for_a = votes_for_a(votes[:, 0], votes[:, 1])
    found, most = vote_scores(margins, for_a), most_agreed(for_a)
    for t, (a, b) in enumerate(votes):
        if math.isnan(a) or a + b == 0:
            assert math.isnan(for_a[t])
            assert np.isnan(found[:, t]).all()
            assert math.isnan(most[t])
            continue
        v = a / (a + b)
        assert most[t] == max(v, 1 - v)
        for model in range(3):
            if (model, t) == (1, 7):
                assert math.isnan(found[model, t])
                continue
            p = {-0.3: 0.0, 0.0: 0.5, 0.2: 1.0}[margins[model, t]]
            assert found[model, t] == pytest.approx(p * v + (1 - p) * (1 - v))


def test_zhang_et_al_2018_example_and_ties():
    for_a = votes_for_a(np.array([4.0, 2.0]), np.array([1.0, 2.0]))
    assert vote_scores(np.array([1.0, 1.0]), for_a) == pytest.approx([0.8, 0.5])
    assert vote_scores(np.array([-1.0, -1.0]), for_a) == pytest.approx([0.2, 0.5])
    assert most_agreed(for_a) == pytest.approx([0.8, 0.5])


def test_the_interval_equals_the_literal_formula():
    rng = np.random.default_rng(1)
    references = np.repeat(np.arange(30), rng.integers(1, 8, 30))
    scores = rng.choice([0.2, 0.4, 0.6, 0.8, np.nan], len(references))
    found = vote_estimate(scores, references)
    sums, sizes = {}, {}
    for score, reference in zip(scores, references, strict=True):
        if not math.isnan(score):
            sums[reference] = sums.get(reference, 0) + score
            sizes[reference] = sizes.get(reference, 0) + 1
    g, n = len(sums), sum(sizes.values())
    value = sum(sums.values()) / n
    v = g / (g - 1) * sum((sums[r] - value * sizes[r]) ** 2 for r in sums) / n**2
    half = stats.t.ppf(0.975, g - 1) * math.sqrt(v)
    assert (found.value, found.low, found.high) == pytest.approx((value, value - half, value + half))
    assert (found.n_triples, found.n_references, found.note) == (n, g, "")


def test_divided_votes_vary_less_than_right_and_wrong():
    rng = np.random.default_rng(2)
    references = np.repeat(np.arange(50), 6)
    right = rng.random(300) < 0.6
    votes = vote_estimate(np.where(right, 0.6, 0.4), references)
    accuracy = accuracy_estimate(right.astype(float), references)
    assert votes.high - votes.low < (accuracy.high - accuracy.low) / 4


def test_where_all_agree_the_interval_is_that_of_an_accuracy():
    references = np.repeat(np.arange(20), 3)
    assert vote_estimate(np.ones(60), references) == accuracy_estimate(np.ones(60), references)
    assert vote_estimate(np.ones(60), references).low < 0.9


def test_few_references_and_no_votes_have_no_interval():
    few = vote_estimate(np.full(8, 0.6), np.repeat(np.arange(4), 2))
    assert (few.value, few.low, few.note) == (pytest.approx(0.6), None, "too few references")
    none = vote_estimate(np.full(4, np.nan), np.arange(4))
    assert math.isnan(none.value)
    assert none.note == "no scored triples"
    rows = vote_estimate(np.tile([0.2, 0.6], 10), np.zeros(20, dtype=int), np.arange(20) // 2)
    assert (rows.note, rows.low) == ("one reference", pytest.approx(0.4))
