"""The leader of a region: against a literal loop, planted, and on noise."""

import itertools

import numpy as np
import pytest

from simlab.ensembles import Questions
from simlab.ensembles.suggestions import FEWEST_JUDGING, clear_leader, leader_of
from simlab.ensembles.suggestions.local_gains import corrected_difference


def region(skills, references=60, per_reference=8, seed=0):
    """Right answers [models, references] of models with these probabilities to be right, and the counts."""
    rng = np.random.default_rng(seed)
    answered = rng.integers(1, 2 * per_reference, references)
    return np.stack([rng.binomial(answered, skill) for skill in skills]).astype(np.float64), answered


def test_it_is_told_apart_where_every_single_comparison_holds():
    seen = set()
    for seed, gap in itertools.product(range(6), (0.0, 0.1, 0.3)):
        correct, answered = region((0.6 + gap, 0.6, 0.55, 0.5), seed=seed)
        present = correct[1:].mean(axis=0)
        found = leader_of(correct, present, answered, tests=12)
        totals = [correct[model].sum() for model in range(4)]
        best = totals.index(max(totals))
        ends = {
            other: corrected_difference(correct[best] - correct[other], answered, 12).low
            for other in range(4)
            if other != best
        }
        against_present = corrected_difference(correct[best] - present, answered, 12)
        if any(low <= 0 for low in ends.values()):
            expected = ("rivals", min(ends, key=ends.get))
        else:
            expected = ("best" if against_present.low > 0 else "present", None)
        assert (found.model, found.standing, found.against) == (best, *expected)
        seen.add(found.standing)
    assert seen == {"rivals", "best"}


def test_what_answers_there_now_is_a_rival_too():
    correct, answered = region((0.9, 0.6, 0.6))
    assert leader_of(correct, correct[1], answered, tests=3).standing == "best"
    same = leader_of(correct, correct[0], answered, tests=3)
    assert (same.standing, same.against) == ("present", None)
    assert (same.lead.value, same.lead.low) == (0.0, 0.0)


def test_one_member_alone_is_judged_against_the_present_rule_only():
    correct, answered = region((0.9, 0.5))
    assert leader_of(correct[:1], correct[1], answered, tests=1).standing == "best"


def test_few_references_say_nothing_and_those_without_answers_are_none():
    correct, answered = region((1.0, 0.1), references=FEWEST_JUDGING)
    assert leader_of(correct, correct[1], answered, tests=2).standing == "best"
    answered[0] = 0
    correct[:, 0] = 0
    found = leader_of(correct, correct[1], answered, tests=2)
    assert (found.model, found.standing, found.lead) == (0, "few", None)
    nobody = leader_of(np.zeros((2, 0)), np.zeros(0), np.zeros(0, dtype=np.int64), tests=1)
    assert (nobody.model, nobody.standing) == (0, "few")


@pytest.mark.parametrize("references", [FEWEST_JUDGING, 40])
def test_noise_names_a_best_model_in_no_more_than_its_share_of_studies(references):
    """Five regions of four equal models, the mean of two of them answering: T = 20 comparisons."""
    named = 0
    for seed in range(400):
        for part in range(5):
            correct, answered = region((0.7,) * 4, references=references, per_reference=4, seed=10 * seed + part)
            found = leader_of(correct, correct[:2].mean(axis=0), answered, tests=20)
            named += found.standing == "best"
    assert named <= 400 * 0.05


def leading(skills, seed, n_references=60, per_reference=10):
    rng = np.random.default_rng(seed)
    positions = np.repeat(np.arange(n_references), per_reference)
    signs = rng.choice(np.array([1, -1], np.int8), len(positions))
    right = rng.random((len(skills), len(positions))) < np.array(skills)[:, None]
    names = tuple("abcdefgh"[: len(skills)])
    candidates = np.zeros((len(positions), 2), dtype=np.int32)
    return Questions(
        names, np.where(right, signs, -signs) * 0.1, np.arange(n_references), positions, signs, positions, candidates
    )


def test_a_planted_leader_is_found_whatever_answers_now():
    everyone = np.ones(60, dtype=bool)
    questions = leading([0.6, 0.9, 0.6, 0.99], 0)
    assert clear_leader(questions, ("a", "b", "c"), everyone) == "b", "the fourth is no member"
    assert clear_leader(questions, ("a", "b", "c"), np.arange(60) < FEWEST_JUDGING - 1) is None
    assert clear_leader(questions, ("b",), everyone) is None


def test_among_equals_there_is_hardly_a_clear_one():
    everyone = np.ones(60, dtype=bool)
    named = [clear_leader(leading([0.7] * 4, seed), ("a", "b", "c", "d"), everyone) for seed in range(200)]
    assert sum(name is not None for name in named) <= 14
