import numpy as np

from simlab.dashboard.canvas import CanvasEvent
from simlab.dashboard.explore.paging import Page
from simlab.dashboard.map_view.drawn_points import drawing_notice, drawn_sample
from simlab.dashboard.map_view.selection import Selection, selection_after

SQUARE = ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0))


def event(kind: str, **parts: object) -> CanvasEvent:
    filled = {"panel": 0, "points": (), "reference": None, "tool": None} | parts
    return CanvasEvent(1, "mount", "", kind, **filled)


def test_the_server_decides_who_lies_inside_and_the_boundary_does() -> None:
    coordinates = np.array([[1.0, 1.0], [2.0, 1.0], [2.1, 1.0], [np.nan, np.nan]])
    members = Selection("map", polygon=SQUARE).members(np.array([5, 6, 7, 8]), coordinates)
    assert members.tolist() == [True, True, False, False]


def test_a_click_selects_one_reference() -> None:
    selection = selection_after(event("click", points=((1.0, 1.0),), reference=7), None, "map")
    assert selection == Selection("map", reference=7)
    assert selection.members(np.array([5, 7]), np.zeros((2, 2))).tolist() == [False, True]


def test_a_shape_replaces_and_clear_removes() -> None:
    before = Selection("map", reference=7)
    assert selection_after(event("select", points=SQUARE), before, "map") == Selection("map", polygon=SQUARE)
    assert selection_after(event("clear"), before, "map") is None


def test_a_selection_belongs_to_its_map() -> None:
    before = Selection("map", polygon=SQUARE)
    assert selection_after(None, before, "map") == before
    assert selection_after(None, before, "other map") is None


def test_the_sample_is_the_same_every_time_and_said() -> None:
    placed = np.arange(100, 200)
    first, second = drawn_sample(placed, 10), drawn_sample(placed, 10)
    np.testing.assert_array_equal(first, second)
    assert len(first) == 10
    assert (np.diff(first) > 0).all()
    np.testing.assert_array_equal(drawn_sample(placed, 100), placed)
    assert drawing_notice(100, 100, 100) == ""
    assert drawing_notice(30_000, 20_000, 30_003) == (
        "20,000 of 30,000 references drawn (random sample, seed 0); figures use all · "
        "3 of 30,003 references have no place on this map"
    )


def test_pages() -> None:
    assert Page(0, 10, 47).label == "1–10 of 47"
    assert Page(4, 10, 47).label == "41–47 of 47"
    assert (Page(0, 10, 47).last, Page(0, 10, 40).last, Page(0, 10, 0).last) == (4, 3, 0)
    assert Page(0, 10, 0).label == "none"
