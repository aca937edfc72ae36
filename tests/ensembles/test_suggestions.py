"""Suggested regions against literal loops, on a planted disc, and on noise."""

import numpy as np
import pytest
import scipy.sparse
import shapely
from scipy.stats import t as student

from simlab.ensembles import ConstantStrategy, Questions, points_inside, region_shape
from simlab.ensembles.suggestions import (
    FEWEST_PLACED,
    MIN_REFERENCES,
    MOST_VERTICES,
    LocalGains,
    Proposal,
    Suggestions,
    suggest_regions,
)
from simlab.ensembles.suggestions.outlines import outline
from simlab.ensembles.suggestions.search import distinct_places, window_t
from simlab.errors import InputError
from simlab.evaluation import Difference, paired_difference, reference_folds

MODELS = ("m0", "m1", "m2")
DISC = (0.3, 0.3, 0.22)  # x, y, radius


def make_questions(skills, seed=0, per_reference=8, ties=0.05):
    """`skills` gives each model's probability to be right before each reference: [models, references]."""
    rng = np.random.default_rng(seed)
    positions = np.repeat(np.arange(skills.shape[1]), rng.integers(1, 2 * per_reference, skills.shape[1]))
    signs = rng.choice(np.array([1, -1, 0], np.int8), len(positions), p=[(1 - ties) / 2, (1 - ties) / 2, ties])
    signs[np.flatnonzero(np.diff(positions, prepend=-1))] = 1  # a triple of every reference can be scored
    right = rng.random((len(skills), len(positions))) < skills[:, positions]
    margins = np.where(right, 1, -1) * np.where(signs == 0, 1, signs) * rng.exponential(0.1, right.shape)
    return Questions(
        models=MODELS[: len(skills)],
        margins=margins,
        references=np.arange(skills.shape[1]) + 100,
        positions=positions,
        signs=signs,
        rows=np.arange(len(positions)),
        candidates=np.zeros((len(positions), 2), dtype=np.int32),
    )


def study(seed=0, references=600, boost=0.3):
    """Three models of 60 %, of which m1 is better in a disc; the ensemble is m0."""
    places = np.random.default_rng(seed).random((references, 2))
    disc = np.linalg.norm(places - DISC[:2], axis=1) < DISC[2]
    skills = np.full((3, references), 0.6)
    skills[1, disc] += boost
    questions = make_questions(skills, seed)
    return questions, questions.model_scores[0], places, disc


def gains_of(seed=0, **wishes):
    questions, scores, places, _ = study(seed, **wishes)
    return LocalGains.of(questions, scores, places, MODELS)


def test_gains_are_those_of_a_loop():
    questions, scores, places, _ = study(references=60)
    places[[3, 17]] = np.nan
    questions.signs[questions.positions == 5] = 0
    gains = LocalGains.of(questions, scores, places, ("m2", "m1"))
    kept = [r for r in range(60) if r not in (3, 17, 5)]
    assert len(gains) == len(kept)
    assert gains.n_triples == np.count_nonzero(questions.signs)
    for number, reference in enumerate(kept):
        of_it = [t for t in range(len(questions)) if questions.positions[t] == reference and questions.signs[t]]
        assert gains.answered[number] == len(of_it)
        assert gains.right[number] == sum(scores[t] for t in of_it)
        for model, name in enumerate(("m2", "m1")):
            own = questions.model_scores[MODELS.index(name)]
            assert gains.gains[model, number] == sum(own[t] - scores[t] for t in of_it)
    np.testing.assert_array_equal(gains.places, places[kept])


def test_the_t_of_a_window_is_that_of_the_paired_difference():
    questions, scores, places, _ = study(references=80)
    gains = LocalGains.of(questions, scores, places, MODELS)
    chosen = np.random.default_rng(1).random((5, 80)) < 0.3
    found = window_t(gains, scipy.sparse.csr_matrix(chosen.astype(np.float64)))
    references = questions.references[questions.positions]
    for window, members in enumerate(chosen):
        at = members[questions.positions]
        for model in (1, 2):
            difference = paired_difference(questions.model_scores[model, at], scores[at], references[at], p_value=False)
            error = (difference.high - difference.value) / student.ppf(0.975, members.sum() - 1)
            assert found[model, window] == pytest.approx(difference.value / error)
    assert (found[0] == 0).all(), "the ensemble is m0 itself"


def test_a_judgement_is_that_of_a_loop():
    questions, scores, places, _ = study(references=300)
    gains = LocalGains.of(questions, scores, places, MODELS)
    references = questions.references[questions.positions]
    usual = paired_difference(questions.model_scores[1], scores, references, p_value=False)
    decided = questions.signs != 0
    values = (questions.model_scores[1] - scores)[decided]
    of_reference = questions.positions[decided]
    without = [values[of_reference != reference].mean() for reference in range(300)]
    error = np.sqrt(299 / 300 * np.square(np.array(without) - values.mean()).sum())
    sizes = np.bincount(of_reference)
    freedom = sizes.sum() ** 2 / (sizes**2).sum() - 1

    alone, of_seven = gains.judged(1, 1), gains.judged(1, 7)
    assert (alone.n_triples, alone.n_references) == (usual.n_triples, usual.n_references)
    for judged, tests in ((alone, 1), (of_seven, 7)):
        assert judged.value == pytest.approx(usual.value)
        half = student.ppf(1 - 0.025 / tests, freedom) * error
        assert (judged.low, judged.high) == pytest.approx((judged.value - half, judged.value + half))
        p_value = tests * 2 * student.sf(judged.value / error, freedom)
        assert judged.p_value == pytest.approx(min(1.0, p_value))
        assert (judged.low > 0) == (judged.p_value < 0.05)
    assert alone.high - alone.low == pytest.approx(usual.high - usual.low, rel=0.03)
    assert gains.judged(0, 3).p_value == 1.0


def test_a_planted_disc_is_found_with_the_gain_of_references_that_were_kept_back():
    questions, scores, places, disc = study(references=1_200)
    result = suggest_regions(LocalGains.of(questions, scores, places, MODELS))
    assert (result.n_windows, result.n_models) == (1_200, 3)
    best = result.proposals[0]
    assert best.model == "m1"
    inside = points_inside(region_shape(best.points), places)
    assert (inside & disc).sum() / (inside | disc).sum() > 0.6

    decided = questions.signs != 0
    half = reference_folds(np.arange(1_200), 2, 0)
    literal = []
    for side in (0, 1):
        at = (inside & (half == side))[questions.positions] & decided
        right, ensemble = questions.model_scores[1, at], scores[at]
        n_references = len(np.unique(questions.positions[at]))
        literal.append((np.mean(right - ensemble), np.mean(right), np.mean(ensemble), len(right), n_references))
    gain = best.gain
    told = (gain.value, best.model_accuracy, best.ensemble_accuracy, gain.n_triples, gain.n_references)
    assert any(told == pytest.approx(one) for one in literal)
    assert best.n_references == inside.sum()
    assert best.n_triples == np.count_nonzero(decided & inside[questions.positions])
    assert best.share == best.n_triples / np.count_nonzero(decided)
    assert best.ensemble_gain.value == pytest.approx(gain.value * best.share)
    assert best.ensemble_gain.low == pytest.approx(gain.low * best.share)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_proposed_keeps_what_is_promised(seed):
    gains = gains_of(seed)
    result = suggest_regions(gains)
    assert result.proposals
    for proposal in result.proposals:
        polygon = shapely.Polygon(proposal.points)
        assert polygon.is_valid
        assert 3 <= len(proposal.points) <= MOST_VERTICES
        assert proposal.gain.low > 0
        assert proposal.gain.p_value < 0.05
        assert MIN_REFERENCES <= proposal.gain.n_references <= proposal.n_references - MIN_REFERENCES
    expected = [proposal.ensemble_gain.value for proposal in result.proposals]
    assert expected == sorted(expected, reverse=True)
    assert suggest_regions(gains) == result


def test_nothing_is_proposed_on_noise():
    false = sum(bool(suggest_regions(gains_of(seed, references=300, boost=0.0)).proposals) for seed in range(60))
    assert false <= 3


def test_nothing_is_proposed_where_the_ensemble_is_better_everywhere():
    questions, _, places, _ = study(boost=0.0)
    scores = questions.scores(ConstantStrategy("mean").fit(questions).predict(questions).margin)
    found = suggest_regions(LocalGains.of(questions, scores, places, MODELS))
    assert found.proposals == ()


def test_references_in_one_place_are_no_region():
    questions, scores, places, _ = study(references=100)
    gains = LocalGains.of(questions, scores, np.zeros_like(places), MODELS)
    assert suggest_regions(gains).proposals == ()
    places[:60] = places[0]
    suggest_regions(LocalGains.of(questions, scores, places, MODELS))


def test_too_few_references_are_refused():
    gains = gains_of(references=FEWEST_PLACED - 1)
    with pytest.raises(InputError, match=r"^39 validation references have a place on this map .* suggestions need 40"):
        suggest_regions(gains)
    assert suggest_regions(gains_of(references=FEWEST_PLACED)).n_windows == 40


@pytest.mark.parametrize(
    ("n_proposals", "n_judged", "said"),
    [
        (1, 2, "Looked at 8 models around each of 1,320 references; 2 areas stood out on one half of them, judged on "
               "the other; 1 is proposed."),
        (0, 1, "No place where another model is distinguishably better: looked at 8 models around each of 1,320 "
               "references; 1 area stood out on one half of them, and none held on the other."),
        (0, 0, "No place where another model is distinguishably better: looked at 8 models around each of 1,320 "
               "references; nothing stood out."),
    ],
)  # fmt: skip
def test_the_account_says_what_was_looked_at(n_proposals, n_judged, said):
    gain = Difference(0.1, 0.05, 0.15, 0.01, 300, 40)
    proposal = Proposal("m1", ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0)), gain, 0.8, 0.7, 90, 700, 0.1)
    assert Suggestions((proposal,) * n_proposals, 1_320, 8, n_judged).account == said


def test_areas_that_mostly_share_their_references_are_one_place():
    def of(*members):
        found = np.zeros(20, dtype=bool)
        found[list(members)] = True
        return found

    first, half, most, apart = of(*range(10)), of(*range(5, 15)), of(*range(4, 14)), of(15, 16, 17)
    assert distinct_places([first, half, most, apart]) == [0, 1, 3]
    assert distinct_places([first, most, apart]) == [0, 2]
    assert distinct_places([]) == []


@pytest.mark.parametrize("seed", range(10))
def test_an_outline_is_a_simple_polygon_of_few_corners(seed):
    rng = np.random.default_rng(seed)
    walk = np.cumsum(rng.normal(size=(60, 2)), axis=0)
    shape = shapely.union_all(shapely.buffer(shapely.points(walk), rng.uniform(0.5, 2, 60)))
    points = outline(shape, 1.0)
    polygon = shapely.Polygon(points)
    assert polygon.is_valid
    assert len(points) <= MOST_VERTICES
    assert len(set(points)) == len(points)
    largest = max(shapely.get_parts(shape.buffer(1.0).buffer(-1.0)), key=lambda part: part.area)
    filled = shapely.Polygon(largest.exterior)
    assert polygon.intersection(filled).area / polygon.union(filled).area > 0.75


def test_an_outline_fills_holes_and_keeps_corners():
    ring = shapely.box(0, 0, 10, 10) - shapely.box(4, 4, 6, 6)
    points = outline(ring, 0.4)
    assert len(points) == 4
    np.testing.assert_allclose(sorted(points), [(0, 0), (0, 10), (10, 0), (10, 10)], atol=0.01)
