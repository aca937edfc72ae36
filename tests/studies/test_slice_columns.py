import numpy as np
import pandas as pd
import pytest

from simlab.errors import InputError, NotFoundError
from simlab.studies.slice_columns import slice_columns, slicings_of

N_REFERENCES = 68  # 40 of validation, 16 of test, 12 of training


@pytest.fixture
def study(workspace):
    """The planted world with more columns in its image table."""
    n = len(workspace.images)
    rows = np.arange(n)
    images = workspace.images.assign(
        season=pd.array([("winter", "summer", None)[row % 3] for row in rows], dtype="string"),
        brightness=rows.astype(float),
        name=[f"n{row}" for row in rows],
        town=[f"town-{row % 41}" for row in rows],
        split_of=np.where(rows < 40, "early", "late"),
        empty=pd.array([None] * n, dtype="string"),
        indoors=rows % 2 == 0,
    )
    workspace.replace_tables(images, workspace.triples)
    return workspace


def obstacles(workspace, references):
    return {column.name: column.obstacle for column in slice_columns(workspace, references)}


def test_what_can_be_sliced_by_and_why_the_rest_cannot(study):
    found = obstacles(study, np.arange(40))
    assert next(iter(found)) == "context"
    assert [name for name, obstacle in found.items() if not obstacle] == ["context", "season", "brightness", "indoors"]
    assert "id" not in found
    assert found["name"] == "it has 68 different values, and at most 40 are told apart"
    assert found["town"] == "it has 41 different values, and at most 40 are told apart"
    assert found["split_of"] == found["pool"] == "it has the same value for every reference here"
    assert found["empty"] == found["width"] == "it is empty for every reference here"
    assert obstacles(study, np.arange(30, 50))["split_of"] == ""


def test_names_that_no_two_references_share_are_refused(toy_workspace):
    workspace = toy_workspace(references={"validation": 8, "test": 4, "train": 4})
    images = workspace.images.assign(name=[f"n{row}" for row in range(len(workspace.images))])
    workspace.replace_tables(images, workspace.triples)
    assert obstacles(workspace, np.arange(8))["name"] == "it has a different value for every reference"


def test_slices_are_the_same_in_every_split(study):
    validation, test = np.arange(40), np.arange(40, 56)
    seen, later = (slicings_of(study, ("brightness",), rows)[0] for rows in (validation, test))
    edges = np.quantile(np.arange(N_REFERENCES), (0.25, 0.5, 0.75))
    assert seen.labels == later.labels == ("up to 16.75", "16.75 to 33.5", "33.5 to 50.25", "over 50.25", "no value")
    for found, rows in ((seen, validation), (later, test)):
        assert found.slices.tolist() == [int(sum(row > edge for edge in edges)) for row in rows]


def test_contexts_come_as_in_the_manifest_and_columns_once(study):
    context, season = slicings_of(study, ("context", "season", "context"), np.arange(6))
    assert context.labels == ("west", "east", "no value")
    assert context.slices.tolist() == [0, 1] * 3
    assert season.labels == ("summer", "winter", "no value")
    assert season.slices.tolist() == [1, 0, 2] * 2


def test_columns_that_are_not_there_or_no_use_are_refused(study):
    can = r"Columns to slice by: context, season, brightness, indoors\."
    with pytest.raises(NotFoundError, match=rf"'toy' has no column 'seson' to slice by\. {can}"):
        slicings_of(study, ("seson",), np.arange(40))
    with pytest.raises(InputError, match=rf"Column 'name' cannot be sliced by: it has 68 different values, .*\. {can}"):
        slicings_of(study, ("name",), np.arange(40))
