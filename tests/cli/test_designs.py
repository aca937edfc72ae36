"""`simlab suggest` and `simlab design from-credibility`: what they print, and that Python says the same."""

import json
from dataclasses import replace

import pytest

from simlab.ensembles import one_model
from simlab.maps import fit_map, load_map
from simlab.studies.designs.named import create_design, open_design
from simlab.studies.designs.suggestions import design_suggestions
from simlab.studies.ensemble_evaluation import evaluate_ensemble


@pytest.fixture
def study(toy_workspace):
    workspace = toy_workspace(references={"validation": 200, "test": 16, "train": 12})
    create_design(workspace, "empty", fit_map(workspace, "look", "pca"))
    return workspace


def test_suggestions_as_json_are_those_of_python(simlab, study):
    found = simlab("suggest", study.path, "--design", "empty", "--json").json
    assert found == json.loads(json.dumps(design_suggestions(study, "empty").to_json()))
    assert [proposal["model"] for proposal in found["proposals"]]


def test_suggestions_for_people(simlab, study):
    ran = simlab("suggest", study.path, "--design", "empty", "--members", "west-model, third-model")
    assert "Where another model beats empty on map pca-look (SYNTHETIC)" in ran.out
    assert "west-model" in ran.out
    assert "east-model" not in ran.out
    assert "Looked at 2 models around each of 200 references;" in ran.said


def test_abstention_is_said(simlab, study):
    empty = open_design(study, "empty").design
    create_design(study, "west", load_map(study, "pca-look"), replace(empty, fallback=one_model("west-model")))
    ran = simlab("suggest", study.path, "--design", "west", "--members", "west-model")
    assert (ran.status, ran.out) == (0, "")
    said = "No place where another model is distinguishably better: looked at 1 model around each of 200 references;"
    assert f"{said} nothing stood out." in ran.said


def test_a_design_is_made_of_the_credibility_map(simlab, study):
    ran = simlab("design", "from-credibility", study.path, "--map", "pca-look", "--name", "credible")
    assert ran.status == 0
    assert "Design credible on map pca-look: 2 regions (" in ran.said
    assert "its validation figure is in-sample" in ran.said
    made = open_design(study, "credible").design
    assert {region.rule for region in made.regions} == {one_model("west-model"), one_model("east-model")}
    printed = simlab("ensemble", study.path, "--strategy", "design", "--design", "credible", "--json").json
    figure = evaluate_ensemble(study, "design", "validation", design="credible").estimate
    assert printed["accuracy"] == figure.value
    again = simlab("design", "from-credibility", study.path, "--map", "pca-look", "--name", "credible")
    assert again.status == 1
    assert "A design named 'credible' exists already." in again.said


def test_what_is_not_there_is_said(simlab, study):
    ran = simlab("suggest", study.path, "--design", "none")
    assert ran.status == 1
    assert "no design 'none'" in ran.said
    ran = simlab("design", "from-credibility", study.path, "--map", "none", "--name", "x")
    assert ran.status == 1
    assert "'none'" in ran.said
    assert simlab("suggest", study.path).status == 2
    assert simlab("design", "from-credibility", study.path, "--map", "pca-look").status == 2
