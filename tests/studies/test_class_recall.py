import re

import numpy as np
import pandas as pd
import pytest

from simlab.errors import InputError, NotFoundError
from simlab.evaluation import accuracy_estimate
from simlab.evaluation.class_retrieval import class_retrieval
from simlab.studies.class_recall import SUBJECT, class_recall
from simlab.workspace import Manifest, ModelEntry, Workspace, WorkspaceContent, create_workspace
from simlab.workspace.triple_table import COLUMNS as TRIPLE_COLUMNS

CLASSES, PICTURES = 12, 8


@pytest.fixture
def classes(tmp_path) -> Workspace:
    """Six classes of split train, six of test; `sharp` tells classes apart, `blind` does not, `partial` lacks some."""
    rng = np.random.default_rng(0)
    number = np.repeat(np.arange(CLASSES), PICTURES)
    images = pd.DataFrame({"id": [f"p{n}" for n in range(len(number))], "pool": "p"})
    images["label"] = [f"group{n % 3}/class{n:02}" for n in number]
    images["split"] = np.where(number < 6, "train", "test")
    images.loc[95, "label"] = None
    triples = pd.DataFrame(columns=list(TRIPLE_COLUMNS))
    content = WorkspaceContent(Manifest("toy"), images, triples, [None] * len(images), "toy")
    workspace = create_workspace(tmp_path / "toy", content)
    near = np.eye(CLASSES)[number] + 0.3 * rng.normal(size=(len(number), CLASSES))
    rows = np.arange(len(number))
    workspace.write_embedding(ModelEntry("sharp", "baseline"), near, rows)
    workspace.write_embedding(ModelEntry("blind", "baseline"), rng.normal(size=(len(number), 5)), rows)
    workspace.write_embedding(ModelEntry("partial", "global"), near[:90], rows[:90], distance="euclidean")
    workspace.write_embedding(ModelEntry("map", "features"), near, rows)
    return workspace


def test_rows_are_the_figures_of_each_model_with_intervals_over_classes(classes):
    result = class_recall(classes, "train")
    assert [row.model.name for row in result.rows] == ["sharp", "blind", "partial"]
    assert (result.n_pictures, result.n_classes, result.n_missing, result.n_alone) == (48, 6, 0, 0)
    sharp, blind, partial = (row.figures for row in result.rows)
    assert list(sharp) == ["recall_at_1", "recall_at_2", "recall_at_4", "recall_at_8", "map_at_r", "r_precision"]
    labels = classes.images["label"].iloc[:48].to_numpy(dtype=str)
    found = class_retrieval(classes.embedding("sharp").vectors[:48], labels)
    expected = accuracy_estimate(found.average_precision, np.repeat(np.arange(6), 8))
    got = sharp["map_at_r"]
    assert (got.value, got.low, got.high) == pytest.approx((expected.value, expected.low, expected.high))
    assert (sharp["recall_at_1"].n_triples, sharp["recall_at_1"].n_references) == (48, 6)
    assert sharp["recall_at_1"].value > 0.7 > 0.4 > blind["recall_at_1"].value
    assert blind["recall_at_1"].low <= blind["recall_at_1"].value <= blind["recall_at_1"].high
    assert partial["recall_at_1"].value > 0.7


def test_an_unseen_euclidean_model_ranks_by_its_own_distance(classes):
    vectors = np.array(classes.embedding("partial").vectors[:48])
    labels = classes.images["label"].iloc[:48].to_numpy(dtype=str)
    distances = np.linalg.norm(vectors[:, None] - vectors[None], axis=2) + 9 * np.eye(48)
    literal = np.mean(labels[distances.argmin(axis=1)] == labels)
    assert class_recall(classes, "train", models=["partial"]).rows[0].figures["recall_at_1"].value == literal


def test_all_models_are_asked_about_the_same_pictures(classes):
    result = class_recall(classes, "test", reveal="the table")
    assert (result.n_pictures, result.n_missing) == (42, 5)  # one of 48 has no class, five no vector
    alone = class_recall(classes, "test", models=["sharp"], reveal="the table")
    assert (alone.n_pictures, alone.n_missing) == (47, 0)


def test_the_test_split_is_closed_until_a_reason_is_given(classes):
    with pytest.raises(InputError, match=re.escape("The test split of 'toy' is closed for " + SUBJECT)):
        class_recall(classes, "test")
    first = class_recall(classes, "test", models=["sharp"], reveal="the table").to_json()
    assert class_recall(classes, "test", models=["sharp"]).to_json() == first
    assert [reveal.subject for reveal in classes.store.reveals()] == [SUBJECT]
    with pytest.raises(InputError, match="is closed"):
        class_recall(classes, "test", models=["blind"])


@pytest.mark.parametrize(
    ("split", "models", "error", "message"),
    [
        ("all", (), InputError, "'all' is no split; the splits are train, validation, test."),
        ("validation", (), NotFoundError, "has no pictures with a class in its validation split. Splits with such "),
        ("train", ("map",), InputError, "map: serves features only and is not scored."),
        ("train", ("none",), NotFoundError, "has no model 'none'"),
    ],
)
def test_what_cannot_be_asked_is_refused(classes, split, models, error, message):
    with pytest.raises(error, match=re.escape(message)):
        class_recall(classes, split, models=models)
