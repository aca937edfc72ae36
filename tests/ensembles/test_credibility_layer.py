"""Credibility on a map, against a literal loop over its cells, and against the strategy that it pictures."""

import numpy as np
import pytest

from simlab.ensembles.credibility import EMPTY, UNDECIDED, CredibilityLayer, CredibilityStrategy
from simlab.ensembles.credibility.layer import DRAWN_CELLS
from simlab.evaluation import paired_difference
from tests.ensembles.test_credibility import make_questions

MEMBERS = ("m0", "m2", "m3")


@pytest.fixture(scope="module")
def places():
    """Two clouds far apart, so that windows between them are empty, and a lone reference."""
    rng = np.random.default_rng(5)
    found = np.concatenate([rng.normal(0, 1, (70, 2)), rng.normal(12, 1, (49, 2)), [[12.0, 0.0]]])
    found[3] = found[4]
    return found


@pytest.fixture(scope="module")
def evidence(places):
    west = places[:, 0] < 6
    skills = np.stack([np.where(west, 0.9, 0.5), np.full(120, 0.6), np.where(west, 0.5, 0.75), np.full(120, 0.7)])
    return make_questions(6, skills)


@pytest.fixture(scope="module")
def layer(evidence, places):
    return CredibilityLayer.of(evidence, places, MEMBERS)


def shrinking(evidence, layer, places, model):
    """τ² and the variance of one triple, and the overall accuracy, written out."""
    correct, answered = evidence.correct[model], evidence.answered
    n, groups = answered.sum(), (answered > 0).sum()
    p = correct.sum() / n
    design = groups / (groups - 1) * sum((c - p * a) ** 2 for c, a in zip(correct, answered, strict=True)) / n**2
    unit = max(1.0, design * n / (p * (1 - p))) * p * (1 - p)
    blocks = {}
    width = 2 * layer.cells.reach + 1
    for reference, (column, row) in enumerate(layer.cells.of(places)):
        right, count = blocks.get((column // width, row // width), (0.0, 0))
        blocks[column // width, row // width] = (right + correct[reference], count + answered[reference])
    shares = [(right / count, count / unit) for right, count in blocks.values() if count]
    total = sum(w for _, w in shares)
    mean = sum(w * s for s, w in shares) / total
    excess = sum(w * (s - mean) ** 2 for s, w in shares) - (len(shares) - 1)
    return max(0.0, excess / (total - sum(w**2 for _, w in shares) / total)), unit, p


def test_every_cell_is_that_of_a_loop(evidence, places, layer):
    known = layer.cells.of(places)
    prior = [shrinking(evidence, layer, places, model) for model in range(4)]
    scores = evidence.model_scores
    members = [0, 2, 3]
    kinds = set()
    for row in range(layer.cells.count):
        for column in range(layer.cells.count):
            inside = np.array([max(abs(c - column), abs(r - row)) <= layer.cells.reach for c, r in known])
            inside &= evidence.answered > 0
            triples = inside[evidence.positions] & (evidence.signs != 0)
            assert layer.references[row, column] == inside.sum()
            assert layer.triples[row, column] == triples.sum()
            if not inside.any():
                assert layer.winner[row, column] == EMPTY
                assert np.isnan(layer.believed[:, row, column]).all()
                assert np.isnan([layer.best[row, column], layer.margin[row, column]]).all()
                kinds.add("empty")
                continue
            believed = []
            for model, (between, unit, p) in enumerate(prior):
                within = unit / triples.sum()
                seen = scores[model][triples].mean()
                believed.append((between * seen + within * p) / (between + within))
            assert layer.believed[:, row, column] == pytest.approx(believed)
            ranked = sorted(members, key=lambda model: -believed[model])
            assert layer.best[row, column] == pytest.approx(believed[ranked[0]])
            assert layer.margin[row, column] == pytest.approx(believed[ranked[0]] - believed[ranked[1]])
            differences = [
                paired_difference(
                    scores[ranked[0]][triples], scores[other][triples], evidence.positions[triples], p_value=False
                )
                for other in ranked[1:]
            ]
            ahead = all(difference.low is not None and difference.low > 0 for difference in differences)
            assert layer.winner[row, column] == (ranked[0] if ahead else UNDECIDED)
            kinds.add("winner" if ahead else "few" if inside.sum() < 5 else "undecided")
    assert kinds == {"empty", "winner", "few", "undecided"}


def test_the_middle_of_a_cell_is_what_the_strategy_believes(evidence, places):
    def at(rows):
        return places[rows]

    fitted = CredibilityStrategy(at).fit(evidence)
    on_plane = CredibilityLayer.of(evidence, fitted.plane.transform(places), evidence.models)
    strips = on_plane.cells.count // fitted.cells.count
    assert on_plane.cells.count == strips * fitted.cells.count
    centres = np.array([[column, row] for row in range(fitted.cells.count) for column in range(fitted.cells.count)])
    counts = fitted.counts(centres)
    column, row = (centres * strips + strips // 2).T
    assert on_plane.references[row, column].tolist() == counts.references.tolist()
    filled = counts.references > 0
    assert on_plane.believed[:, row, column].T[filled] == pytest.approx(fitted.accuracy(counts)[filled])
    weights = fitted.weights(centres)
    alone = on_plane.winner[row, column][filled] >= 0
    assert (weights[filled].max(axis=1) == 1).tolist() == alone.tolist()


@pytest.mark.parametrize(("n_references", "cells"), [(20, 55), (120, 50), (1_320, 99), (4_000, 57)])
def test_windows_are_as_large_as_those_of_the_strategy(n_references, cells):
    where = np.random.default_rng(0).uniform(size=(n_references, 2))
    asked = make_questions(0, np.full((2, n_references), 0.7), n_references=n_references)
    drawn = CredibilityLayer.of(asked, where, ("m0", "m1"))
    fitted = CredibilityStrategy(lambda rows: where[rows]).fit(asked)
    assert drawn.cells.count == cells >= DRAWN_CELLS
    assert drawn.window_share == pytest.approx(5 / fitted.cells.count)
    left, bottom, right, top = drawn.extent
    assert (left, bottom) == tuple(where.min(axis=0))
    assert (right, top) == pytest.approx(where.max(axis=0))
    assert drawn.window == pytest.approx(((right - left) * drawn.window_share, (top - bottom) * drawn.window_share))
    assert (drawn.n_references, drawn.n_triples) == ((asked.answered > 0).sum(), asked.answered.sum())


def test_noise_has_hardly_a_winner_and_planted_skills_have_theirs():
    rng = np.random.default_rng(7)
    where = rng.uniform(-1, 1, (600, 2))
    west = where[:, 0] < 0
    planted = np.stack([np.where(west, 0.9, 0.5), np.where(west, 0.5, 0.9)])
    found = CredibilityLayer.of(make_questions(8, planted, n_references=600), where, ("m0", "m1"))
    middle = found.cells.count // 2
    reach = found.cells.reach
    assert found.decided_share > 0.8
    for number, half in enumerate((found.winner[:, : middle - reach], found.winner[:, middle + reach + 1 :])):
        assert set(half.flat) <= {number, UNDECIDED}
        assert (half == number).mean() > 0.9
    shares = [
        CredibilityLayer.of(
            make_questions(seed, np.full((2, 600), 0.7), n_references=600), where, ("m0", "m1")
        ).decided_share
        for seed in range(10)
    ]
    assert np.mean(shares) < 0.08


def test_one_member_has_no_lead(evidence, places):
    alone = CredibilityLayer.of(evidence, places, ("m1",))
    assert np.isnan(alone.margin).all()
    assert set(alone.winner.flat) == {EMPTY, 1}


def test_windows_that_hold_few_references_are_known(layer):
    assert layer.few.any()
    assert (layer.winner[layer.few] == UNDECIDED).all()
    assert layer.references[layer.few].max() < 5
