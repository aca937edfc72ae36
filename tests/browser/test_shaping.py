"""Regions shaped by hand in a real browser: by mouse and by keys, every edit one small step of the history."""

from typing import Any

import numpy as np
import pytest

from simlab.ensembles.geometry import points_inside, region_shape
from simlab.maps import load_map
from simlab.studies.designs.named import NamedDesign, open_design
from simlab.workspace import Workspace
from tests.browser.test_regions import start_design

pytestmark = pytest.mark.browser
MOST_BYTES = 5_000
_TO_SCREEN = """(place) => {
  const graph = document.querySelector('[data-simlab-canvas] .js-plotly-plot');
  const { left, top } = graph.getBoundingClientRect();
  const { xaxis, yaxis } = graph._fullLayout;
  return [left + xaxis._offset + xaxis.d2p(place[0]), top + yaxis._offset + yaxis.d2p(place[1])];
}"""
_VIEW = """() => {
  const { xaxis, yaxis } = document.querySelector('[data-simlab-canvas] .js-plotly-plot')._fullLayout;
  return [xaxis.range.map(Number), yaxis.range.map(Number)];
}"""


class Shaper:
    """A reader with one design open, and what is kept of it."""

    def __init__(self, reader: Any, dashboard: Any, name: str) -> None:
        self.reader, self.page, self.name = reader, reader.page, name
        self.workspace = dashboard.home / "workspaces" / "material"
        self.sent: list[int] = []
        self.page.on("websocket", lambda socket: socket.on("framesent", self._note))
        start_design(reader, name)
        self.sent.clear()

    def _note(self, frame: Any) -> None:
        self.sent.append(len(frame))

    def kept(self) -> NamedDesign:
        return open_design(Workspace.open(self.workspace), self.name)

    def polygon(self, number: int = 0) -> tuple[tuple[float, float], ...]:
        return self.kept().design.regions[number].points

    def inside(self, polygon: tuple[tuple[float, float], ...]) -> set[int]:
        """Fitted references in a polygon."""
        found = load_map(Workspace.open(self.workspace), self.kept().design.map_id)
        return set(found.fitted_rows[points_inside(region_shape(polygon), found.fitted_coordinates)].tolist())

    def step(self, step: int, last: int | None = None) -> None:
        """Wait until the page says which step it is."""
        self.page.wait_for_selector(f"text=step {step} of {last or step} ·")
        self.reader.settle()

    def use(self, tool: str) -> None:
        self.page.locator(f"[data-tool={tool}]").click()

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A share of the map's width and height as pixels of the page."""
        box = self.page.locator("[data-simlab-canvas] .slc-stage").bounding_box()
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def on_screen(self, place: tuple[float, float]) -> tuple[float, float]:
        x, y = self.page.evaluate(_TO_SCREEN, list(place))
        return x, y

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.page.mouse.move(*start)
        self.page.mouse.down()
        for share in (0.25, 0.5, 0.75, 1):
            self.page.mouse.move(*(s + share * (e - s) for s, e in zip(start, end, strict=True)))
        self.page.mouse.up()

    def click(self, x: float, y: float, count: int = 1) -> None:
        self.page.mouse.click(*self.place(x, y), click_count=count)

    def draw_box(self, left: float, top: float, right: float, bottom: float) -> None:
        self.use("box")
        self.drag(self.place(left, top), self.place(right, bottom))

    def corners_shown(self) -> int:
        return int(self.page.locator(".slc-corner").count())

    def view(self) -> Any:
        return self.page.evaluate(_VIEW)


def middle(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def test_corners_are_moved_added_and_removed_by_mouse(reader: Any, dashboard: Any) -> None:
    shaper = Shaper(reader, dashboard, "by-mouse")
    page = shaper.page
    page.mouse.move(*shaper.place(0.5, 0.5))
    page.mouse.wheel(0, -200)
    page.wait_for_timeout(300)
    view = shaper.view()
    shaper.draw_box(0.3, 0.3, 0.6, 0.7)
    shaper.step(1)
    drawn = shaper.polygon()
    assert shaper.corners_shown() == 4, "what was drawn just now is in hand"
    page.keyboard.press("Escape")
    assert shaper.corners_shown() == 0
    page.mouse.click(*shaper.on_screen((drawn[0][0] * 0.7 + drawn[1][0] * 0.3, drawn[0][1])))
    assert shaper.corners_shown() == 4

    # A corner: only references in the triangle between its old and new edges change sides.
    target = shaper.place(0.12, 0.12)
    shaper.drag(shaper.on_screen(drawn[0]), target)
    shaper.step(2)
    moved = shaper.polygon()
    assert moved[1:] == drawn[1:], "corners that the hand did not touch stay as they are, to the last digit"
    assert np.allclose(shaper.on_screen(moved[0]), target, atol=0.6)
    swept = shaper.inside((drawn[0], drawn[1], moved[0])) | shaper.inside((drawn[0], moved[0], drawn[3]))
    before, after = shaper.inside(drawn), shaper.inside(moved)
    assert after > before, "the map has references where the corner went"
    assert before ^ after <= swept
    assert shaper.view() == view

    # The dot in the middle of an edge: a corner more; on a straight edge nothing changes sides.
    page.mouse.click(*shaper.on_screen(middle(moved[1], moved[2])))
    shaper.step(3)
    longer = shaper.polygon()
    assert longer[:2] + longer[3:] == moved
    assert np.allclose(longer[2], middle(moved[1], moved[2]), rtol=1e-4)
    shaper.drag(shaper.on_screen(longer[2]), shaper.place(0.75, 0.5))
    shaper.step(4)
    bulged = shaper.polygon()
    assert bulged[:2] + bulged[3:] == moved
    assert shaper.inside(bulged) >= shaper.inside(longer)

    page.keyboard.down("Alt")
    page.mouse.click(*shaper.on_screen(bulged[2]))
    page.keyboard.up("Alt")
    shaper.step(5)
    assert shaper.polygon() == moved
    assert shaper.view() == view
    assert page.get_by_text("step 5 of 5 · reshaped region 1").count() == 1
    assert 0 < max(shaper.sent) <= MOST_BYTES


def test_a_region_is_moved_whole_and_let_go(reader: Any, dashboard: Any) -> None:
    shaper = Shaper(reader, dashboard, "moved")
    page = shaper.page
    shaper.draw_box(0.3, 0.3, 0.5, 0.6)
    shaper.step(1)
    drawn = np.array(shaper.polygon())
    page.locator(".slc-region-name").wait_for()
    name = page.locator(".slc-region-name").bounding_box()
    page.mouse.click(name["x"] + name["width"] / 2, name["y"] + name["height"] / 2)
    assert page.locator(".slc-region.slc-chosen").count() == 1

    edge = shaper.on_screen((drawn[0][0] * 0.7 + drawn[1][0] * 0.3, drawn[0][1]))
    shaper.drag(edge, (edge[0] + 60, edge[1] + 30))
    shaper.step(2)
    shifts = np.array(shaper.polygon()) - drawn
    assert np.allclose(shifts, shifts[0], rtol=1e-9)
    assert np.allclose(shaper.on_screen(tuple(shifts[0])), np.add(shaper.on_screen((0, 0)), (60, 30)), atol=0.6)

    # With the hand, the inside moves it as well; the map stays where it is.
    view = shaper.view()
    shaper.use("pan")
    inside = shaper.on_screen(tuple(np.mean(shaper.polygon(), axis=0)))
    shaper.drag(inside, (inside[0] - 60, inside[1] - 30))
    shaper.step(3)
    assert np.allclose(shaper.polygon(), drawn, atol=1e-6 * np.abs(drawn).max())
    assert shaper.view() == view

    page.mouse.move(*inside)
    page.mouse.down()
    page.mouse.move(inside[0] + 40, inside[1])
    page.keyboard.press("Escape")
    page.mouse.up()
    page.keyboard.press("Escape")
    assert shaper.corners_shown() == 0, "the first Escape ends the drag, the second lets the region go"
    assert shaper.kept().step == 3


def test_keys_walk_nudge_undo_redo_and_delete(reader: Any, dashboard: Any) -> None:
    shaper = Shaper(reader, dashboard, "by-keys")
    page = shaper.page
    shaper.draw_box(0.1, 0.2, 0.35, 0.6)
    shaper.step(1)
    shaper.draw_box(0.5, 0.2, 0.8, 0.6)
    shaper.step(2)
    first, second = shaper.polygon(0), shaper.polygon(1)
    page.locator(".slc-stage").focus()
    page.keyboard.press("Escape")
    for expected in (0, 1):
        page.keyboard.press("Tab")
        assert page.locator(".slc-region.slc-chosen").get_attribute("data-region") == (
            shaper.kept().design.regions[expected].id
        )
    page.keyboard.press("Shift+Tab")

    for key in ("ArrowRight", "Shift+ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    shaper.step(3)  # one step for all three
    shift = np.array(shaper.polygon(0)) - np.array(first)
    expected = np.subtract(shaper.on_screen((0, 0)), shaper.on_screen(tuple(shift[0])))
    assert np.allclose(expected, (-11, -1), atol=1e-3)
    assert shaper.polygon(1) == second

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+ArrowUp")
    shaper.step(4)
    corner = shaper.polygon(0)
    nudged = tuple(tuple(row) for row in np.array(first) + shift)
    assert np.allclose(np.delete(corner, 1, axis=0), np.delete(nudged, 1, axis=0), rtol=1e-9)
    assert np.allclose(np.subtract(shaper.on_screen(corner[1]), shaper.on_screen(nudged[1])), (0, -10), atol=0.1)
    page.keyboard.press("Delete")
    shaper.step(5)
    assert shaper.polygon(0) == (corner[0], *corner[2:])
    page.keyboard.press("Delete")
    page.wait_for_timeout(500)
    assert len(shaper.polygon(0)) == 3, "no corner of three is removed, and a held corner never deletes the region"

    page.keyboard.press("Escape")
    page.keyboard.press("Delete")
    shaper.step(6)
    assert [region.points for region in shaper.kept().design.regions] == [second]
    end = shaper.kept().design
    for step in (5, 4, 3, 2):
        page.keyboard.press("Control+z")
        shaper.step(step, 6)
    assert (shaper.polygon(0), shaper.polygon(1)) == (first, second)
    for step, key in ((3, "Control+Shift+z"), (4, "Control+y"), (5, "Control+y"), (6, "Control+y")):
        page.keyboard.press(key)
        shaper.step(step, 6)
    assert shaper.kept().design == end


def test_map_and_list_have_one_region_in_hand(reader: Any, dashboard: Any) -> None:
    shaper = Shaper(reader, dashboard, "in-hand")
    page = shaper.page
    shaper.draw_box(0.1, 0.2, 0.35, 0.6)
    shaper.step(1)
    shaper.draw_box(0.5, 0.2, 0.8, 0.6)
    shaper.step(2)
    first, second = (region.id for region in shaper.kept().design.regions)

    def in_hand(region: str) -> None:
        page.wait_for_selector(f".slc-region.slc-chosen[data-region='{region}']", state="attached")
        page.wait_for_selector(f".sdp-row.sdp-chosen[data-region='{region}']")

    in_hand(second)
    page.locator(f".sdp-row[data-region='{first}'] .sdp-name").click()
    in_hand(first)
    page.locator(f".slc-region-name[data-region='{second}']").click(force=True)
    in_hand(second)
    page.locator(".slc-stage").focus()
    page.keyboard.press("Shift+Tab")
    in_hand(first)
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.querySelectorAll('.slc-chosen, .sdp-chosen').length === 0")
    reader.settle()

    # A point is in hand beside a region, ringed until Escape.
    place = min(reader.points_in_sight(), key=lambda point: point[1])  # the topmost, away from both outlines
    page.locator("[data-tool=pan]").click()
    page.mouse.click(*place)
    reader.settle()
    ringed = "() => document.querySelector('.slc-selected').getContext('2d')"
    ringed += ".getImageData(0, 0, 2000, 2000).data.some((value) => value > 0)"
    page.wait_for_function(ringed)
    page.mouse.move(5, 5)
    page.keyboard.press("Escape")
    page.wait_for_function(ringed.replace("() =>", "() => !"))
    assert shaper.kept().step == 2


def test_a_lasso_that_ends_where_it_began_has_no_double_corner(reader: Any, dashboard: Any) -> None:
    shaper = Shaper(reader, dashboard, "closed-lasso")
    shaper.use("lasso")
    reader.drag_lasso((0.2, 0.2), (0.6, 0.25), (0.55, 0.7), (0.25, 0.6))
    shaper.step(1)
    places = np.array([shaper.on_screen(vertex) for vertex in shaper.polygon()])
    apart = np.linalg.norm(places - np.roll(places, 1, axis=0), axis=1)
    assert apart.min() > 3
    assert len(places) == 4


def test_a_polygon_is_drawn_corner_by_corner(reader: Any, dashboard: Any) -> None:
    shaper = Shaper(reader, dashboard, "by-clicks")
    page = shaper.page
    shaper.use("polygon")
    places = ((0.2, 0.2), (0.5, 0.25), (0.45, 0.6), (0.2, 0.5))

    def corners_are(number: int, expected: tuple[tuple[float, float], ...]) -> None:
        found = [shaper.on_screen(vertex) for vertex in shaper.polygon(number)]
        assert np.allclose(found, [shaper.place(*place) for place in expected], atol=0.6)

    for place in (*places[:2], (0.9, 0.9)):
        shaper.click(*place)
    page.keyboard.press("Backspace")
    for place in places[2:]:
        shaper.click(*place)
    page.keyboard.press("Enter")
    shaper.step(1)
    corners_are(0, places)

    for place in places[:3]:
        shaper.click(*place)
        page.wait_for_timeout(20)
    shaper.click(*places[0])  # on the first corner
    shaper.step(2)
    corners_are(1, places[:3])

    for place in places[:2]:
        shaper.click(*place)
    shaper.click(*places[2], count=2)
    shaper.step(3)
    corners_are(2, places[:3])

    for place in places:
        shaper.click(*place)
    page.keyboard.press("Escape")
    assert page.locator(".slc-drawing").count() == 0
    page.keyboard.press("Enter")
    page.wait_for_timeout(400)
    assert shaper.kept().step == 3
