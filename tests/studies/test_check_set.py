import numpy as np
import pytest

from simlab.errors import InputError, NotFoundError
from simlab.studies.designs.session import DesignSession
from simlab.studies.map_places import MapPlaces
from simlab.studies.model_evaluation import evaluate_models
from simlab.studies.split_questions import part_triples, split_questions
from simlab.workspace import Workspace
from simlab.workspace.check_set import CheckSet, check_set_of, is_check, keep_check_set

MEMBERS = ("west-model", "east-model", "third-model")


def test_thirty_percent_of_the_references_apart_from_the_others(workspace):
    keep_check_set(workspace, CheckSet())
    drawing, check = (set(part_triples(workspace, part)["reference"]) for part in ("validation", "check"))
    assert len(check) == 12
    assert not drawing & check
    assert drawing | check == set(workspace.split("validation")["reference"])
    assert len(part_triples(workspace, "test")) == len(workspace.split("test"))


def test_the_draw_depends_on_seed_and_references_only():
    references = np.arange(100, dtype=np.int32)
    chosen = CheckSet().references(references)
    assert len(chosen) == 30
    shuffled = np.random.default_rng(0).permutation(np.repeat(references, 3))
    np.testing.assert_array_equal(CheckSet().references(shuffled), chosen)
    assert set(CheckSet(seed=1).references(references)) != set(chosen)
    assert len(CheckSet(share=0.1).references(references)) == 10


def test_it_is_hidden_from_every_figure_of_validation(workspace, reference_map, drawn):
    keep_check_set(workspace, CheckSet())
    hidden = CheckSet().references(workspace.split("validation")["reference"].to_numpy())
    assert evaluate_models(workspace, "validation").rows[0].estimate.n_references == 28
    assert evaluate_models(workspace, "check").rows[0].estimate.n_references == 12
    drawing = split_questions(workspace, "validation", MEMBERS)
    figures = DesignSession(drawing, MapPlaces(workspace, reference_map), MEMBERS).figures(drawn(reference_map))
    assert not np.isin(drawing.questions.references, hidden).any()
    assert figures.accuracy.n_references == 28
    assert sum(region.n_references for region in figures.regions) == 28


def test_it_is_kept_and_can_be_switched_off(workspace):
    keep_check_set(workspace, CheckSet(0.2, 7))
    again = Workspace.open(workspace.path)
    assert check_set_of(again) == CheckSet(0.2, 7)
    assert is_check(again, np.arange(40)).sum() == 8
    keep_check_set(again, None)
    assert check_set_of(workspace) is None
    assert not is_check(workspace, np.arange(40)).any()
    with pytest.raises(NotFoundError, match="'toy' keeps no check set"):
        part_triples(workspace, "check")


@pytest.mark.parametrize("share", [0, 1, -0.1])
def test_impossible_shares(share):
    with pytest.raises(InputError, match=rf"must lie between 0 and 1; found {share}"):
        CheckSet(share)


def test_too_few_references_to_keep_some_apart(toy_workspace):
    tiny = toy_workspace("tiny", references={"validation": 9})
    with pytest.raises(InputError, match=r"needs at least 10 validation references; there are 9\. Draw without one"):
        keep_check_set(tiny, CheckSet())
    assert check_set_of(tiny) is None
    assert len(part_triples(tiny, "validation")) == 54
