import json

import numpy as np
import pytest

from simlab.errors import FormatVersionError, WorkspaceError
from simlab.training.proxies.hierarchy_file import (
    FILE_NAME,
    hierarchy_of,
    read_hierarchy,
    write_hierarchy,
)

CLASSES = ["fruit/apple", "fruit/pear", "water/ray", "water/shark", "water/eel"]
PROXIES = np.array([[2.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0.2], [0, 0, 1]])
PARENTS = np.array([1, 1, 0, 0, 0])


def groups() -> np.ndarray:
    return np.stack([PROXIES[group == PARENTS].mean(axis=0) for group in range(2)])


def test_groups_are_named_after_their_nearest_classes_and_know_how_near():
    hierarchy = hierarchy_of(CLASSES, "clusters", PROXIES, [(PARENTS, groups())])
    (level,) = hierarchy.levels
    assert level.names == ("shark, ray, eel", "apple, pear")
    assert hierarchy.group_of(0) == (1, 1, 0, 0, 0)
    mean = groups()[0]
    assert level.closeness[4] == pytest.approx(mean[2] / np.linalg.norm(mean), abs=1e-4)
    assert level.closeness[:2] == (1, 1)


def test_levels_above_hold_the_groups_below(tmp_path):
    top = groups().mean(axis=0, keepdims=True)
    levels = [(PARENTS, groups()), (np.zeros(2, dtype=int), top)]
    hierarchy = hierarchy_of(CLASSES, "folders", PROXIES, levels, [("water", "fruit"), ("all",)])
    assert hierarchy.levels[1].names == ("all",)
    assert hierarchy.group_of(1) == (0,) * 5
    write_hierarchy(tmp_path, hierarchy)
    assert read_hierarchy(tmp_path) == hierarchy


def test_a_missing_a_damaged_and_a_newer_file(tmp_path):
    assert read_hierarchy(tmp_path) is None
    (tmp_path / FILE_NAME).write_text('{"format_version": 1, "classes": []}', encoding="utf-8")
    with pytest.raises(WorkspaceError, match=r"hierarchy\.json is damaged \('levels'\)\. Train again with --no-resume"):
        read_hierarchy(tmp_path)
    write_hierarchy(tmp_path, hierarchy_of(CLASSES, "none", PROXIES, []))
    content = json.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8"))
    (tmp_path / FILE_NAME).write_text(json.dumps({**content, "format_version": 2}), encoding="utf-8")
    with pytest.raises(FormatVersionError, match="has format version 2"):
        read_hierarchy(tmp_path)
