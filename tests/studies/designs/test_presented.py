import numpy as np
import pytest

from simlab.ensembles import BEST, FALLBACK
from simlab.ensembles.rules import CREDIBILITY
from simlab.evaluation import accuracy_estimate, paired_difference
from simlab.studies.designs.named import create_design
from simlab.studies.designs.presented import PresentedDesign, present_design
from simlab.studies.designs.session import DesignSession
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.studies.map_places import MapPlaces
from simlab.studies.model_evaluation import evaluate_models
from simlab.studies.split_questions import split_questions

MEMBERS = ("west-model", "east-model", "third-model")


@pytest.fixture
def asked(workspace):
    return split_questions(workspace, "validation", MEMBERS)


@pytest.fixture
def shown(workspace, reference_map, asked):
    def show(design) -> PresentedDesign:
        return present_design(workspace, design, asked, MapPlaces(workspace, reference_map), MEMBERS)

    return show


def test_figures_are_those_of_the_regions_page(workspace, reference_map, asked, shown, drawn):
    design = drawn(reference_map)
    found = shown(design)
    figures = DesignSession(asked, MapPlaces(workspace, reference_map), MEMBERS).figures(design)
    assert not found.cross_fitted
    assert found.accuracy == figures.accuracy
    assert [one.accuracy for one in found.regions] == [one.accuracy for one in figures.regions]
    assert [len(one.references) for one in found.regions] == [one.n_references for one in figures.regions]
    assert found.members == {name: figures_of_model(asked, name) for name in MEMBERS}
    assert {one.kind: one.ahead for one in found.rivals if one.kind in figures.differences} == figures.differences
    assert (found.n_references, found.n_triples, found.n_ties) == (40, 240, figures.n_ties)


def figures_of_model(asked, name):
    questions = asked.questions
    scores = questions.scores(questions.margins[questions.column(name)])
    return accuracy_estimate(scores, questions.references[questions.positions], questions.rows)


def test_rivals_have_their_own_figures(workspace, reference_map, shown, drawn):
    found = {one.kind: one for one in shown(drawn(reference_map)).rivals}
    assert list(found) == ["best", "vote", "mean", "baseline"]
    assert (found["baseline"].model, found["vote"].model) == ("plain", None)
    expected = next(row for row in evaluate_models(workspace, "validation").rows if row.model.name == "plain")
    assert found["baseline"].accuracy == expected.estimate
    create_design(workspace, "two", reference_map, drawn(reference_map))
    for name in ("vote", "mean", "best"):
        assert found[name].accuracy == evaluate_ensemble(workspace, name, "validation").estimate


@pytest.mark.parametrize("east", [BEST, CREDIBILITY], ids=["best", "credibility"])
def test_what_learns_is_judged_by_fits_that_had_not_seen_it(workspace, reference_map, shown, drawn, east):
    design = drawn(reference_map, west=BEST, east=east, fallback=BEST)
    create_design(workspace, "two", reference_map, design)
    found = shown(design)
    assert found.cross_fitted
    assert found.accuracy == evaluate_ensemble(workspace, "design", "validation", design="two").cross_fitted
    assert found.regions[0].chosen == "west-model"


def test_a_region_is_held_against_the_best_single_model(reference_map, asked, shown, drawn):
    found = shown(drawn(reference_map))
    west, east, rest = found.regions
    questions, best = asked.questions, asked.questions.column(found.best_single)
    inside = np.isin(questions.references[questions.positions], west.references)
    references = questions.references[questions.positions[inside]]
    scores = questions.model_scores
    expected = paired_difference(
        scores[0][inside], scores[best][inside], references, questions.rows[inside], p_value=False
    )
    assert west.ahead == expected
    assert set(west.references) | set(east.references) == set(questions.references)
    assert (rest.id, rest.color, len(rest.references)) == (FALLBACK, None, 0)


def test_disagreement_and_example_against_a_loop(asked, reference_map, shown, drawn):
    found = shown(drawn(reference_map))
    margins = asked.questions.margins
    differ = [len(set(np.sign(margins[:, t]))) > 1 for t in range(margins.shape[1])]
    assert found.disagreement == pytest.approx(np.mean(differ), abs=1e-12)
    assert found.example is not None
    assert differ[found.example]
    assert asked.questions.signs[found.example] != 0
