"""Explore in a real browser: a lasso asks about a part of the map, and what it shows is what Python says."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from simlab.ensembles import points_inside, region_shape
from simlab.maps import load_map
from simlab.workspace import Workspace

pytestmark = pytest.mark.browser
ADDRESS = "/explore?workspace=material"
CORNERS = ((0.04, 0.04), (0.55, 0.04), (0.55, 0.93), (0.04, 0.93))
_AXES = """() => {
  const layout = document.querySelector('[data-simlab-canvas] .js-plotly-plot')._fullLayout;
  return [layout.xaxis.range.map(Number), layout.yaxis.range.map(Number)];
}"""


def open_explore(reader: Any) -> None:
    reader.open(ADDRESS)
    reader.wait_for_canvas()


def axes(reader: Any) -> list[list[float]]:
    """What the panels show: ends of the horizontal axis, ends of the vertical one."""
    return reader.page.evaluate(_AXES)


def counts(reader: Any) -> tuple[int, int]:
    """Triples and references of the selection, as the figures beside the map say."""
    text = reader.page.get_by_text(re.compile(r"^[\d,]+ triples, [\d,]+ references$")).first.inner_text()
    triples, references = (int(number.replace(",", "")) for number in re.findall(r"[\d,]*\d", text))
    return triples, references


def inside(dashboard: Any, corners: list[tuple[float, float]]) -> tuple[int, int]:
    """The same from Python: validation triples and references within a polygon of map coordinates."""
    workspace = Workspace.open(dashboard.home / "workspaces" / "material")
    triples = workspace.split("validation")
    references = np.unique(triples["reference"].to_numpy(np.int32))
    places = load_map(workspace, "pca-histogram").coordinates(references)
    members = references[points_inside(region_shape(tuple(corners)), places)]
    return int(triples["reference"].isin(members).sum()), len(members)


def in_map_coordinates(reader: Any) -> list[tuple[float, float]]:
    (left, right), (bottom, top) = axes(reader)
    return [(left + x * (right - left), top + y * (bottom - top)) for x, y in CORNERS]


def no_sideways_scroll(reader: Any) -> None:
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 1280
    wide, there = reader.page.locator("[data-testid=stMain]").evaluate("main => [main.scrollWidth, main.clientWidth]")
    assert wide <= there


def test_a_lasso_asks_about_a_part_of_the_map(reader: Any, dashboard: Any) -> None:
    open_explore(reader)
    page = reader.page
    assert page.locator("[data-simlab-canvas] .nsewdrag").count() == 2, "one small map a model"
    assert page.get_by_text("All references", exact=True).count() == 1
    no_sideways_scroll(reader)

    expected = inside(dashboard, in_map_coordinates(reader))
    reader.drag_lasso(*CORNERS)
    page.wait_for_selector("text=Triples of the selection")
    reader.settle()
    assert counts(reader) == expected
    assert page.get_by_text(f"{expected[0]:,} of {expected[0]:,} triples").count() == 1

    page.wait_for_selector(".sl-card img")
    assert page.locator(".sl-card").count() == 10
    drawn = page.locator(".sl-card img").evaluate_all("all => all.map(image => image.complete && image.naturalWidth)")
    assert len(drawn) == 30
    assert min(drawn) > 0
    assert page.locator(".sl-card-answer").count() == 20, "both models answer every triple"
    no_sideways_scroll(reader)

    page.locator("[data-tool=clear]").click()
    page.wait_for_selector("text=Triples of all references")
    assert page.get_by_text("All references", exact=True).count() == 1


def test_one_large_map_keeps_its_zoom(reader: Any) -> None:
    open_explore(reader)
    page = reader.page
    page.get_by_role("radio", name="One map").or_(page.get_by_role("button", name="One map")).first.click()
    page.wait_for_function("document.querySelectorAll('[data-simlab-canvas] .nsewdrag').length === 1")
    reader.settle()
    no_sideways_scroll(reader)

    whole = axes(reader)
    box = page.locator("[data-simlab-canvas] .nsewdrag").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for _ in range(5):
        page.mouse.wheel(0, -300)
        page.wait_for_timeout(60)
    page.wait_for_timeout(300)
    zoomed = axes(reader)
    assert zoomed[0][1] - zoomed[0][0] < 0.9 * (whole[0][1] - whole[0][0])

    reader.drag_lasso((0.05, 0.05), (0.95, 0.05), (0.95, 0.95), (0.05, 0.95))
    page.wait_for_selector("text=Triples of the selection")
    reader.settle()
    assert axes(reader) == zoomed
    page.get_by_text("Models disagree", exact=True).click()
    reader.settle()
    assert axes(reader) == zoomed

    # A panel without a title is a little higher, so that at equal scales it shows a little less to left and right.
    reader.choose("Colour by", "Number of triples")
    reader.wait_for_canvas()
    assert axes(reader)[1] == pytest.approx(zoomed[1])
    assert sum(axes(reader)[0]) == pytest.approx(sum(zoomed[0]))


def test_the_dark_scheme(new_reader: Callable[..., Any]) -> None:
    reader = new_reader(scheme="dark")
    open_explore(reader)
    page = reader.page
    page.wait_for_selector("[data-simlab-canvas][data-theme=dark]")
    background = page.locator("[data-testid=stApp]").evaluate("app => getComputedStyle(app).backgroundColor")
    assert background == "rgb(18, 22, 28)"
    no_sideways_scroll(reader)
