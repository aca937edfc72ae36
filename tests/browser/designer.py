"""A person who draws: tools, corners, rules and keys of the Regions page, for tests and benchmarks alike."""

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simlab.ensembles import Design, Region
from simlab.studies.designs.named import NamedDesign, open_design
from simlab.workspace import Workspace
from tests.browser.driver import Reader

if TYPE_CHECKING:
    from playwright.sync_api import Locator

Place = tuple[float, float]
_TO_SCREEN = """(place) => {
  const graph = document.querySelector('[data-simlab-canvas] .js-plotly-plot');
  const { left, top } = graph.getBoundingClientRect();
  const { xaxis, yaxis } = graph._fullLayout;
  return [left + xaxis._offset + xaxis.d2p(place[0]), top + yaxis._offset + yaxis.d2p(place[1])];
}"""


class Designer:
    """A reader with one design open, and the workspace that it is kept in.

    Args:
        reader: at the dashboard.
        workspace: folder of the workspace.
        name: of the design.
    """

    def __init__(self, reader: Reader, workspace: Path, name: str) -> None:
        self.reader, self.page, self.workspace, self.name = reader, reader.page, workspace, name

    def open(self) -> None:
        """The page with the design, drawn."""
        self.reader.open(f"/regions?workspace={self.workspace.name}&design={self.name}")
        self.reader.wait_for_canvas()
        self.reader.settle()

    def kept(self) -> NamedDesign:
        """The design as it is stored now."""
        return open_design(Workspace.open(self.workspace), self.name)

    @property
    def design(self) -> Design:
        """Its regions and rules as they are stored now."""
        return self.kept().design

    def region(self, name: str) -> Region:
        """The region of that name as it is stored now."""
        return next(region for region in self.design.regions if region.name == name)

    def wait_for_step(self, step: int) -> None:
        """Wait until so many steps are stored, and the page shows it."""
        for _ in range(200):
            if self.kept().step == step:
                break
            self.page.wait_for_timeout(50)
        assert self.kept().step == step, f"step {self.kept().step} is stored, not {step}"
        self.reader.settle()

    def on_screen(self, place: Sequence[float]) -> Place:
        """A place of the map in pixels of the page."""
        x, y = self.page.evaluate(_TO_SCREEN, [float(value) for value in place])
        return x, y

    def use(self, tool: str) -> None:
        """Take a tool of the map's toolbar."""
        self.page.locator(f"[data-tool={tool}]").click()

    def draw(self, tool: str, points: Sequence[Sequence[float]]) -> None:
        """Draw an outline, given in coordinates of the map; a box from its first to its third corner."""
        self.use(tool)
        places = [self.on_screen(point) for point in points]
        if tool == "polygon":
            for place in places:
                self.page.mouse.click(*place)
                self.page.wait_for_timeout(30)
            self.page.keyboard.press("Enter")
        else:
            self.drag([places[0], places[2]] if tool == "box" else [*places, places[0]])

    def drag(self, path: Sequence[Place], moves: int = 8) -> None:
        """Press at the first place, go along the others, let go at the last."""
        self.page.mouse.move(*path[0])
        self.page.mouse.down()
        for start, end in itertools.pairwise(path):
            for share in np.arange(1, moves + 1) / moves:
                self.page.mouse.move(*(float(s + share * (e - s)) for s, e in zip(start, end, strict=True)))
        self.page.mouse.up()

    def hold(self, name: str) -> None:
        """Take a region in hand by a click on its outline, so that its corners can be seized."""
        points = self.region(name).points
        for share in (0.3, 0.7, 0.2, 0.8):
            start, end = (np.array(self.on_screen(point)) for point in points[:2])
            self.page.mouse.click(*map(float, start + share * (end - start)))
            self.page.wait_for_timeout(100)
            if self.page.locator(".slc-corner").count() == len(points):
                return
        raise AssertionError(f"region {name!r} cannot be taken by its outline")

    def drag_corner(self, name: str, corner: int, target: Place) -> None:
        """Move one corner of the region in hand to a place on the screen."""
        self.drag([self.on_screen(self.region(name).points[corner]), target])

    def press_undo(self) -> None:
        """The button of the design bar."""
        self.page.locator(".st-key-regions-undo button").first.click()

    def press_redo(self) -> None:
        """The button of the design bar."""
        self.page.locator(".st-key-regions-redo button").first.click()

    def choose_rule(self, region: str, option: str) -> None:
        """Give a region, or the fallback, the rule of that label."""
        self.open_rules(region, option)()
        self.reader.settle_panel()

    def open_rules(self, region: str, option: str) -> Callable[[], None]:
        """Open the list of rules of a region, or of the fallback; what picks the option of that label."""
        button = self.reader.rule_button(region)
        button.scroll_into_view_if_needed()
        button.click()
        self.reader.settle_panel()
        return self.page.locator(f".sdp-option[aria-label='{option}']").click

    def row(self, region_id: str) -> "Locator":
        """The row of a region in the design panel."""
        return self.page.locator(f".sdp-row[data-region='{region_id}']")

    def names_in_order(self) -> list[str]:
        """Of the regions in the design panel, the first in priority first."""
        return self.page.locator(".sdp-row .sdp-name").all_inner_texts()[:-1]

    def drag_row(self, moved: str, onto: str) -> None:
        """Drag a region by its grip to the upper part of another's row."""
        self.row(moved).scroll_into_view_if_needed()
        grip, row = self.row(moved).locator(".sdp-grip").bounding_box(), self.row(onto).bounding_box()
        assert grip is not None
        assert row is not None
        x = grip["x"] + grip["width"] / 2
        self.drag([(x, grip["y"] + grip["height"] / 2), (x, row["y"] + 4)])
        self.reader.settle_panel()
