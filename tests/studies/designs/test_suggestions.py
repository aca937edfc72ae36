"""Suggestions for designs of a planted world, and the design that its credibility map amounts to."""

import json

import numpy as np
import pytest

from simlab.ensembles import DesignStrategy, one_model, points_inside, region_shape, uniform_mean_of
from simlab.ensembles.suggestions import MIN_REFERENCES, LocalGains, suggest_regions
from simlab.errors import InputError, NotFoundError
from simlab.maps import fit_map
from simlab.studies.designs.named import create_design
from simlab.studies.designs.suggestions import design_from_credibility, design_suggestions, suggest_for_design
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.studies.map_places import MapPlaces
from simlab.studies.split_questions import split_questions
from simlab.workspace.check_set import CheckSet, keep_check_set

MEMBERS = ("west-model", "east-model", "third-model")
ENOUGH = {"validation": 200, "test": 16, "train": 12}


@pytest.fixture
def workspace(toy_workspace):
    return toy_workspace(references=ENOUGH)


def share_west(workspace, reference_map, points):
    """Of the validation references in a polygon, those in the west (even ones)."""
    references = np.unique(workspace.split("validation")["reference"].to_numpy())
    inside = points_inside(region_shape(points), reference_map.coordinates(references))
    return np.mean(references[inside] % 2 == 0), int(inside.sum())


def test_each_country_is_proposed_for_its_model(workspace, reference_map):
    create_design(workspace, "empty", reference_map)
    result = design_suggestions(workspace, "empty")
    assert {proposal.model for proposal in result.found.proposals} == {"west-model", "east-model"}
    for proposal in result.found.proposals:
        west, count = share_west(workspace, reference_map, proposal.points)
        assert west == (1.0 if proposal.model == "west-model" else 0.0)
        assert count == proposal.n_references >= 2 * MIN_REFERENCES
        assert proposal.model_accuracy > proposal.ensemble_accuracy
    assert result.members == MEMBERS
    assert result.found.n_windows == 200


def test_they_are_those_of_the_algorithm_on_the_answers_of_the_design(workspace, reference_map, drawn):
    design = drawn(reference_map, east=one_model("third-model"))
    create_design(workspace, "d", reference_map, design)
    asked = split_questions(workspace, "validation", MEMBERS)
    places = MapPlaces(workspace, reference_map)
    strategy = DesignStrategy(design, places.membership, MEMBERS)
    scores = asked.questions.scores(strategy.fit(asked.questions).predict(asked.questions).margin)
    gains = LocalGains.of(asked.questions, scores, reference_map.coordinates(asked.questions.references), MEMBERS)
    found = design_suggestions(workspace, "d").found
    assert found == suggest_regions(gains) == suggest_for_design(asked, places, design, MEMBERS)
    assert [proposal.model for proposal in found.proposals] == ["east-model"]


def test_where_the_best_model_answers_already_nothing_is_proposed(workspace, reference_map, drawn):
    create_design(workspace, "done", reference_map, drawn(reference_map))
    found = design_suggestions(workspace, "done").found
    assert found.proposals == ()
    assert found.account.startswith("No place where another model is distinguishably better: looked at 3 models")


def test_answers_that_may_not_be_seen_change_nothing(workspace, reference_map):
    keep_check_set(workspace, CheckSet())
    create_design(workspace, "d", reference_map)
    before = design_suggestions(workspace, "d")
    assert before.found.n_windows == 140
    held = set(CheckSet().references(workspace.split("validation")["reference"].to_numpy()))
    triples = workspace.triples
    hidden = (triples["split"] == "test") | ((triples["split"] == "validation") & triples["reference"].isin(held))
    turned = triples.assign(
        choice=triples["choice"].map({"A": "B", "B": "A", "tie": "tie"}),
        votes_a=triples["votes_b"],
        votes_b=triples["votes_a"],
    )
    workspace.replace_tables(workspace.images, triples.where(~hidden, turned))
    assert design_suggestions(workspace, "d") == before
    places = MapPlaces(workspace, reference_map)
    for part in ("check", "test"):
        asked = split_questions(workspace, part, MEMBERS)
        with pytest.raises(InputError, match=rf"learned from validation answers; these are of the {part} part\."):
            suggest_for_design(asked, places, create_design(workspace, part, reference_map).design, MEMBERS)


def test_its_json_says_everything(workspace, reference_map):
    create_design(workspace, "empty", reference_map)
    result = design_suggestions(workspace, "empty", ("third-model", "west-model"))
    found = json.loads(json.dumps(result.to_json()))
    assert {key: found[key] for key in ("design", "map", "members", "synthetic", "n_windows", "n_models")} == {
        "design": "empty",
        "map": "pca-look",
        "members": ["west-model", "third-model"],
        "synthetic": True,
        "n_windows": 200,
        "n_models": 2,
    }
    assert found["min_references"] == MIN_REFERENCES
    shown, proposal = found["proposals"][0], result.found.proposals[0]
    assert shown["model"] == proposal.model == "west-model"
    assert shown["points"] == [list(point) for point in proposal.points]
    assert shown["gain"]["low"] == proposal.gain.low
    assert shown["gain"]["p_value"] == proposal.gain.p_value
    assert shown["ensemble_gain"]["value"] == proposal.gain.value * proposal.share


def test_too_small_a_study_and_unknown_names_are_refused(toy_workspace):
    workspace = toy_workspace("small", references={"validation": 38, "test": 4, "train": 4})
    create_design(workspace, "d", fit_map(workspace, "look", "pca"))
    with pytest.raises(InputError, match="38 validation references have a place on this map"):
        design_suggestions(workspace, "d")
    with pytest.raises(NotFoundError, match="no design 'e'"):
        design_suggestions(workspace, "e")
    with pytest.raises(NotFoundError, match="nobody"):
        design_suggestions(workspace, "d", ("nobody",))


def test_the_credibility_map_becomes_a_region_for_each_country(workspace, reference_map):
    design = design_from_credibility(workspace, reference_map)
    assert (design.map_id, design.map_fingerprint) == (reference_map.id, reference_map.fingerprint)
    assert design.fallback == uniform_mean_of(MEMBERS)
    assert sorted(region.name for region in design.regions) == ["east-model 1", "west-model 1"]
    assert len({region.color for region in design.regions}) == 2
    for region in design.regions:
        assert region.rule == one_model(region.name.removesuffix(" 1"))
        west, count = share_west(workspace, reference_map, region.points)
        assert west == (1.0 if region.name.startswith("west") else 0.0)
        assert count > 90
    create_design(workspace, "credible", reference_map, design)
    figures = evaluate_ensemble(workspace, "design", "validation", design="credible")
    assert figures.in_sample
    assert figures.differences["mean"].low > 0


def test_models_without_a_home_make_no_design(toy_workspace):
    alike = dict.fromkeys(MEMBERS, (0.7, 0.7))
    workspace = toy_workspace("alike", references=ENOUGH, skills=alike)
    reference_map = fit_map(workspace, "look", "pca")
    with pytest.raises(InputError, match=r"On map 'pca-look' there is no place of at least 20 references .* 3 members"):
        design_from_credibility(workspace, reference_map)
