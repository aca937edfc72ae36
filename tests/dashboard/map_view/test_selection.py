import numpy as np

from simlab.dashboard.canvas import CanvasEvent
from simlab.dashboard.explore.paging import Page
from simlab.dashboard.map_view.drawn_points import drawing_notice, drawn_sample
from simlab.dashboard.map_view.selection import Selection, selection_after

SQUARE = ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0))


def event(kind: str, **parts: object) -> CanvasEvent:
    filled = {"panel": 0, "points": (), "reference": None, "tool": None} | parts
    return CanvasEvent(1, "mount", "", kind, **filled)


COORDINATES = np.array([[1.0, 1.0], [2.0, 1.0], [2.1, 1.0], [np.nan, np.nan]])
ROWS = np.array([5, 6, 7, 8])


def select(points: object, mode: str = "replace") -> CanvasEvent:
    return event("select", points=points, mode=mode)


def click(reference: int, mode: str = "replace") -> CanvasEvent:
    return event("click", points=((1.0, 1.0),), reference=reference, mode=mode)


def after(*events: CanvasEvent) -> Selection:
    found = None
    for one in events:
        found = selection_after(one, found, "map")
    assert found is not None
    return found


def rows(*events: CanvasEvent) -> list[int]:
    return ROWS[after(*events).members(ROWS, COORDINATES)].tolist()


def test_the_server_decides_who_lies_inside_and_the_boundary_does() -> None:
    assert rows(select(SQUARE)) == [5, 6]


def test_a_click_selects_one_reference() -> None:
    selection = after(click(7))
    assert selection == Selection.of_reference("map", 7)
    assert (selection.reference, selection.outlines, selection.clicked) == (7, (), True)
    assert rows(click(7)) == [7]


def test_a_shape_replaces_and_clear_removes() -> None:
    before = after(click(7))
    assert selection_after(select(SQUARE), before, "map") == Selection.of_polygon("map", SQUARE)
    assert selection_after(event("clear"), before, "map") is None


def test_strokes_add_and_take_away_in_order() -> None:
    half = ((0.0, 0.0), (1.5, 0.0), (1.5, 2.0), (0.0, 2.0))
    assert rows(select(half), click(7, "add")) == [5, 7]
    assert rows(select(SQUARE), select(half, "subtract")) == [6]
    assert rows(select(SQUARE), select(half, "subtract"), click(5, "add")) == [5, 6]
    assert rows(select(SQUARE), click(6, "subtract"), select(half)) == [5], "a plain stroke begins anew"
    found = after(select(SQUARE), select(half, "subtract"))
    assert [(stroke.polygon, stroke.mode) for stroke in found.outlines] == [(SQUARE, "replace"), (half, "subtract")]
    assert found.reference is None
    assert not found.clicked


def test_the_first_stroke_takes_away_from_all_and_adds_to_none() -> None:
    assert rows(select(SQUARE, "subtract")) == [7, 8]
    assert rows(select(SQUARE, "add")) == [5, 6]
    assert after(click(7, "subtract")).reference is None


def test_a_selection_belongs_to_its_map() -> None:
    before = after(click(7))
    assert selection_after(None, before, "map") == before
    assert selection_after(None, before, "other map") is None
    other = selection_after(select(SQUARE, "add"), before, "other map")
    assert other is not None
    assert len(other.strokes) == 1


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
