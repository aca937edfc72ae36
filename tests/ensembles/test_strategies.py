from collections.abc import Callable

import numpy as np
import pytest

from simlab.ensembles import (
    BEST,
    ConstantStrategy,
    Design,
    DesignStrategy,
    FittedStrategy,
    Membership,
    Region,
    Strategy,
    cross_fitted_margin,
    one_model,
    uniform_mean_of,
    vote_of,
)
from simlab.errors import DesignError, InputError
from simlab.evaluation import reference_folds

LEFT = ((0.0, 0.0), (4.0, 0.0), (4.0, 10.0), (0.0, 10.0))


def places(references: np.ndarray) -> Membership:
    """Reference number is the x coordinate."""
    return Membership(np.stack([references.astype(np.float64), np.ones(len(references))], axis=1))


def drawn(rule=BEST, fallback=BEST, **options) -> DesignStrategy:
    region = Region("left", LEFT, rule, "#112233")
    return DesignStrategy(Design("map", "f", fallback, (region,)), places, **options)


def test_best_is_the_most_accurate_member_and_the_first_on_ties(questions):
    signs = [1, 1, 1, -1]
    evidence = questions([[1, 1, -1, 1], [1, 1, 1, 1], [1, -1, 1, -1]], [0, 1, 2, 3], signs)
    assert ConstantStrategy("best").fit(evidence).weights.tolist() == [0, 1, 0]  # 3 of 4, as has `third`
    assert ConstantStrategy("best", ("first", "third")).fit(evidence).weights.tolist() == [0, 0, 1]
    assert ConstantStrategy("best", ("third", "second")).fit(evidence).weights.tolist() == [0, 1, 0]


def test_human_ties_choose_nobody(questions):
    evidence = questions([[1, -1], [-1, 1], [1, 1]], [0, 1], [0, 0])
    assert ConstantStrategy("best").fit(evidence).weights.tolist() == [1, 0, 0]


def test_constant_strategies_say_what_they_learn(questions):
    assert [ConstantStrategy(name).learned for name in ("best", "vote", "mean")] == [True, False, False]
    assert isinstance(ConstantStrategy("vote"), Strategy)
    fitted = ConstantStrategy("vote", ("first", "third")).fit(questions(np.ones((3, 1)), [0], [1]))
    assert isinstance(fitted, FittedStrategy)
    assert fitted.weights.tolist() == [1, 0, 1]


def test_members_that_are_not_there(questions):
    with pytest.raises(InputError, match=r"'ninth' is not among the models at hand \(first, second, third\)"):
        ConstantStrategy("mean", ("ninth",)).fit(questions(np.ones((3, 1)), [0], [1]))


def test_each_region_gets_its_own_best_model(questions):
    evidence = questions([[1, 1, -1, -1], [-1, -1, 1, 1], [1, -1, 1, -1]], [1, 2, 7, 8], [1, 1, 1, 1])
    fitted = drawn().fit(evidence)
    assert fitted.weights.tolist() == [[1, 0, 0], [0, 1, 0]]
    prediction = fitted.predict(evidence)
    assert (prediction.margin > 0).all()
    assert prediction.assignment.region_names == ("left", "fallback")
    assert prediction.assignment.regions.tolist() == [0, 0, 1, 1]


def test_best_in_a_region_without_triples_is_the_best_of_all(questions):
    evidence = questions([[1, -1, -1], [1, 1, 1], [1, 1, -1]], [7, 8, 9], [1, 1, 1])
    assert drawn().fit(evidence).weights.tolist() == [[0, 1, 0], [0, 1, 0]]
    only_ties = questions([[1, -1, -1], [1, 1, 1], [1, 1, -1]], [2, 8, 9], [0, 1, 1])
    assert drawn().fit(only_ties).weights.tolist() == [[0, 1, 0], [0, 1, 0]]


def test_best_chooses_among_members_only(questions):
    evidence = questions([[-1, -1], [1, 1], [1, -1]], [1, 8], [1, 1])
    assert drawn(members=("first", "third")).fit(evidence).weights.tolist() == [[0, 0, 1], [1, 0, 0]]


def test_mixed_rules(questions):
    evidence = questions([[4.0, 4.0], [-1.0, -1.0], [-1.0, -1.0]], [1, 8], [1, 1])
    prediction = drawn(vote_of(["first", "second", "third"]), one_model("first")).fit(evidence).predict(evidence)
    assert prediction.margin.tolist() == [-1 / 3, 4.0]
    assert prediction.assignment.votes.tolist() == [True, False]
    assert not drawn(one_model("first"), vote_of(["first"])).learned


def test_rules_for_models_that_are_not_there(questions):
    text = r"The rule of 'left' names ninth, which this workspace has no vectors for\. Choose another model there"
    with pytest.raises(DesignError, match=text):
        drawn(one_model("ninth"), one_model("first")).fit(questions(np.ones((3, 1)), [0], [1]))
    with pytest.raises(DesignError, match="The rule of 'fallback' names ninth"):
        drawn(one_model("first"), uniform_mean_of(["first", "ninth"])).fit(questions(np.ones((3, 1)), [0], [1]))


class Watching:
    """Learns by heart: a reference it was fitted on gets margin 1, any other −1."""

    name, learned = "watching", True

    def __init__(self) -> None:
        self.fitted: list[set[int]] = []

    def fit(self, evidence):
        self.fitted.append(set(evidence.references.tolist()))
        return Recalling(self.fitted[-1])


class Recalling:
    def __init__(self, known: set[int]) -> None:
        self.known = known

    def predict(self, questions):
        known = np.array([reference in self.known for reference in questions.references])
        inner = ConstantStrategy("mean").fit(questions).predict(questions)
        return type(inner)(np.where(known[questions.positions], 1.0, -1.0), inner.assignment)


def test_cross_fitting_never_judges_what_it_was_fitted_on(questions):
    references = np.repeat(np.arange(100, 123), 3)
    evidence = questions(np.random.default_rng(0).normal(size=(3, 69)), references, np.ones(69))
    strategy = Watching()
    margin = cross_fitted_margin(strategy, evidence)
    assert (margin == -1).all()
    assert (strategy.fit(evidence).predict(evidence).margin == 1).all()  # in-sample, it would know everything
    folds = reference_folds(evidence.references, 5, 0)
    assert strategy.fitted[:5] == [set(evidence.references[folds != fold].tolist()) for fold in range(5)]


def test_cross_fitting_refits_scales(questions):
    """One reference of enormous margins must not set the scale for its own answer."""
    rng = np.random.default_rng(0)
    margins = rng.normal(size=(2, 20))
    margins[0, 7] = 1e6
    evidence = questions(margins, np.arange(20), np.ones(20), ("first", "second"))
    without = margins[0, reference_folds(np.arange(20), 5, 0) != reference_folds(np.arange(20), 5, 0)[7]].std()
    assert cross_fitted_margin(ConstantStrategy("mean"), evidence)[7] > 0.4e6 / without


def test_too_few_references_to_cross_fit(questions):
    evidence = questions(np.ones((3, 4)), [0, 1, 2, 3], [1, 1, 1, 1])
    with pytest.raises(InputError, match=r"4 references are too few for 5 folds of cross-validation"):
        cross_fitted_margin(ConstantStrategy("best"), evidence)


def world(questions: Callable, skills, seed: int):
    """Ten references left and ten right, twenty triples each; models of the given (left, right) skills."""
    rng = np.random.default_rng(seed)
    references = np.repeat(np.concatenate([np.linspace(0.1, 3.9, 10), np.linspace(6, 9, 10)]) * 100, 20).astype(int)
    signs = rng.choice([-1, 1], len(references))
    right = np.stack([rng.random(len(references)) < np.where(references < 400, *skill) for skill in skills])
    return questions(np.abs(rng.normal(size=right.shape)) * np.where(right, signs, -signs), references, signs)


def accuracy(strategy, evidence, asked) -> float:
    return float(np.mean(asked.scores(strategy.fit(evidence).predict(asked).margin)))


def gain(questions, skills) -> np.ndarray:
    """Of the drawn design over the best single model, on fresh questions, in eight worlds."""
    region = Region("left", tuple((x * 100, y) for x, y in LEFT), BEST, "#112233")
    design = DesignStrategy(Design("map", "f", BEST, (region,)), places)
    pairs = [(world(questions, skills, seed), world(questions, skills, seed + 100)) for seed in range(8)]
    return np.array([accuracy(design, *pair) - accuracy(ConstantStrategy("best"), *pair) for pair in pairs])


def test_a_design_beats_the_best_single_model_where_there_are_regions_and_not_in_noise(questions):
    planted = gain(questions, [(0.95, 0.55), (0.55, 0.95), (0.7, 0.7)])
    assert planted.min() > 0.1
    noise = gain(questions, [(0.7, 0.7)] * 3)
    assert abs(noise.mean()) < 0.02
