"""Stacking against the conditions that its weights must meet, written out, and on planted models."""

from dataclasses import replace

import numpy as np
import pytest

from simlab.ensembles import ConstantStrategy, CrossFitting, StackingStrategy, Strategy
from tests.ensembles.test_credibility import make_questions


@pytest.fixture(scope="module")
def evidence():
    return make_questions(0, np.repeat([[0.9], [0.7], [0.55], [0.3]], 120, axis=1))


def slopes(evidence, weights, penalty):
    """Of the loss of the module, by each weight, one triple after the other."""
    scales = [margins.std() for margins in evidence.margins]
    found = [2 * penalty * weight for weight in weights]
    for t, sign in enumerate(evidence.signs):
        if sign != 0:
            x = [float(margins[t] / scale) for margins, scale in zip(evidence.margins, scales, strict=True)]
            said = sign * sum(weight * value for weight, value in zip(weights, x, strict=True))
            for m, value in enumerate(x):
                found[m] -= sign * value / (1 + np.exp(said))
    return np.array(found)


@pytest.mark.parametrize("penalty", [1.0, 50.0])
def test_no_other_weights_explain_the_answers_better(evidence, penalty):
    shares = StackingStrategy(penalty).fit(evidence).weights
    assert shares.sum() == pytest.approx(1)
    # The shares are known, and on their ray the loss has one lowest point: bisect its slope along the ray.
    low, high = 0.0, 100.0
    for _ in range(60):
        middle = (low + high) / 2
        if slopes(evidence, middle * shares, penalty) @ shares < 0:
            low = middle
        else:
            high = middle
    slope = slopes(evidence, low * shares, penalty)
    assert np.abs(slope[shares > 0]).max() < 0.05  # of some 800 triples: the loss is convex, so this is its minimum
    assert (slope[shares == 0] > 0).all()
    assert shares[0] > shares[1] > shares[2] > 0
    assert shares[3] == 0  # worse than chance, and no weight may be negative


def test_the_order_of_candidates_and_human_ties_change_nothing(evidence):
    before = StackingStrategy().fit(evidence).weights
    turned = replace(evidence, margins=-evidence.margins, signs=(-evidence.signs).astype(np.int8))
    np.testing.assert_allclose(StackingStrategy().fit(turned).weights, before, rtol=1e-6)
    ties = evidence.signs == 0
    assert ties.any()
    shouting = evidence.margins.copy()
    shouting[:, ties] = np.sign(shouting[:, ties]) * shouting.std(axis=1, keepdims=True)
    quiet = shouting.copy()
    quiet[:, ties] *= -1
    weights = [StackingStrategy().fit(replace(evidence, margins=margins)).weights for margins in (shouting, quiet)]
    np.testing.assert_allclose(weights[0], weights[1], rtol=0.02)  # they still count for the scale of margins


def test_twins_share_and_scales_do_not_matter(evidence):
    twice = replace(
        evidence,
        models=(*evidence.models, "twin"),
        margins=np.concatenate([evidence.margins, 1e3 * evidence.margins[:1]]),
    )
    weights = StackingStrategy().fit(twice).weights
    assert weights[0] == pytest.approx(weights[4], rel=1e-3)


@pytest.mark.parametrize("skill", [0.0, 0.2])
def test_where_every_model_is_worse_than_chance_all_count_alike(skill):
    fitted = StackingStrategy().fit(make_questions(1, np.full((3, 60), skill), n_references=60))
    assert fitted.weights.tolist() == [1 / 3] * 3
    assert not fitted.vote


def test_nothing_but_ties(evidence):
    nothing = replace(evidence, signs=np.zeros(len(evidence), np.int8))
    assert StackingStrategy().fit(nothing).weights.tolist() == [1 / 4] * 4


def test_a_perfect_model_does_not_overflow():
    perfect = make_questions(2, np.stack([np.ones(60), np.full(60, 0.5)]), n_references=60)
    weights = StackingStrategy(penalty=0.0).fit(perfect).weights
    assert np.isfinite(weights).all()
    assert weights[0] > 0.9


def test_it_learns_and_is_judged_on_references_it_has_not_seen():
    assert isinstance(StackingStrategy(), Strategy)
    assert StackingStrategy().learned
    gains = {"unequal": [], "alike": []}
    for seed in range(6):
        for kind, skills in (("unequal", [[0.85], [0.55], [0.5], [0.5]]), ("alike", [[0.7], [0.7], [0.7], [0.7]])):
            asked = make_questions(seed, np.repeat(skills, 150, axis=1), n_references=150)
            folds = CrossFitting.of(asked)
            stacked, mean = (
                np.nanmean(asked.scores(folds.margin(each))) for each in (StackingStrategy(), ConstantStrategy("mean"))
            )
            gains[kind].append(stacked - mean)
    assert min(gains["unequal"]) > 0.05
    assert abs(np.mean(gains["alike"])) < 0.01
