"""Gates against literal fits, and on models that are good in one place, alike, or noise."""

import warnings
from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPRegressor

from simlab.ensembles import ConstantStrategy, CrossFitting, Explained, FittedStrategy, Strategy
from simlab.ensembles.gates import CalibratedGate, MLPGate
from simlab.ensembles.gates.calibrated import STRENGTHS
from simlab.errors import InputError
from simlab.evaluation import reference_folds
from tests.ensembles.test_credibility import make_questions

GATES = [MLPGate, CalibratedGate]


@pytest.fixture(scope="module")
def features():
    found = np.random.default_rng(0).normal(size=(140, 5)) * [9.0, 4.0, 2.0, 1.0, 0.5] + 3.0
    return found.astype(np.float32)


@pytest.fixture(scope="module")
def evidence(features):
    """The first model is right in the west, the second in the east, the third everywhere alike."""
    west = features[:120, 0] < 3
    skills = np.stack([np.where(west, 0.95, 0.5), np.where(west, 0.5, 0.9), np.full(120, 0.7)])
    return make_questions(0, skills)


def components_by_hand(features, fitted_on, count):
    """Principal components of some references, each with variance 1 there."""
    known = fitted_on.astype(np.float64)
    mean = known.mean(axis=0)
    _, _, axes = np.linalg.svd(known - mean, full_matrices=False)
    own = (known - mean) @ axes[:count].T
    return (features.astype(np.float64) - mean) @ axes[:count].T / own.std(axis=0)


def test_the_mlp_gate_is_a_network_a_model(evidence, features):
    gate = MLPGate(lambda rows: features[rows], components=3, seed=4)
    fitted = gate.fit(evidence)
    seen, asked = (components_by_hand(part, features[:120], 3) for part in (features[:120], features))
    mine = components_by_hand(features, features[:120], 3)
    found = fitted.components.of(features)
    flipped = np.sign((mine * found).sum(axis=0))  # components are known but for their sign
    np.testing.assert_allclose(mine * flipped, found, atol=1e-6)
    expected = np.empty((140, 3))
    for m in range(3):
        accuracy = []
        for reference in range(120):
            own = evidence.positions == reference
            decided = own & (evidence.signs != 0)
            right = (evidence.margins[m][decided] > 0) == (evidence.signs[decided] > 0)
            accuracy.append(right.mean() if decided.any() else np.nan)
        network = MLPRegressor(hidden_layer_sizes=16, activation="logistic", learning_rate_init=1e-3, random_state=4)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            known = ~np.isnan(accuracy)
            network.fit((seen * flipped)[known], np.array(accuracy)[known])
        expected[:, m] = network.predict(asked * flipped).clip(0, 1)
    np.testing.assert_allclose(fitted.accuracy(np.arange(140)), expected, atol=1e-4)
    weights = fitted.assign(np.arange(140)).weights
    for reference in range(140):
        np.testing.assert_allclose(weights[reference], expected[reference] / sum(expected[reference]), atol=1e-4)


def test_the_calibrated_gate_is_a_regression_a_triple(evidence, features):
    """Triples taken one by one, where the gate takes those of a reference together."""
    fitted = CalibratedGate(lambda rows: features[rows], components=4).fit(evidence)
    seen, asked = fitted.components.of(features[:120]), fitted.components.of(features)
    folds = reference_folds(np.arange(120), 5, 0)
    decided = evidence.signs != 0
    references = evidence.positions[decided]
    for m in range(3):
        right = (evidence.margins[m][decided] > 0) == (evidence.signs[decided] > 0)
        held_out, losses = {}, {}
        for strength in STRENGTHS:
            scores = np.empty(len(right))
            for fold in range(5):
                out = folds[references] == fold
                model = LogisticRegression(C=strength, tol=1e-8, max_iter=5_000).fit(
                    seen[references[~out]], right[~out]
                )
                scores[out] = model.decision_function(seen[references[out]])
            held_out[strength] = scores
            losses[strength] = sum(
                np.log1p(np.exp(-score if good else score)) for score, good in zip(scores, right, strict=True)
            )
        best = min(losses, key=losses.get)
        platt = LogisticRegression(C=np.inf, tol=1e-8).fit(held_out[best][:, None], right)
        final = LogisticRegression(C=best, tol=1e-8, max_iter=5_000).fit(seen[references], right)
        expected = platt.predict_proba(final.decision_function(asked)[:, None])[:, 1]
        if platt.coef_[0, 0] <= 0:  # where the features say nothing, the model is believed alike everywhere
            expected = np.full(140, right.mean())
        np.testing.assert_allclose(fitted.probability(np.arange(140))[:, m], expected, atol=5e-3)
    odds = np.log(fitted.probability(np.arange(140)) / (1 - fitted.probability(np.arange(140))))
    weights = fitted.assign(np.arange(140)).weights
    for reference in range(140):
        positive = [max(0.0, value) for value in odds[reference]]
        np.testing.assert_allclose(weights[reference], np.array(positive) / sum(positive), atol=1e-9)


def test_probabilities_are_calibrated(features):
    """What the gate holds for likely happens as often, on references that it has not seen."""
    rng = np.random.default_rng(1)
    many = rng.normal(size=(1_200, 3))
    skills = 1 / (1 + np.exp(-np.stack([1.0 + 1.5 * many[:, 0], np.zeros(1_200)])))
    asked = make_questions(2, skills, n_references=1_200)
    keep = np.arange(1_200) < 800
    fitted = CalibratedGate(lambda rows: many[rows]).fit(asked.restricted(keep))
    probability = fitted.probability(np.arange(800, 1_200))
    assert np.abs(probability - skills[:, 800:].T).mean(axis=0).max() < 0.05


@pytest.mark.parametrize("gate", GATES)
def test_weights_sum_to_one_and_say_why(evidence, features, gate):
    strategy = gate(lambda rows: features[rows])
    fitted = strategy.fit(evidence)
    assert isinstance(strategy, Strategy)
    assert strategy.learned
    assert isinstance(fitted, FittedStrategy)
    assert isinstance(fitted, Explained)
    assignment = fitted.assign(np.arange(140))
    np.testing.assert_allclose(assignment.weights.sum(axis=1), 1)
    assert (assignment.weights >= 0).all()
    assert not assignment.votes.any()
    west, east = features[120:, 0] < 0, features[120:, 0] > 6
    assert assignment.weights[120:][west, 0].mean() > assignment.weights[120:][west, 1].mean()
    assert assignment.weights[120:][east, 1].mean() > assignment.weights[120:][east, 0].mean()
    grounds = fitted.grounds(130)
    assert grounds.place.startswith("5 principal components of its features")  # 64 were asked for; there are 5
    assert (grounds.n_references, grounds.n_triples, grounds.seen) == (None, None, None)
    assert ((grounds.believed >= 0) & (grounds.believed <= 1)).all()
    assert np.argsort(grounds.believed).tolist() == np.argsort(assignment.weights[130]).tolist()


@pytest.mark.parametrize("gate", GATES)
def test_the_same_evidence_gives_the_same_gate_and_answers_elsewhere_change_nothing(evidence, features, gate):
    strategy = gate(lambda rows: features[rows])
    fitted, again = strategy.fit(evidence), strategy.fit(evidence)
    np.testing.assert_array_equal(fitted.assign(np.arange(140)).weights, again.assign(np.arange(140)).weights)
    turned = replace(evidence, signs=(-evidence.signs).astype(np.int8))
    np.testing.assert_array_equal(fitted.predict(turned).margin, fitted.predict(evidence).margin)


@pytest.mark.parametrize("gate", GATES)
def test_planted_skills_are_found_and_noise_is_not(gate):
    gains = {"planted": [], "noise": []}
    for seed in range(3):
        where = np.random.default_rng(seed).normal(size=(180, 4))
        west = where[:, 0] < 0
        for kind, skills in (
            ("planted", np.stack([np.where(west, 0.95, 0.45), np.where(west, 0.45, 0.95)])),
            ("noise", np.full((2, 180), 0.7)),
        ):
            asked = make_questions(seed, skills, n_references=180)
            folds = CrossFitting.of(asked)
            gate_right, mean_right = (
                np.nanmean(asked.scores(folds.margin(each)))
                for each in (gate(lambda rows, where=where: where[rows]), ConstantStrategy("mean"))
            )
            gains[kind].append(gate_right - mean_right)
    assert min(gains["planted"]) > 0.02
    assert abs(np.mean(gains["noise"])) < 0.015


def test_models_as_often_wrong_as_right_weigh_nothing(features):
    skills = np.repeat([[0.8], [0.2], [0.5]], 120, axis=1)
    asked = make_questions(3, skills)
    weights = CalibratedGate(lambda rows: features[rows]).fit(asked).assign(np.arange(120)).weights
    assert (weights[:, 1] == 0).all()
    assert weights[:, 0].mean() > 0.9
    nobody = make_questions(4, np.repeat([[0.3], [0.3]], 120, axis=1))
    weights = CalibratedGate(lambda rows: features[rows]).fit(nobody).assign(np.arange(120)).weights
    assert (weights == 0.5).all()


def test_a_network_that_expects_nothing_of_anybody_prefers_nobody(features):
    nobody = make_questions(5, np.zeros((3, 120)))
    assignment = MLPGate(lambda rows: features[rows]).fit(nobody).assign(np.arange(120))
    np.testing.assert_allclose(assignment.weights.sum(axis=1), 1)
    assert (assignment.weights >= 0).all()


@pytest.mark.parametrize("wrong", [0, 1, 2])
def test_a_model_that_is_hardly_ever_wrong_has_nothing_to_regress(features, wrong):
    """Its few wrong triples may all lie in the fold that is held out."""
    asked = make_questions(6, np.ones((2, 120)))
    margins = asked.margins.copy()
    decided = np.flatnonzero((asked.positions == 7) & (asked.signs != 0))[:wrong]
    margins[0, decided] *= -1
    fitted = CalibratedGate(lambda rows: features[rows]).fit(replace(asked, margins=margins))
    n = int((asked.signs != 0).sum())
    found = fitted.probability(np.arange(120))
    np.testing.assert_allclose(found[:, 0], (n - len(decided) + 1) / (n + 2))
    np.testing.assert_allclose(found[:, 1], (n + 1) / (n + 2))


@pytest.mark.parametrize("gate", GATES)
def test_references_with_nothing_but_ties_teach_nothing(evidence, features, gate):
    signs = evidence.signs.copy()
    signs[evidence.positions % 4 == 0] = 0
    undecided = replace(evidence, signs=signs)
    upside_down = replace(undecided, margins=np.where(evidence.positions % 4 == 0, -1, 1) * evidence.margins)
    before, after = (
        gate(lambda rows: features[rows]).fit(each).assign(np.arange(140)) for each in (undecided, upside_down)
    )
    np.testing.assert_array_equal(before.weights, after.weights)


@pytest.mark.parametrize("gate", GATES)
def test_too_little_to_learn_from(evidence, features, gate):
    one = evidence.restricted(np.arange(120) == 6)
    with pytest.raises(InputError, match=r"1 of 1 validation references have triples that can be scored .* 2 or more"):
        gate(lambda rows: features[rows]).fit(one)
    nothing = replace(evidence, signs=np.zeros(len(evidence), np.int8))
    with pytest.raises(InputError, match="0 of 120 validation references have triples that can be scored"):
        gate(lambda rows: features[rows]).fit(nothing)
    two = evidence.restricted(np.arange(120) < 2)
    np.testing.assert_allclose(gate(lambda rows: features[rows]).fit(two).assign(np.arange(9)).weights.sum(axis=1), 1)
