"""The rule `credibility` against a literal computation, alone and in designs."""

from dataclasses import replace

import numpy as np
import pytest

from simlab.ensembles import CREDIBILITY, CrossFitting, Design, DesignStrategy, Membership, Questions, Region, one_model
from simlab.ensembles.credibility import CredibilityInside
from simlab.evaluation import paired_difference

MODELS = ("a", "b", "c", "outsider")
MEMBERS = np.array([True, True, True, False])
SQUARE = ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))


def make_questions(seed: int, n_references: int = 150) -> tuple[Questions, np.ndarray]:
    """Models that are good in the west, in the east, everywhere a little; one is no member. Places on a map."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(-1.5, 1.5, (n_references, 2))
    places[::17] = np.nan
    positions = np.repeat(np.arange(n_references), rng.integers(1, 12, n_references))
    west = np.where(np.isnan(places[:, 0]), 0, places[:, 0]) < 0
    skills = np.stack([np.where(west, 0.95, 0.5), np.where(west, 0.5, 0.95), np.full(n_references, 0.7), west * 1.0])
    signs = rng.choice(np.array([1, -1, 0], np.int8), len(positions), p=[0.47, 0.47, 0.06])
    right = rng.random((4, len(positions))) < skills[:, positions]
    margins = np.where(right, 1, -1) * np.where(signs == 0, 1, signs) * rng.exponential(0.1, right.shape)
    candidates = np.zeros((len(positions), 2), dtype=np.int32)
    found = Questions(MODELS, margins, np.arange(n_references), positions, signs, np.arange(len(positions)), candidates)
    return found, places


def literal_weights(questions: Questions, places: np.ndarray, inside: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Of the members in the window about one place, step by step as the documentation says."""
    known = [r for r in range(len(places)) if inside[r] and np.isfinite(places[r]).all() and questions.answered[r] > 0]
    count = int(np.clip(5 * np.sqrt(len(known) / 30), 5, 200))
    low, high = places[known].min(axis=0), places[known].max(axis=0)

    def cell(point: np.ndarray) -> np.ndarray:
        return np.clip(np.floor((point - low) / ((high - low) / count)), 0, count - 1).astype(int)

    window = [r for r in known if np.abs(cell(places[r]) - cell(place)).max() <= 2]
    answered = questions.answered.astype(float)
    believed = []
    for model in range(3):
        correct = questions.correct[model]
        total = sum(answered[r] for r in known)
        p = sum(correct[r] for r in known) / total
        variance = len(known) / (len(known) - 1) * sum((correct[r] - p * answered[r]) ** 2 for r in known) / total**2
        unit = max(1.0, variance * total / (p * (1 - p))) * p * (1 - p)
        blocks: dict[tuple[int, int], list[int]] = {}
        for r in known:
            x, y = cell(places[r]) // 5
            blocks.setdefault((x, y), []).append(r)
        sizes = np.array([sum(answered[r] for r in block) for block in blocks.values()])
        shares = np.array([sum(correct[r] for r in block) for block in blocks.values()]) / sizes
        weights = sizes / unit
        mean = (weights * shares).sum() / weights.sum()
        q = (weights * (shares - mean) ** 2).sum() - (len(sizes) - 1)
        tau = max(0.0, q / (weights.sum() - (weights**2).sum() / weights.sum())) if len(sizes) > 1 else 0.0
        n = sum(answered[r] for r in window)
        seen = sum(correct[r] for r in window) / n if n else p
        within = unit / max(n, 1e-9)
        believed.append((tau * seen + within * p) / (tau + within))
    best = int(np.argmax(believed))
    here = np.isin(questions.positions, window)
    alike = []
    for model in range(3):
        scores = questions.model_scores[:, here]
        lead = paired_difference(scores[best], scores[model], questions.positions[here], p_value=False)
        alike.append(model == best or not (lead.low is not None and lead.low > 0))
    return np.array([*alike, False]) / sum(alike)


@pytest.mark.parametrize("seed", range(3))
def test_weights_are_those_of_a_literal_computation(seed):
    questions, places = make_questions(seed)
    inside = np.abs(places).max(axis=1) <= 1
    found = CredibilityInside.fit(questions, places, MEMBERS, inside)
    asked = np.flatnonzero(inside)[::5]
    expected = [literal_weights(questions, places, inside, places[r]) for r in asked]
    assert np.allclose(found.weights(places[asked]), expected)
    assert len(np.unique(expected, axis=0)) > 1, "the world is planted so that places differ"


def test_without_a_place_all_references_are_one_window():
    questions, places = make_questions(0)
    inside = np.abs(places).max(axis=1) <= 1
    found = CredibilityInside.fit(questions, places, MEMBERS, inside)
    nowhere = found.weights(np.full((2, 2), np.nan))
    assert (nowhere == found.overall).all()
    assert found.overall[3] == 0
    assert found.overall.sum() == pytest.approx(1)


def test_where_nothing_is_scored_inside_all_references_count():
    questions, places = make_questions(0)
    nowhere = np.zeros(len(places), dtype=bool)
    everywhere = np.ones(len(places), dtype=bool)
    found = CredibilityInside.fit(questions, places, MEMBERS, nowhere)
    expected = CredibilityInside.fit(questions, places, MEMBERS, everywhere)
    assert (found.weights(places) == expected.weights(places)).all()
    tied = replace(questions, signs=np.zeros_like(questions.signs))
    assert CredibilityInside.fit(tied, places, MEMBERS, everywhere) is None


def design(rule=CREDIBILITY, fallback=None) -> Design:
    region = Region("square", SQUARE, rule, "#112233", id="square")
    return Design("map", "fingerprint", fallback or one_model("c"), (region,))


def strategy(places: np.ndarray, drawn: Design) -> DesignStrategy:
    return DesignStrategy(drawn, lambda rows: Membership(places[rows]), MODELS[:3])


def test_a_design_takes_the_weights_inside_and_nothing_of_outside():
    questions, places = make_questions(1)
    fitted = strategy(places, design()).fit(questions)
    assignment = fitted.assign(questions.references)
    inside = np.abs(places).max(axis=1) <= 1
    expected = CredibilityInside.fit(questions, places, MEMBERS, inside)
    assert (assignment.weights[inside] == expected.weights(places[inside])).all()
    assert (assignment.weights[~inside] == [0, 0, 1, 0]).all()
    outside = ~inside[questions.positions]
    turned = replace(questions, signs=np.where(outside, -questions.signs, questions.signs).astype(np.int8))
    again = strategy(places, design()).fit(turned).assign(questions.references)
    assert (again.weights == assignment.weights).all(), "answers outside of the region count for nothing in it"


def test_as_fallback_it_covers_references_without_a_place():
    questions, places = make_questions(2)
    fitted = strategy(places, design(one_model("a"), CREDIBILITY)).fit(questions)
    assignment = fitted.assign(questions.references)
    lost = np.isnan(places[:, 0])
    assert (assignment.weights[lost] == fitted.weights[1]).all()
    assert np.allclose(assignment.weights.sum(axis=1), 1)
    tied = replace(questions, signs=np.zeros_like(questions.signs))
    untaught = strategy(places, design(one_model("a"), CREDIBILITY)).fit(tied)
    assert untaught.weights[1].tolist() == pytest.approx([1 / 3, 1 / 3, 1 / 3, 0])


def test_it_is_learned_and_beats_every_member_where_skills_are_planted():
    questions, places = make_questions(3, 400)
    drawn = design()
    assert drawn.learned
    margin = CrossFitting.of(questions).margin(strategy(places, drawn))
    inside = (np.abs(places).max(axis=1) <= 1)[questions.positions] & (questions.signs != 0)
    honest = questions.scores(margin)[inside].mean()
    assert honest > max(questions.model_scores[model][inside].mean() for model in range(3)) + 0.1
