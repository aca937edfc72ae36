import math

import numpy as np
import pytest
from scipy import stats

from simlab.evaluation import Estimate, accuracy_estimate, estimate_from_counts, score


def literal(scores, groups):
    """The formulas as docs/evaluation.md writes them, group by group."""
    right, answered = {}, {}
    for value, group in zip(scores, groups, strict=True):
        if not math.isnan(value):
            right[group] = right.get(group, 0) + value
            answered[group] = answered.get(group, 0) + 1
    g, n = len(answered), sum(answered.values())
    p = sum(right.values()) / n
    v = g / (g - 1) * sum((right[r] - p * answered[r]) ** 2 for r in answered) / n**2
    n_eff = g if p in (0, 1) else n if v == 0 else min(n, p * (1 - p) / v)
    t = stats.t.ppf(0.975, g - 1)
    centre = (p + t**2 / (2 * n_eff)) / (1 + t**2 / n_eff)
    half = t / (1 + t**2 / n_eff) * math.sqrt(p * (1 - p) / n_eff + t**2 / (4 * n_eff**2))
    return p, centre - half, centre + half


@pytest.mark.parametrize("n_references", [5, 6, 20, 300])
@pytest.mark.parametrize("share", [0, 0.5, 0.8, 1])
def test_estimates_equal_the_literal_formulas(n_references, share):
    rng = np.random.default_rng(n_references)
    references = np.concatenate([np.arange(n_references), rng.integers(0, n_references, 9 * n_references)])
    scores = (rng.random(len(references)) < share).astype(float)
    scores[rng.random(len(references)) < 0.1] = np.nan
    if 0 < share < 1:
        scores[rng.random(len(references)) < 0.1] = 0.5
    scores[:n_references] = share == 1
    p, low, high = literal(scores, references)
    found = accuracy_estimate(scores, references)
    assert found.value == p
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-12)
    assert (found.n_triples, found.n_references) == (int(np.isfinite(scores).sum()), n_references)
    assert found.note == ""
    assert 0 <= found.low <= p <= found.high <= 1


def test_answers_alike_in_every_reference_count_as_independent():
    found = estimate_from_counts(np.full(10, 3), np.full(10, 4))
    assert (found.low, found.high) == pytest.approx(literal([1, 1, 1, 0] * 10, np.arange(40) // 4)[1:])
    assert found.low == pytest.approx(0.575, abs=0.01)  # Wilson at n = 40


def test_all_right_is_as_sure_as_there_are_references():
    t = stats.t.ppf(0.975, 19)
    assert estimate_from_counts(np.full(20, 50), np.full(20, 50)).low == pytest.approx(20 / (20 + t**2))


def test_too_few_references_have_no_interval():
    references = np.repeat([4, 8, 15, 16], 10)
    assert accuracy_estimate(np.ones(40), references) == Estimate(1.0, None, None, 40, 4, "too few references")


def test_nothing_scored():
    empty = accuracy_estimate(np.full(3, np.nan), np.array([1, 2, 3]))
    assert math.isnan(empty.value)
    assert (empty.low, empty.high, empty.n_triples, empty.n_references) == (None, None, 0, 0)
    assert empty.note == "no scored triples"
    assert accuracy_estimate(np.empty(0), np.empty(0, dtype=np.int32)).note == "no scored triples"
    assert estimate_from_counts(np.zeros(4), np.zeros(4, dtype=int)).note == "no scored triples"


def test_one_reference_is_clustered_by_annotation_row():
    rng = np.random.default_rng(0)
    rows = np.repeat(np.arange(100, 140), 3)
    scores = np.repeat(rng.random(40) < 0.8, 3).astype(float)
    scores[7] = np.nan
    reference = np.full(120, 77)
    found = accuracy_estimate(scores, reference, rows)
    assert (found.value, found.low, found.high) == pytest.approx(literal(scores, rows))
    assert (found.n_triples, found.n_references, found.note) == (119, 1, "one reference")
    without = accuracy_estimate(scores, reference)
    assert without == Estimate(found.value, None, None, 119, 1, "one reference")
    few = accuracy_estimate(scores[:12], reference[:12], rows[:12])
    assert (few.low, few.n_references, few.note) == (None, 1, "one reference, too few annotation rows")


def test_rows_change_nothing_where_there_are_more_references():
    scores = (np.arange(60) % 3 > 0).astype(float)
    references = np.arange(60) // 6
    assert accuracy_estimate(scores, references, np.arange(60)) == accuracy_estimate(scores, references)


@pytest.mark.parametrize("n_references", [20, 100, 1320])
@pytest.mark.parametrize("p", [0.7, 0.8, 0.85])
def test_intervals_cover_the_truth(n_references, p):
    """4,000 studies with three triples from each of 1 to 5 annotation rows a reference, intra-class correlation 0.1."""
    studies, correlation = 4_000, 0.1
    rng = np.random.default_rng(n_references)
    ability = 1 / correlation - 1
    covered = 0
    for _ in range(studies):
        answered = 3 * rng.integers(1, 6, n_references)
        correct = rng.binomial(answered, rng.beta(p * ability, (1 - p) * ability, n_references))
        found = estimate_from_counts(correct, answered)
        covered += found.low <= p <= found.high
    assert 0.93 <= covered / studies <= 0.97


@pytest.mark.parametrize("n_references", [20, 100, 1320])
def test_models_that_know_nothing_score_a_half(n_references):
    rng = np.random.default_rng(n_references)
    references = rng.integers(0, n_references, 9 * n_references)
    choice = rng.choice(["A", "B"], len(references))
    always_a = accuracy_estimate(score(np.ones(len(references)), choice), references)
    random = accuracy_estimate(score(rng.standard_normal(len(references)), choice), references)
    assert always_a.low <= 0.5 <= always_a.high
    assert random.low <= 0.5 <= random.high
    undecided = accuracy_estimate(score(np.zeros(len(references)), choice), references)
    assert undecided.value == 0.5
    assert undecided.low < 0.5 < undecided.high
