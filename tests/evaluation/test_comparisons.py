import itertools
import math

import numpy as np
import pytest
from scipy import stats

from simlab.evaluation import accuracy_estimate, holm, paired_difference


def paired_study(rng, n_references, p_1, p_2, correlation=0.1):
    """Scores of two models whose abilities on a reference are partly the same."""
    spread = 1 / correlation - 1
    references = np.repeat(np.arange(n_references), 3 * rng.integers(1, 6, n_references))
    shared = rng.beta(p_1 * spread, (1 - p_1) * spread, n_references)
    other = 2 * p_2 - p_1
    own = rng.beta(other * spread, (1 - other) * spread, n_references)
    ability_2 = np.where(rng.random(n_references) < 0.5, shared, own)
    # The second model has the first one's ability on half of the references: (p_1 + other) / 2 = p_2.
    scores_1 = (rng.random(len(references)) < shared[references]).astype(float)
    scores_2 = (rng.random(len(references)) < ability_2[references]).astype(float)
    return scores_1, scores_2, references


def test_difference_equals_the_literal_formulas():
    rng = np.random.default_rng(0)
    scores_1, scores_2, references = paired_study(rng, 40, 0.85, 0.75)
    scores_1[rng.random(len(references)) < 0.1] = np.nan
    scores_2[rng.random(len(references)) < 0.1] = 0.5
    found = paired_difference(scores_1, scores_2, references)
    sums, sizes = {}, {}
    for one, two, reference in zip(scores_1, scores_2, references, strict=True):
        if not math.isnan(one - two):
            sums[reference] = sums.get(reference, 0) + one - two
            sizes[reference] = sizes.get(reference, 0) + 1
    g, n = len(sums), sum(sizes.values())
    value = sum(sums.values()) / n
    v = g / (g - 1) * sum((sums[r] - value * sizes[r]) ** 2 for r in sums) / n**2
    half = stats.t.ppf(0.975, g - 1) * math.sqrt(v)
    assert (found.value, found.low, found.high) == pytest.approx((value, value - half, value + half))
    assert (found.n_triples, found.n_references, found.note) == (n, g, "")
    shared = np.isfinite(scores_1) & np.isfinite(scores_2)
    means = [accuracy_estimate(s[shared], references[shared]).value for s in (scores_1, scores_2)]
    assert found.value == pytest.approx(means[0] - means[1])


def test_p_value_equals_all_sign_patterns_where_there_are_few_references():
    rng = np.random.default_rng(2)
    scores_1, scores_2, references = paired_study(rng, 12, 0.85, 0.7)
    sums = [float((scores_1 - scores_2)[references == r].sum()) for r in range(12)]
    totals = [sum(s * e for s, e in zip(signs, sums, strict=True)) for signs in itertools.product((1, -1), repeat=12)]
    exact = sum(abs(total) >= abs(sum(sums)) for total in totals) / len(totals)
    assert paired_difference(scores_1, scores_2, references).p_value == exact
    sampled = paired_difference(scores_1, scores_2, references, flips=499)
    assert sampled.p_value == pytest.approx(exact, abs=0.06)
    assert sampled.p_value * 500 == pytest.approx(round(sampled.p_value * 500))


def test_random_sign_flips_are_repeatable_and_near_the_t_test():
    scores_1, scores_2, references = paired_study(np.random.default_rng(3), 400, 0.8, 0.775)
    found = paired_difference(scores_1, scores_2, references, seed=5)
    assert found == paired_difference(scores_1, scores_2, references, seed=5)
    assert found.p_value != paired_difference(scores_1, scores_2, references, seed=6).p_value
    error = (found.high - found.low) / 2 / stats.t.ppf(0.975, 399)
    assert found.p_value == pytest.approx(2 * stats.t.sf(abs(found.value) / error, 399), abs=0.02)


def test_a_clear_difference_is_distinguishable_and_equal_models_are_not():
    scores_1, scores_2, references = paired_study(np.random.default_rng(4), 200, 0.9, 0.7)
    better = paired_difference(scores_1, scores_2, references)
    assert better.distinguishable
    assert better.low > 0
    assert better.p_value == pytest.approx(1 / 10_001)
    worse = paired_difference(scores_2, scores_1, references)
    assert worse.distinguishable
    assert (worse.value, worse.low, worse.high) == (-better.value, -better.high, -better.low)
    same = paired_difference(scores_1, scores_1, references)
    assert (same.value, same.low, same.high, same.p_value) == (0, 0, 0, 1)
    assert not same.distinguishable


def test_too_little_to_compare_says_so():
    ones, zeros = np.ones(40), np.zeros(40)
    few = paired_difference(ones, zeros, np.arange(40) % 4)
    assert (few.value, few.low, few.high, few.p_value) == (1, None, None, None)
    assert few.note == "too few references"
    assert not few.distinguishable
    one = paired_difference(ones, np.arange(40) % 2 * 1.0, np.full(40, 7), np.arange(40) // 4)
    assert (one.note, one.n_references) == ("one reference", 1)
    assert one.low is not None
    nothing = paired_difference(ones, np.full(40, np.nan), np.arange(40))
    assert math.isnan(nothing.value)
    assert nothing.note == "no scored triples"


def test_p_value_can_be_left_out():
    scores_1, scores_2, references = paired_study(np.random.default_rng(5), 50, 0.8, 0.7)
    without = paired_difference(scores_1, scores_2, references, p_value=False)
    assert without.p_value is None
    assert without.low == paired_difference(scores_1, scores_2, references).low


@pytest.mark.parametrize(("n_references", "studies"), [(20, 4_000), (100, 4_000), (1320, 1_000)])
def test_difference_intervals_cover_the_truth(n_references, studies):
    rng = np.random.default_rng(n_references)
    covered = 0
    for _ in range(studies):
        found = paired_difference(*paired_study(rng, n_references, 0.8, 0.75), p_value=False)
        covered += found.low <= 0.05 <= found.high
    assert 0.93 <= covered / studies <= 0.97


def test_p_values_are_under_5_percent_in_5_percent_of_studies_without_a_difference():
    rng = np.random.default_rng(1)
    p_values = [
        paired_difference(*paired_study(rng, 30, 0.8, 0.8), flips=399, seed=study).p_value for study in range(1_500)
    ]
    assert 0.035 <= np.mean(np.array(p_values) <= 0.05) <= 0.065


def test_holm():
    assert holm(np.array([0.01, 0.04, 0.03, 0.005])) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm(np.array([0.9, 0.8])) == pytest.approx([1, 1])
    assert holm(np.empty(0)).shape == (0,)
