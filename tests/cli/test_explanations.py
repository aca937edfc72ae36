"""`simlab design explain`, `simlab design best-rules`: as a person types them."""

import pytest

from simlab.maps import fit_map
from simlab.studies.designs.best_rules import design_best_rules
from simlab.studies.designs.named import create_design
from simlab.studies.designs.suggestions import design_from_credibility
from simlab.studies.explanations.explanation import explain_design


@pytest.fixture
def study(toy_workspace):
    workspace = toy_workspace(references={"validation": 200, "test": 16, "train": 12})
    reference_map = fit_map(workspace, "look", "pca")
    create_design(workspace, "d", reference_map, design_from_credibility(workspace, reference_map))
    create_design(workspace, "empty", reference_map)
    return workspace


def test_a_reference_is_explained(simlab, study):
    reference = study.ids([0])[0]
    ran = simlab("design", "explain", study.path, "--design", "d", "--reference", reference)
    assert ran.status == 0
    assert f"{reference} falls in west-model 1 of d. There answers: west-model." in ran.said
    assert "The map was laid out with it. Mean distance to its five nearest: " in ran.said
    expected = explain_design(study, "d", reference)
    assert f"The ensemble answers {expected.right:g} of {expected.n_answered} triples as people did." in ran.said
    found = simlab("design", "explain", study.path, "--design", "d", "--reference", reference, "--json").json
    assert found == {"design": "d", **expected.to_json()}


def test_a_test_reference_is_explained_without_its_answers(simlab, study):
    reference = study.ids([200])[0]
    ran = simlab("design", "explain", study.path, "--design", "d", "--reference", reference)
    assert "It was placed on the map out of sample" in ran.said
    assert "not revealed for this state of the design. Its triples are not shown." in ran.said
    found = simlab("design", "explain", study.path, "--design", "d", "--reference", reference, "--json").json
    assert (found["triples"], found["right"]) == ([], None)


def test_the_best_rules_of_all_regions(simlab, study):
    found = simlab("design", "best-rules", study.path, "--design", "empty", "--json").json
    assert found == {"design": "empty", **design_best_rules(study, "empty").to_json()}
    ran = simlab("design", "best-rules", study.path, "--design", "d")
    assert ran.status == 0
    assert "Nothing is proposed; " in ran.said


def test_unknown_names_are_refused(simlab, study):
    ran = simlab("design", "explain", study.path, "--design", "d", "--reference", "nobody")
    assert (ran.status, "nobody" in ran.said) == (1, True)
    ran = simlab("design", "best-rules", study.path, "--design", "e")
    assert (ran.status, "no design 'e'" in ran.said) == (1, True)
