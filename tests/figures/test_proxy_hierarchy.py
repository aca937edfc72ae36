import pytest

from simlab.figures.proxy_hierarchy import ALL, proxy_hierarchy
from simlab.training.proxies.hierarchy_file import Groups, ProxyHierarchy

CLASSES = ("a/x", "a/y", "b/z", "b/<w>")
LOWER = Groups(("x, z", "y", "w"), (0, 1, 0, 2), (0.9, 1.0, 0.8, 1.0))
UPPER = Groups(("first", "second"), (0, 1, 1), (1.0, 0.7, 0.6))


@pytest.mark.parametrize("levels", [(), (LOWER,), (LOWER, UPPER)])
def test_every_class_hangs_below_its_groups(levels):
    (boxes,) = proxy_hierarchy(ProxyHierarchy(CLASSES, "clusters", levels)).data
    above = dict(zip(boxes.ids, boxes.parents, strict=True))
    assert boxes.labels[0] == ALL
    assert sum(boxes.values) == 4
    for number in range(4):
        path, here = [], f"class/{number}"
        while (here := above[here]) != "root":
            path.append(here)
        lower = LOWER.parents[number]
        assert path == [f"0/{lower}", f"1/{UPPER.parents[lower]}"][: len(levels)]


def test_colours_tell_folders_and_boxes_say_what_they_are():
    (boxes,) = proxy_hierarchy(ProxyHierarchy(CLASSES, "clusters", (LOWER,))).data
    of_class = dict(zip(boxes.ids, boxes.marker.colors, strict=True))
    assert of_class["class/0"] == of_class["class/1"] != of_class["class/2"] == of_class["class/3"]
    assert of_class["0/0"] not in (of_class["class/0"], of_class["class/2"])
    assert [list(key) for key in boxes.customdata[-4:]] == [["class", path] for path in CLASSES]
    assert list(boxes.customdata[1]) == ["group", "0/0"]
    assert boxes.labels[-1] == "&lt;w&gt;"
    assert boxes.hovertext[1] == "2 classes: a/x, b/z"
    assert boxes.hovertext[-2] == "folder: b<br>similarity to its group: 0.80"
