import numpy as np
import pytest

from simlab.errors import InputError, NotFoundError
from simlab.studies.retrieval import RetrievalTask, rows_of, task_named, task_of_query, tasks_of

SIDE = 32  # sources, then as many targets


def test_pairs_of_a_split_are_one_task(study):
    (task,) = tasks_of(study, "validation")
    assert (task.name, task.kind, task.split) == ("pairs", "pairs", "validation")
    assert task.queries.tolist() == list(range(24))
    assert task.gallery.tolist() == list(range(SIDE, SIDE + 24))
    assert task.is_right(3, np.arange(30, 40)).tolist() == [row == SIDE + 3 for row in range(30, 40)]
    assert (task.right[24:SIDE] == -1).all()


def test_pictures_of_a_class_ask_each_other_and_one_that_is_alone_asks_nothing(study):
    (task,) = tasks_of(study, "train")
    assert (task.name, task.kind) == ("classes", "classes")
    start = 2 * SIDE
    assert task.queries.tolist() == list(range(start, start + 20))
    assert task.gallery.tolist() == list(range(start, start + 21))
    assert task.is_right(start + 1, task.gallery[:6]).tolist() == [True, False, True, True, False, False]
    assert task.groups.tolist() == np.repeat(task.right[start : start + 20 : 4], 4).tolist()


def test_a_source_without_its_target_asks_nothing(study):
    images = study.images.drop(index=SIDE + 5).reset_index(drop=True)
    study.__dict__["images"] = images
    (task,) = tasks_of(study, "validation")
    assert 5 not in task.queries
    assert len(task.queries) == 23


def test_tasks_are_found_by_name_and_by_query(study):
    assert task_named(study, "test").queries.tolist() == list(range(24, 32))
    assert isinstance(task_of_query(study, 2), RetrievalTask)
    assert task_of_query(study, SIDE + 2) is None
    assert task_of_query(study, len(study.images) - 1) is None
    with pytest.raises(NotFoundError, match="no retrieval task 'classes' in split validation; it has pairs there"):
        task_named(study, "validation", "classes")
    with pytest.raises(InputError, match="'check' is no split of images; the splits are train, validation, test"):
        tasks_of(study, "check")


def test_a_study_of_triples_alone_has_no_task(toy_workspace):
    workspace = toy_workspace()
    assert tasks_of(workspace) == ()
    with pytest.raises(NotFoundError, match="it has none there"):
        task_named(workspace, "validation")


def test_rows_are_models_strategies_and_designs(study):
    rows = rows_of(study)
    assert [row.key for row in rows[:5]] == ["colours", "hash", "good", "noise", "far+near"]
    assert [row.key for row in rows if row.kind == "design"] == ["design:halves", "design:mixed"]
    assert {"best", "vote", "mean"} < {row.key for row in rows if row.kind == "strategy"}
    assert not any(row.problem for row in rows)
    assert [row.is_ensemble for row in rows] == [False] * 5 + [True] * (len(rows) - 5)


def test_models_are_put_side_by_side_whatever_is_in_their_names(study):
    (row,) = rows_of(study, ["good+noise"])
    assert (row.key, row.kind, row.models) == ("good+noise", "concatenation", ("good", "noise"))
    assert [row.key for row in rows_of(study, ["far+near", "halves", "good", "good"])] == [
        "far+near",
        "design:halves",
        "good",
    ]
    with pytest.raises(InputError, match=r"far\+near is compared by euclidean distance, and only unit vectors"):
        rows_of(study, ["good+far+near"])
    with pytest.raises(InputError, match="good comes more than once"):
        rows_of(study, ["good+good"])
    with pytest.raises(InputError, match="'look' serves features only"):
        rows_of(study, ["look"])
    with pytest.raises(
        NotFoundError, match=r"'best\+good' ranks nothing in workspace 'searched'. Its rows: colours, hash"
    ):
        rows_of(study, ["best+good"])


def test_a_study_without_answers_offers_no_ensembles(study):
    study.__dict__["triples"] = study.triples.iloc[:0]
    assert {row.kind for row in rows_of(study)} == {"cs", "baseline"}


def test_a_model_without_vectors_says_so(study):
    (study.path / "embeddings" / "noise" / "embedding.json").unlink()
    noise, both = rows_of(study, ["noise", "good+noise"])
    assert noise.problem.startswith("Model 'noise' has no embedding")
    assert both.problem == noise.problem
