"""Selections put together on Explore: Shift adds to what is selected, Alt takes away from it."""

from typing import Any

import numpy as np
import pytest

from simlab.ensembles import points_inside, region_shape
from simlab.maps import load_map
from simlab.workspace import Workspace
from tests.browser.test_explore import axes, counts, open_explore

pytestmark = pytest.mark.browser
Box = tuple[float, float, float, float]
LEFT: Box = (0.05, 0.05, 0.45, 0.95)
RIGHT: Box = (0.55, 0.05, 0.95, 0.95)
LOWER: Box = (0.03, 0.5, 0.97, 0.97)


class Selector:
    """A reader on one large map, and what Python makes of the same boxes."""

    def __init__(self, reader: Any, dashboard: Any) -> None:
        self.reader, self.page = reader, reader.page
        open_explore(reader)
        self.page.get_by_text("One map", exact=True).first.click()
        self.page.wait_for_function("document.querySelectorAll('[data-simlab-canvas] .nsewdrag').length === 1")
        reader.settle()
        self.workspace = Workspace.open(dashboard.home / "workspaces" / "material")
        self.triples = self.workspace.split("validation")
        self.references = np.unique(self.triples["reference"].to_numpy(np.int32))
        self.places = load_map(self.workspace, "pca-histogram").coordinates(self.references)
        self.axes = axes(reader)
        self.page.locator("[data-tool=box]").click()

    def inside(self, box: Box) -> np.ndarray:
        (left, right), (bottom, top) = self.axes
        xs = [left + x * (right - left) for x in (box[0], box[2])]
        ys = [top - y * (top - bottom) for y in (box[1], box[3])]
        corners = ((xs[0], ys[0]), (xs[1], ys[0]), (xs[1], ys[1]), (xs[0], ys[1]))
        return points_inside(region_shape(corners), self.places)

    def draw(self, box: Box, key: str | None = None) -> None:
        """With a key held down from the first press to the end."""
        area = self.page.locator("[data-simlab-canvas] .nsewdrag").bounding_box()
        (x0, y0), (x1, y1) = (
            (area["x"] + x * area["width"], area["y"] + y * area["height"]) for x, y in (box[:2], box[2:])
        )
        if key:
            self.page.keyboard.down(key)
        self.page.mouse.move(x0, y0)
        self.page.mouse.down()
        self.page.mouse.move((x0 + x1) / 2, (y0 + y1) / 2)
        self.page.mouse.move(x1, y1)
        self.page.mouse.up()
        if key:
            self.page.keyboard.up(key)
        self.page.wait_for_timeout(300)
        self.reader.settle()

    def expect(self, members: np.ndarray) -> None:
        chosen = self.references[members]
        assert 0 < len(chosen) < len(self.references)
        assert counts(self.reader) == (int(self.triples["reference"].isin(chosen).sum()), len(chosen))


def test_shift_adds_and_alt_takes_away(reader: Any, dashboard: Any) -> None:
    selector = Selector(reader, dashboard)
    page = selector.page
    left, right, lower = map(selector.inside, (LEFT, RIGHT, LOWER))
    for tool in ("lasso", "box", "polygon"):
        assert "Shift adds to the selection, Alt takes away" in page.locator(f"[data-tool={tool}]").get_attribute(
            "title"
        )

    selector.draw(LEFT)
    selector.expect(left)
    selector.draw(RIGHT, "Shift")
    selector.expect(left | right)
    assert page.locator(".slc-selection.slc-region").count() == 2
    selector.draw(LOWER, "Alt")
    selector.expect((left | right) & ~lower)
    assert page.locator(".slc-taken.slc-region").count() == 1

    # A click adds and takes away single references.
    (x, y), *_ = reader.points_in_sight()
    before = counts(reader)[1]
    page.keyboard.down("Alt")
    page.mouse.click(x, y)
    page.keyboard.up("Alt")
    page.wait_for_timeout(300)
    reader.settle()
    page.keyboard.down("Shift")
    page.mouse.click(x, y)
    page.keyboard.up("Shift")
    page.wait_for_timeout(300)
    reader.settle()
    assert before <= counts(reader)[1] <= before + 1, "it is among them now, whether it was before or not"

    selector.draw(LEFT)
    selector.expect(left)
    page.keyboard.press("Escape")
    page.wait_for_selector("text=Triples of all references")


def test_alt_alone_leaves_a_part_out(reader: Any, dashboard: Any) -> None:
    selector = Selector(reader, dashboard)
    selector.draw(LEFT, "Alt")
    selector.expect(~selector.inside(LEFT))
