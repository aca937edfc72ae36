"""Credibility among neighbours against a literal loop, and on models that are good in one place, alike, or noise."""

from dataclasses import replace

import numpy as np
import pytest

from simlab.ensembles import ConstantStrategy, CrossFitting, Explained, Strategy
from simlab.ensembles.credibility import NeighbourStrategy
from simlab.errors import InputError
from simlab.evaluation import paired_difference
from tests.ensembles.test_credibility import make_questions


@pytest.fixture(scope="module")
def features():
    found = np.random.default_rng(0).normal(size=(130, 6)) + 0.5
    found[125] = found[3]  # the same picture as a validation reference
    return found


@pytest.fixture(scope="module")
def evidence(features):
    west = features[:120, 0] < 0.5
    skills = np.stack([np.where(west, 0.95, 0.5), np.where(west, 0.5, 0.9), np.full(120, 0.7)])
    return make_questions(0, skills)


def nearest_by_loop(features, asked, metric, k):
    def apart(one, other):
        if metric == "euclidean":
            return float(np.sqrt(((one - other) ** 2).sum()))
        return 1 - float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))

    return sorted(range(120), key=lambda other: apart(features[asked], features[other]))[:k]


def believed_by_loop(evidence, blocks, model, members):
    """(τ² seen + v p) / (τ² + v), as `simlab.ensembles.credibility.shrinkage` has it, one block after the other."""
    correct, answered = evidence.correct[model], evidence.answered
    n, groups = answered.sum(), (answered > 0).sum()
    p = correct.sum() / n
    design = max(
        1.0,
        groups / (groups - 1) * sum((correct - p * answered) ** 2) / n**2 * n / (p * (1 - p)),
    )
    unit = design * p * (1 - p)
    block_weights, block_shares = [], []
    for block in set(blocks.tolist()):
        inside = blocks == block
        if answered[inside].sum():
            block_weights.append(answered[inside].sum() / unit)
            block_shares.append(correct[inside].sum() / answered[inside].sum())
    w, s = np.array(block_weights), np.array(block_shares)
    q = sum(w * (s - sum(w * s) / sum(w)) ** 2)
    between = max(0.0, (q - (len(w) - 1)) / (sum(w) - sum(w**2) / sum(w)))
    triples = answered[members].sum()
    seen = correct[members].sum() / triples
    return (between * seen + unit / triples * p) / (between + unit / triples)


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
def test_what_is_believed_is_what_a_loop_over_the_neighbours_believes(evidence, features, metric):
    fitted = NeighbourStrategy(lambda rows: features[rows], metric, "avg", neighbours=15).fit(evidence)
    weights = fitted.assign(np.arange(130)).weights
    for asked in (0, 3, 60, 119, 121, 125, 129):
        members = nearest_by_loop(features, asked, metric, 15)
        grounds = fitted.grounds(asked)
        assert grounds.place == f"the 15 nearest validation references by {metric} distance"
        assert grounds.n_references == sum(evidence.answered[members] > 0)
        assert grounds.n_triples == evidence.answered[members].sum()
        for m in range(3):
            assert grounds.seen[m] == pytest.approx(
                evidence.correct[m][members].sum() / evidence.answered[members].sum()
            )
        believed = [believed_by_loop(evidence, fitted.blocks, m, members) for m in range(3)]
        np.testing.assert_allclose(grounds.believed, believed)
        np.testing.assert_allclose(weights[asked], np.array(believed) / sum(believed))


def test_the_best_shares_with_those_that_cannot_be_told_from_it(evidence, features):
    fitted = NeighbourStrategy(lambda rows: features[rows], "euclidean", "max", neighbours=40).fit(evidence)
    weights = fitted.assign(np.arange(130)).weights
    decided = evidence.signs != 0
    shared = set()
    for asked in range(130):
        members = nearest_by_loop(features, asked, "euclidean", 40)
        chosen = np.isin(evidence.positions, members) & decided
        first = int(np.argmax(fitted.grounds(asked).believed))
        among = []
        for model in range(3):
            scores = evidence.model_scores
            difference = paired_difference(
                scores[first][chosen], scores[model][chosen], evidence.positions[chosen], p_value=False
            )
            among.append(model == first or not difference.low > 0)
        shared.add(sum(among))
        np.testing.assert_allclose(weights[asked], np.array(among) / sum(among))
    assert shared >= {1, 2}


def test_above_a_threshold(evidence, features):
    fitted = NeighbourStrategy(lambda rows: features[rows], "euclidean", "thres", 0.75, 20).fit(evidence)
    weights = fitted.assign(np.arange(130)).weights
    believed = np.stack([fitted.grounds(asked).believed for asked in range(130)])
    above = np.where(believed > 0.75, believed, 0)
    some = above.sum(axis=1) > 0
    assert some.any()
    np.testing.assert_allclose(weights[some], above[some] / above[some].sum(axis=1, keepdims=True))


def test_a_copy_of_a_validation_picture_is_judged_as_it_is(evidence, features):
    fitted = NeighbourStrategy(lambda rows: features[rows], neighbours=10).fit(evidence)
    weights = fitted.assign(np.array([3, 125])).weights
    np.testing.assert_array_equal(weights[0], weights[1])
    one_by_one = np.concatenate([fitted.assign(np.array([row])).weights for row in range(130)])
    np.testing.assert_array_equal(one_by_one, fitted.assign(np.arange(130)).weights)


def test_more_neighbours_than_there_are_is_everybody(evidence, features):
    fitted = NeighbourStrategy(lambda rows: features[rows], neighbours=5_000).fit(evidence)
    assert fitted.grounds(129).place.startswith("the 120 nearest")
    overall = evidence.correct.sum(axis=1) / evidence.answered.sum()
    np.testing.assert_allclose(fitted.grounds(129).seen, overall)
    assert len(np.unique(fitted.assign(np.arange(130)).weights.round(12), axis=0)) == 1


def test_equal_features_are_one_block(evidence):
    fitted = NeighbourStrategy(lambda rows: np.ones((len(rows), 4)), neighbours=10).fit(evidence)
    assert set(fitted.blocks) == {0}
    np.testing.assert_allclose(fitted.assign(np.arange(9)).weights.sum(axis=1), 1)


@pytest.mark.parametrize("mode", ["avg", "max", "thres"])
def test_planted_skills_are_found_and_noise_is_not(mode):
    gains = {"planted": [], "noise": []}
    for seed in range(6):
        where = np.random.default_rng(seed).uniform([-1, -1, 3], [1, 1, 5], (300, 3))
        west = where[:, 0] < 0
        for kind, skills in (
            ("planted", np.stack([np.where(west, 0.95, 0.45), np.where(west, 0.45, 0.95)])),
            ("noise", np.full((2, 300), 0.7)),
        ):
            asked = make_questions(50 + seed, skills, n_references=300)
            folds = CrossFitting.of(asked)
            strategy = NeighbourStrategy(lambda rows, where=where: where[rows], "euclidean", mode)
            found, mean = (
                np.nanmean(asked.scores(folds.margin(each))) for each in (strategy, ConstantStrategy("mean"))
            )
            gains[kind].append(found - mean)
    assert min(gains["planted"]) > 0.02
    assert abs(np.mean(gains["noise"])) < 0.01


def test_it_is_a_strategy_that_learns_and_says_why(evidence, features):
    strategy = NeighbourStrategy(lambda rows: features[rows])
    assert isinstance(strategy, Strategy)
    assert strategy.learned
    assert isinstance(strategy.fit(evidence), Explained)


def test_too_little_to_learn_from(evidence, features):
    nothing = replace(evidence, signs=np.zeros(len(evidence), np.int8))
    with pytest.raises(InputError, match="0 of 120 validation references have triples that can be scored"):
        NeighbourStrategy(lambda rows: features[rows]).fit(nothing)
