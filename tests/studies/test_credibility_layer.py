"""Which answers a credibility map of a study rests on."""

import numpy as np
import pytest

from simlab.ensembles.credibility import EMPTY
from simlab.errors import InputError, NotFoundError
from simlab.maps import fit_map
from simlab.studies.credibility_layer import layer_on_map
from simlab.studies.split_questions import split_questions
from simlab.workspace import ModelEntry
from simlab.workspace.check_set import CheckSet, keep_check_set
from tests.studies.conftest import MEMBERS


def test_the_planted_countries_have_their_winners(toy_workspace):
    workspace = toy_workspace(references={"validation": 400, "test": 2})
    found = fit_map(workspace, "look", "pca")
    asked = split_questions(workspace, "validation", (*MEMBERS, "plain"))
    layer = layer_on_map(asked, found, MEMBERS)
    assert layer.models == (*MEMBERS, "plain")
    assert (layer.n_references, layer.n_triples) == (400, len(asked.triples) - asked.n_ties)
    left, _, right, _ = layer.extent
    assert (left, right) == pytest.approx((found.fitted_coordinates[:, 0].min(), found.fitted_coordinates[:, 0].max()))
    for model, country in (("west-model", 0), ("east-model", 1)):
        inside = found.fitted_coordinates[found.fitted_rows % 2 == country]
        columns, rows = layer.cells.of(np.array([np.median(inside, axis=0)]))[0]
        assert layer.models[layer.winner[rows, columns]] == model
    assert (layer.winner == EMPTY).any(), "between the countries lies nothing"


def test_the_check_set_is_not_counted(workspace, reference_map):
    keep_check_set(workspace, CheckSet(0.3, 0))
    asked = split_questions(workspace, "validation", MEMBERS)
    layer = layer_on_map(asked, reference_map, MEMBERS)
    assert layer.n_references == len(asked.questions.references) == 28
    with pytest.raises(InputError, match="learned from validation answers; these are of the check part"):
        layer_on_map(split_questions(workspace, "check", MEMBERS), reference_map, MEMBERS)
    with pytest.raises(InputError, match="these are of the train part"):
        layer_on_map(split_questions(workspace, "train", MEMBERS), reference_map, MEMBERS)


def test_references_without_a_place_are_left_out(workspace):
    rows = np.arange(3, len(workspace.images))
    vectors = np.random.default_rng(0).normal(size=(len(rows), 3))
    workspace.write_embedding(ModelEntry("partial", "features"), vectors, rows)
    found = fit_map(workspace, "partial", "pca")
    asked = split_questions(workspace, "validation", MEMBERS)
    layer = layer_on_map(asked, found, MEMBERS)
    kept = asked.questions.references > 2
    assert layer.n_references == (asked.questions.answered[kept] > 0).sum()
    assert layer.n_triples == asked.questions.answered[kept].sum()


def test_a_map_without_answers_says_so(toy_workspace):
    workspace = toy_workspace(ties=1.0)
    found = fit_map(workspace, "look", "pca")
    with pytest.raises(NotFoundError, match="40 of 40 validation references lie on map 'pca-look', and none of them"):
        layer_on_map(split_questions(workspace, "validation", MEMBERS), found, MEMBERS)
