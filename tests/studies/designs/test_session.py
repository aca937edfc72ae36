from dataclasses import replace

import pytest

from simlab.ensembles import BEST, Design, Rule, one_model, vote_of
from simlab.errors import DesignError
from simlab.studies.designs.named import create_design
from simlab.studies.designs.session import DesignSession
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.studies.map_places import MapPlaces
from simlab.studies.split_questions import split_questions
from simlab.workspace.check_set import CheckSet, keep_check_set

MEMBERS = ("west-model", "east-model", "third-model")
RULES = {
    "models": {},
    "learned": {"west": BEST, "fallback": BEST},
    "votes": {"west": vote_of(MEMBERS), "east": Rule("weights", (("east-model", 2.0), ("third-model", 0.7)))},
}


@pytest.fixture
def session(workspace, reference_map):
    return DesignSession(
        split_questions(workspace, "validation", MEMBERS), MapPlaces(workspace, reference_map), MEMBERS
    )


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
def test_page_and_evaluation_agree_to_the_last_digit(workspace, reference_map, session, drawn, rules):
    design = drawn(reference_map, **rules)
    create_design(workspace, "two", reference_map, design)
    figures, result = session.figures(design), evaluate_ensemble(workspace, "design", "validation", design="two")
    assert figures.accuracy == result.estimate
    assert figures.cross_fitted == result.cross_fitted
    assert (figures.cross_fitted is None) == (BEST not in rules.values())
    assert {name: replace(d, p_value=None) for name, d in result.differences.items()} == figures.differences
    assert (figures.n_ties, figures.n_missing) == (result.asked.n_ties, result.asked.n_missing)
    for name in ("best", "vote", "mean"):
        assert session.baseline_accuracy(name) == evaluate_ensemble(workspace, name, "validation").estimate


def test_check_figures_agree_too(workspace, reference_map, drawn):
    keep_check_set(workspace, CheckSet())
    design = drawn(reference_map, west=BEST)
    create_design(workspace, "two", reference_map, design)
    drawing, check = (split_questions(workspace, part, MEMBERS) for part in ("validation", "check"))
    figures = DesignSession(drawing, MapPlaces(workspace, reference_map), MEMBERS, check).figures(design)
    result = evaluate_ensemble(workspace, "design", "check", design="two")
    assert figures.accuracy == result.estimate
    assert figures.cross_fitted is None


def test_one_row_for_each_region_and_the_fallback(reference_map, session, drawn):
    west, east, rest = session.figures(drawn(reference_map, west=BEST)).regions
    assert (west.name, west.chosen, west.n_references, west.n_triples) == ("west", "west-model", 20, 120)
    assert (east.name, east.chosen, east.n_references) == ("east", None, 20)
    assert (rest.id, rest.n_references, rest.n_triples, rest.accuracy.n_triples) == ("fallback", 0, 0, 0)
    assert west.accuracy == west.models["west-model"]
    assert west.models["west-model"].value > 0.85 > west.models["east-model"].value
    swapped = session.figures(drawn(reference_map).moved("west", 1))
    assert [region.name for region in swapped.regions] == ["east", "west", "fallback"]


def test_only_the_first_region_counts_where_two_overlap(reference_map, session, drawn):
    design = drawn(reference_map)
    west = design.region("west")
    twice = design.with_region(replace(west, name="again", id="again", rule=one_model("east-model")))
    assert [region.n_references for region in session.figures(twice).regions] == [20, 20, 0, 0]
    assert [region.n_references for region in session.figures(twice.moved("again", -2)).regions] == [20, 0, 20, 0]


def test_models_that_are_not_at_hand(reference_map, session):
    design = Design(reference_map.id, reference_map.fingerprint, one_model("plain"))
    with pytest.raises(
        DesignError, match="The rule of 'fallback' names plain, which this workspace has no vectors for"
    ):
        session.figures(design)
