import re

import numpy as np
import pytest

from simlab.errors import NotFoundError
from simlab.training.answers import answers_of
from simlab.training.training_data import all_data, cluster_data
from simlab.workspace import create_workspace
from simlab.workspace.check_set import CheckSet, keep_check_set

IMAGES = 32

EVERYTHING = np.ones(IMAGES, dtype=bool)


def test_a_cs_model_sees_its_cluster_without_held_out_rows(workspace):
    data = cluster_data(workspace, "dark", EVERYTHING)
    assert set(data.training["cluster"]) == {"dark"}
    assert set(data.training["split"]) == {"train"}
    assert not data.training["held_out"].any()
    assert data.measured["local"]["held_out"].all()
    assert set(data.measured["local"]["cluster"]) == {"dark"}
    assert (data.measured["context"]["reference"] % 2 == 0).all()
    assert len(data.measured["context"]) < len(data.measured["validation"]) == 450
    assert data.selection == "context"


def test_without_known_contexts_the_held_out_rows_choose(tmp_path, toy_content):
    content = toy_content(tmp_path)
    content.images["context"] = None
    data = cluster_data(create_workspace(tmp_path / "ws", content), "dark", EVERYTHING)
    assert data.selection == "local"


def test_a_global_model_sees_all_clusters_and_is_chosen_on_all_of_validation(workspace):
    data = all_data(workspace, EVERYTHING)
    assert set(data.training["cluster"]) == {"dark", "light"}
    assert len(data.training) == 405
    assert len(data.measured["local"]) == 45
    assert data.selection == "validation"


def test_a_check_set_that_is_kept_chooses_no_epoch(workspace):
    before = all_data(workspace, EVERYTHING).measured["validation"]
    keep_check_set(workspace, CheckSet())
    hidden = set(CheckSet().references(workspace.split("validation")["reference"].to_numpy(np.int32)))
    for data in (all_data(workspace, EVERYTHING), cluster_data(workspace, workspace.manifest.contexts[0], EVERYTHING)):
        for name in set(data.measured) & {"validation", "context"}:
            assert not hidden & set(data.measured[name]["reference"])
    after = all_data(workspace, EVERYTHING).measured["validation"]
    assert 0 < len(after) < len(before)


def test_the_test_split_is_never_among_them(tmp_path, toy_content):
    content = toy_content(tmp_path)
    content.triples.loc[content.triples.index % 3 == 0, "split"] = "test"
    data = all_data(create_workspace(tmp_path / "ws", content), EVERYTHING)
    for frame in (data.training, *data.measured.values()):
        assert "test" not in set(frame["split"])


def test_an_unknown_context_lists_the_known(workspace):
    expected = "has no training triples in context 'beach'. Its context clusters: "
    with pytest.raises(NotFoundError, match=re.escape(expected)):
        cluster_data(workspace, "beach", EVERYTHING)


def test_triples_without_files_are_left_out_and_counted(workspace):
    usable = EVERYTHING.copy()
    usable[:16] = False
    data = all_data(workspace, usable)
    assert len(data.training) + data.left_out == 405
    assert (data.training[["reference", "a", "b"]] >= 16).all().all()
    with pytest.raises(NotFoundError, match=r"has 405 training triples at all, and of none of them all three images"):
        all_data(workspace, ~EVERYTHING)


def test_votes_weigh_and_a_choice_counts_once(tmp_path, toy_content):
    content = toy_content(tmp_path)
    frame = content.triples.iloc[:3].copy()
    frame["choice"] = ["A", "B", "tie"]
    frame["votes_a"], frame["votes_b"] = [4, None, None], [1, None, None]
    frame["class_a"], frame["class_b"] = [1, None, 2], [4, None, 2]
    answers = answers_of(frame.astype({"votes_a": "Int32", "votes_b": "Int32", "class_a": "Int8", "class_b": "Int8"}))
    np.testing.assert_array_equal(answers.votes, [[4, 1], [0, 1], [0.5, 0.5]])
    np.testing.assert_allclose(answers.apart, [0.6, 0, 0])
