import re

import numpy as np
import pandas as pd
import pytest

from simlab.errors import NotFoundError
from simlab.training.proxies.class_data import class_data
from simlab.workspace import Workspace


def changed(workspace: Workspace, **columns) -> Workspace:
    workspace.replace_tables(workspace.images.assign(**columns), workspace.triples)
    return workspace


def test_some_classes_are_kept_for_measuring_and_test_pictures_never_come_in(classes_workspace):
    images = classes_workspace.images
    data = class_data(classes_workspace, 0.25, 0)
    assert len(data.names) == 9
    assert list(data.names) == sorted(data.names)
    assert images["label"].iloc[data.training].tolist() == [data.names[number] for number in data.classes]
    assert data.measured_classes.tolist() == images["label"].iloc[data.measured].tolist()
    assert set(images["split"].iloc[np.concatenate([data.training, data.measured])]) == {"train"}
    assert not set(data.names) & set(data.measured_classes)
    assert (len(data.training), len(data.measured), data.left_out) == (108, 36, 0)
    again, other = class_data(classes_workspace, 0.25, 0), class_data(classes_workspace, 0.25, 1)
    assert data.names == again.names != other.names


def test_none_are_kept_where_none_are_asked_for(classes_workspace):
    data = class_data(classes_workspace, 0.0, 0)
    assert (len(data.names), len(data.training), len(data.measured)) == (12, 144, 0)


def test_pictures_of_split_validation_are_measured_on_and_all_training_classes_trained_on(classes_workspace):
    split = classes_workspace.images["split"].where(classes_workspace.images["split"] != "test", "validation")
    data = class_data(changed(classes_workspace, split=split), 0.25, 0)
    assert (len(data.names), len(data.training), len(data.measured)) == (12, 144, 72)
    assert not set(data.names) & set(data.measured_classes)


def test_pictures_without_a_class_or_a_file_are_not_used(classes_workspace):
    labels = classes_workspace.images["label"].copy()
    labels.iloc[:12] = pd.NA
    path = classes_workspace.images["path"].copy()
    path.iloc[24:27] = pd.NA
    data = class_data(changed(classes_workspace, label=labels, path=path), 0.0, 0)
    assert (len(data.names), len(data.training), data.left_out) == (11, 129, 3)


def test_a_copy_of_a_test_picture_is_not_learned_from(classes_workspace):
    images = classes_workspace.images
    checksums = images["sha256"].copy()
    checksums.iloc[0] = checksums[images["split"] == "test"].iloc[0]
    data = class_data(changed(classes_workspace, sha256=checksums), 0.0, 0)
    assert (0 in data.training, len(data.training), data.left_out) == (False, 143, 1)


def test_too_few_classes_are_refused(classes_workspace):
    message = (
        "1 class(es) of workspace 'classes' can be trained on, by 12 pictures of split train with a class and a file; "
        "at least 2 are needed. Import pictures with `simlab import folders`, or keep fewer classes for validation"
    )
    with pytest.raises(NotFoundError, match=re.escape(message)):
        class_data(classes_workspace, 0.92, 0)
