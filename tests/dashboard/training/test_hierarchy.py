"""The hierarchy of a proxy run on the page: classes under groups, and pictures of the training split alone."""

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from simlab.dashboard.training.hierarchy import example_rows, hierarchy_table
from simlab.training.proxies.hierarchy_file import Groups, ProxyHierarchy, write_hierarchy
from simlab.workspace import Manifest, Workspace, WorkspaceContent, create_workspace
from simlab.workspace.triple_table import COLUMNS as TRIPLE_COLUMNS

CLASSES = ("animals/cat", "animals/dog", "things/<b>car</b>")
FOUND = ProxyHierarchy(
    CLASSES,
    "clusters",
    (Groups(("cat, dog", "<b>car</b>"), (0, 0, 1), (0.9, 0.8, 1.0)), Groups(("all",), (0, 0), (0.5, 0.4))),
)


@pytest.fixture
def classes_workspace(home, tmp_path) -> Workspace:
    files = [tmp_path / f"{number}.png" for number in range(18)]
    for number, file in enumerate(files):
        Image.new("RGB", (8, 8), (number * 9, 90, 40)).save(file)
    splits = np.where(np.arange(18) % 6 < 5, "train", "test")
    images = pd.DataFrame({"id": [file.name for file in files], "pool": "all", "split": splits})
    images["label"] = np.repeat(CLASSES, 6)
    content = WorkspaceContent(Manifest("study"), images, pd.DataFrame(columns=list(TRIPLE_COLUMNS)), files, "a test")
    return create_workspace(home / "workspaces" / "study", content)


def test_a_class_and_its_groups():
    table = hierarchy_table(FOUND)
    assert table["class"].tolist() == list(CLASSES)
    assert table["group on level 1"].tolist() == ["1: cat, dog", "1: cat, dog", "2: <b>car</b>"]
    assert table["group on level 2"].tolist() == ["1: all"] * 3


def test_examples_are_of_the_training_split(classes_workspace):
    assert example_rows(classes_workspace, CLASSES[1]) == [6, 7, 8, 9]
    assert example_rows(classes_workspace, "animals/cow") == []


def test_a_group_is_shown_with_pictures_of_its_classes(training_page, classes_workspace, write_training_run):
    folder = write_training_run(classes_workspace, "proxies", finished=True)
    write_hierarchy(folder, FOUND)
    page = training_page()
    groups = page.selectbox(key="training.group-proxies")
    assert groups.options == ["1: cat, dog", "2: <b>car</b>"]
    shown = next(block.proto.body for block in page.get("html") if "sl-classes" in block.proto.body)
    assert shown.count("<img") == 8
    groups.select_index(1).run()
    shown = next(block.proto.body for block in page.get("html") if "sl-classes" in block.proto.body)
    assert "things/&lt;b&gt;car&lt;/b&gt;" in shown
    assert shown.count("<img") == 4
