"""A leader is named where one is planted, and hardly ever by chance."""

import numpy as np

from simlab.ensembles import Questions
from simlab.studies.region_leader import clear_leader


def make_questions(skills, seed, n_references=60, per_reference=10):
    rng = np.random.default_rng(seed)
    positions = np.repeat(np.arange(n_references), per_reference)
    signs = rng.choice(np.array([1, -1], np.int8), len(positions))
    right = rng.random((len(skills), len(positions))) < np.array(skills)[:, None]
    names = tuple("abcdefgh"[: len(skills)])
    candidates = np.zeros((len(positions), 2), dtype=np.int32)
    return Questions(
        names, np.where(right, signs, -signs) * 0.1, np.arange(n_references), positions, signs, positions, candidates
    )


def test_a_planted_leader_is_found():
    everyone = np.ones(60, dtype=bool)
    questions = make_questions([0.6, 0.9, 0.6, 0.99], 0)
    assert clear_leader(questions, ("a", "b", "c"), everyone) == "b", "the fourth is no member"
    assert clear_leader(questions, ("a", "b", "c"), np.arange(60) < 1) is None
    assert clear_leader(questions, ("b",), everyone) is None


def test_among_equals_there_is_hardly_one():
    everyone = np.ones(60, dtype=bool)
    named = [clear_leader(make_questions([0.7] * 4, seed), ("a", "b", "c", "d"), everyone) for seed in range(200)]
    assert sum(name is not None for name in named) <= 14
