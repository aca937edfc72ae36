import math

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import cohen_kappa_score

from simlab.evaluation import accuracy_estimate
from simlab.evaluation.agreement import Consistency, PairAgreement, pairwise_agreement


def study(n_references=30, seed=0):
    """Scores of three models: the second repeats the first on half of the triples, the third knows nothing of them."""
    rng = np.random.default_rng(seed)
    references = np.repeat(np.arange(n_references) + 100, rng.integers(2, 9, n_references))
    scores = rng.choice([0.0, 0.5, 1.0], (3, len(references)), p=[0.3, 0.1, 0.6])
    scores[1] = np.where(rng.random(len(references)) < 0.5, scores[0], scores[1])
    return scores, references


def literal_kappa(one, two):
    n = len(one)
    equal = sum(a == b for a, b in zip(one, two, strict=True)) / n
    expected = sum((list(one).count(k) / n) * (list(two).count(k) / n) for k in (0.0, 0.5, 1.0))
    return (equal - expected) / (1 - expected)


def test_every_pair_equals_the_literal_loop():
    scores, references = study()
    scores[:, ::7] = np.nan  # human ties
    found = pairwise_agreement(scores, references)
    assert [(pair.first, pair.second) for pair in found] == [(0, 1), (0, 2), (1, 2)]
    decided = [t for t in range(len(references)) if not math.isnan(scores[0, t])]
    for pair in found:
        one, two = scores[pair.first, decided], scores[pair.second, decided]
        equal = [float(a == b) for a, b in zip(one, two, strict=True)]
        wrong = [float(a == b == 0) for a, b in zip(one, two, strict=True)]
        assert pair.equal == accuracy_estimate(np.array(equal), references[decided])
        assert pair.both_wrong == accuracy_estimate(np.array(wrong), references[decided])
        assert pair.consistency.value == pytest.approx(literal_kappa(one, two), abs=1e-12)
        names = (one * 2).astype(int), (two * 2).astype(int)
        assert pair.consistency.value == pytest.approx(cohen_kappa_score(*names), abs=1e-12)


def test_a_triple_that_one_model_lacks_is_left_out_for_every_pair():
    scores, references = study()
    scores[2, :10] = np.nan
    found = pairwise_agreement(scores, references)
    assert {pair.equal.n_triples for pair in found} == {len(references) - 10}
    assert found == pairwise_agreement(scores[:, 10:], references[10:])


def test_the_interval_of_kappa_equals_the_literal_jackknife():
    scores, references = study()
    found = pairwise_agreement(scores[:2], references)[0].consistency
    without = [literal_kappa(*scores[:2, references != reference]) for reference in np.unique(references)]
    g = len(without)
    v = (g - 1) / g * sum((value - sum(without) / g) ** 2 for value in without)
    half = stats.t.ppf(0.975, g - 1) * math.sqrt(v)
    assert (found.low, found.high) == pytest.approx((found.value - half, found.value + half))


def test_the_interval_of_kappa_holds_what_it_promises():
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(300):
        references = np.repeat(np.arange(60), 8)
        ability = rng.beta(8, 4, 60)[references]
        shared = rng.random(480) < 0.4
        own = rng.random((2, 480)) < ability
        scores = np.where(shared, own[0], own).astype(float)
        found = pairwise_agreement(scores, references)[0].consistency
        # Of two independent answers of ability a: covariance 0.4 E[a(1−a)] + Var a, variance of one answer p(1 − p).
        p, square = 8 / 12, 8 * 9 / (12 * 13)
        truth = (0.4 * (p - square) + square - p**2) / (p * (1 - p))
        covered += found.low <= truth <= found.high
    assert 0.91 <= covered / 300 <= 0.985


def test_equal_models_are_wholly_consistent_and_independent_ones_are_not():
    scores, references = study(200)
    same = pairwise_agreement(scores[[0, 0]], references)[0]
    assert (same.equal.value, same.consistency) == (1.0, Consistency(1.0, 1.0, 1.0))
    assert same.both_wrong.value == (scores[0] == 0).mean()
    first_second, first_third, _ = pairwise_agreement(scores, references)
    assert first_second.consistency.low > 0.3
    assert first_third.consistency.low < 0 < first_third.consistency.high
    assert first_third.equal.value > 0.4  # two models that are mostly right share many answers all the same


def test_models_that_fail_on_different_triples_are_below_zero():
    references = np.repeat(np.arange(20), 4)
    one = np.tile([1.0, 1.0, 1.0, 0.0], 20)
    two = np.tile([0.0, 1.0, 1.0, 1.0], 20)
    pair = pairwise_agreement(np.stack([one, two]), references)[0]
    assert (pair.equal.value, pair.both_wrong.value) == (0.5, 0.0)
    assert pair.consistency.value == pytest.approx((0.5 - 0.625) / 0.375)


def test_without_any_mistake_there_is_no_kappa():
    pair = pairwise_agreement(np.ones((2, 40)), np.repeat(np.arange(10), 4))[0]
    assert pair.equal.value == 1.0
    assert math.isnan(pair.consistency.value)
    assert (pair.consistency.low, pair.consistency.high) == (None, None)


def test_where_kappa_hangs_on_one_reference_it_has_no_interval():
    scores = np.ones((2, 40))
    scores[:, 0] = 0
    pair = pairwise_agreement(scores, np.repeat(np.arange(10), 4))[0]
    assert pair.consistency == Consistency(1.0)


def test_few_references_give_no_interval_and_no_triples_no_value():
    scores, references = study(4)
    pair: PairAgreement = pairwise_agreement(scores, references)[0]
    assert pair.equal.note == "too few references"
    assert (pair.equal.low, pair.consistency.low) == (None, None)
    nothing = pairwise_agreement(np.full((2, 3), np.nan), np.arange(3))[0]
    assert math.isnan(nothing.equal.value)
    assert math.isnan(nothing.consistency.value)


def test_one_reference_rests_on_annotation_rows():
    scores, _ = study()
    n = scores.shape[1]
    pair = pairwise_agreement(scores, np.zeros(n, dtype=int), np.arange(n) // 3)[0]
    assert pair.equal.note == "one reference"
    assert pair.equal.low is not None
    assert pair.consistency.low is None
