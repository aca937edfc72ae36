"""The credibility map against literal loops, and on models that are alike, good in one place, or noise."""

import numpy as np
import pytest

from simlab.ensembles import ConstantStrategy, CrossFitting, Questions
from simlab.ensembles.credibility import CredibilityStrategy
from simlab.ensembles.credibility.shrinkage import shrunk_accuracy
from simlab.ensembles.credibility.windows import Cells, WindowCounts
from simlab.evaluation import paired_difference


def make_questions(seed, skills, n_references=120, per_reference=6):
    """`skills` gives each model's probability to be right before each reference: [models, references]."""
    rng = np.random.default_rng(seed)
    counts = rng.integers(1, 2 * per_reference, n_references)
    positions = np.repeat(np.arange(n_references), counts)
    signs = rng.choice(np.array([1, -1, 0], np.int8), len(positions), p=[0.48, 0.48, 0.04])
    right = rng.random((len(skills), len(positions))) < np.asarray(skills)[:, positions]
    margins = np.where(right, 1, -1) * np.where(signs == 0, 1, signs) * rng.exponential(0.1, right.shape)
    return Questions(
        models=tuple(f"m{number}" for number in range(len(skills))),
        margins=margins,
        references=np.arange(n_references),
        positions=positions,
        signs=signs,
        rows=np.arange(len(positions)),
        candidates=np.zeros((len(positions), 2), dtype=np.int32),
    )


@pytest.fixture(scope="module")
def evidence():
    return make_questions(0, np.random.default_rng(1).uniform(0.4, 0.95, (4, 120)))


@pytest.fixture(scope="module")
def places():
    found = np.random.default_rng(2).normal(size=(120, 2))
    found[5] = found[6] = found[7]
    return found


@pytest.mark.parametrize("reach", [0, 1, 3])
def test_windows_are_those_of_a_loop(places, reach):
    cells = Cells.over(places, 9, reach)
    known = cells.of(places)
    assert known.min() == 0
    assert known.max() == 8
    centres = np.array([[x, y] for x in range(9) for y in range(9)])
    inside = cells.windows(centres, known).toarray()
    for centre, row in zip(centres, inside, strict=True):
        expected = [np.abs(cell - centre).max() <= reach for cell in known]
        assert row.astype(bool).tolist() == expected


@pytest.mark.parametrize("axes", [1, 3, 4])
def test_windows_along_other_numbers_of_axes(axes):
    where = np.random.default_rng(axes).normal(size=(200, axes))
    cells = Cells.over(where, 5, 1)
    known = cells.of(where)
    centres = np.unique(known, axis=0)
    inside = cells.windows(centres, known).toarray()
    for centre, row in zip(centres, inside, strict=True):
        assert row.astype(bool).tolist() == [np.abs(cell - centre).max() <= 1 for cell in known]
    blocks = cells.blocks(known)
    assert all(
        (blocks == number).tolist() == (known // 3 == known[first] // 3).all(axis=1).tolist()
        for number, first in zip(*np.unique(blocks, return_index=True), strict=True)
    )
    assert Cells.over(where, None, 2).count == max(5, int(5 * (200 / 30) ** (1 / axes)))


def test_cells_are_sized_to_the_data(places):
    few, many = Cells.over(places[:20], None, 2), Cells.over(np.random.default_rng(0).normal(size=(20_000, 2)), None, 2)
    assert few.count == 5
    assert many.count == int(5 * np.sqrt(20_000 / 30))
    assert Cells.over(np.zeros((7, 2)), None, 2).of(np.array([[0.0, 0.0], [9.0, -9.0]])).tolist() == [[0, 0], [4, 0]]


def test_told_apart_as_paired_differences_say(evidence, places):
    cells = Cells.over(places, 4, 0)
    centres = np.unique(cells.of(places), axis=0)
    windows = cells.windows(centres, cells.of(places))
    counts = WindowCounts.of(windows, evidence)
    first = counts.right.argmax(axis=1)
    found = counts.told_apart(first)
    scores = evidence.model_scores
    for number in range(len(centres)):
        chosen = windows.toarray()[number].astype(bool)[evidence.positions]
        for model in range(4):
            difference = paired_difference(
                scores[first[number]][chosen], scores[model][chosen], evidence.positions[chosen], p_value=False
            )
            assert found[number, model] == (difference.low is not None and difference.low > 0), (number, model)
    assert found.any()
    assert not found[np.arange(len(first)), first].any()


def test_nothing_known_is_the_overall_accuracy(evidence, places):
    cells = Cells.over(places, 30, 0)
    empty = np.array([[x, y] for x in range(30) for y in range(30)])
    windows = cells.windows(empty, cells.of(places))
    counts = WindowCounts.of(windows, evidence)
    blocks = np.arange(120) % 10
    found = shrunk_accuracy(counts, evidence, blocks)
    nothing = counts.answered == 0
    overall = evidence.correct.sum(axis=1) / evidence.answered.sum()
    assert nothing.any()
    assert np.allclose(found[nothing], overall)


def test_what_is_seen_counts_as_much_as_it_is_sure():
    west = np.arange(400) < 200
    planted = make_questions(3, np.where(west, 0.95, 0.55)[None].repeat(2, 0), n_references=400)
    alike = make_questions(4, np.full((2, 400), 0.75), n_references=400)
    line = np.column_stack([np.where(west, 0.0, 1.0), np.linspace(0, 1, 400)])
    cells = Cells.over(line, 4, 0)
    known = cells.of(line)
    blocks = known[:, 1] * 4 + known[:, 0]
    centres = np.unique(known, axis=0)
    counts = WindowCounts.of(cells.windows(centres, known), planted)
    found = shrunk_accuracy(counts, planted, blocks)[:, 0]
    seen = counts.right[:, 0] / counts.answered
    overall = planted.correct[0].sum() / planted.answered.sum()
    assert np.abs(found - seen).max() < 0.05 < np.abs(seen - overall).min()
    flat = shrunk_accuracy(WindowCounts.of(cells.windows(centres, known), alike), alike, blocks)[:, 0]
    raw = WindowCounts.of(cells.windows(centres, known), alike)
    raw = raw.right[:, 0] / raw.answered
    assert flat.std() < 0.6 * raw.std()


@pytest.mark.parametrize("mode", ["avg", "max", "thres"])
def test_weights_sum_to_one_and_ties_share(evidence, places, mode):
    fitted = CredibilityStrategy(lambda rows: places[rows], mode).fit(evidence)
    prediction = fitted.predict(evidence)
    assert np.allclose(prediction.assignment.weights.sum(axis=1), 1)
    assert (prediction.assignment.weights >= 0).all()
    twins = make_questions(5, np.full((3, 120), 0.7))
    same = Questions(twins.models, np.repeat(twins.margins[:1], 3, axis=0), *(getattr(twins, name) for name in _REST))
    shared = CredibilityStrategy(lambda rows: places[rows], mode).fit(same).predict(same)
    assert np.allclose(shared.assignment.weights, 1 / 3)


_REST = ("references", "positions", "signs", "rows", "candidates")


def test_planted_skills_are_found_and_noise_is_not():
    gains = {"planted": [], "noise": []}
    for seed in range(8):
        rng = np.random.default_rng(seed)
        where = rng.uniform(-1, 1, (300, 2))
        west = where[:, 0] < 0
        for kind, skills in (
            ("planted", np.stack([np.where(west, 0.9, 0.5), np.where(west, 0.5, 0.9)])),
            ("noise", np.full((2, 300), 0.7)),
        ):
            asked = make_questions(100 + seed, skills, n_references=300)
            folds = CrossFitting.of(asked)
            strategy = CredibilityStrategy(lambda rows, where=where: where[rows], "max")
            gain = np.nanmean(asked.scores(folds.margin(strategy))) - np.nanmean(
                asked.scores(folds.margin(ConstantStrategy("mean")))
            )
            gains[kind].append(gain)
    assert np.min(gains["planted"]) > 0.03
    assert abs(np.mean(gains["noise"])) < 0.01
