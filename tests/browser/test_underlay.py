"""Heat maps under the points in a real browser: they come and go, and nothing else moves."""

import re
from typing import Any

import pytest

from tests.browser.test_regions import LEFT_HALF, start_design

pytestmark = pytest.mark.browser
PICKER = "Under the points"
_STATE = """() => {
  const graph = document.querySelector('[data-simlab-canvas] .js-plotly-plot');
  const { left, top, width, height } = document.querySelector('.slc-stage').getBoundingClientRect();
  const { xaxis, yaxis } = graph._fullLayout;
  return {
    stage: [left, top, width, height],
    view: [xaxis.range.map(Number), yaxis.range.map(Number)],
    points: graph.data.map(({ x, y }) => [Array.from(x), Array.from(y)]),
    regions: Array.from(document.querySelectorAll('.slc-regions path'), (path) => path.getAttribute('d')),
  };
}"""
_COUNT_PLOTS = """() => {
  window.plots = 0;
  document.querySelector('[data-simlab-canvas] .js-plotly-plot').on('plotly_afterplot', () => { window.plots += 1; });
}"""
_PAINTED = """() => {
  const canvas = document.querySelector('.slc-underlay');
  const { left, top, width } = canvas.getBoundingClientRect();
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const scale = width / canvas.width;
  const places = [];
  for (let y = 0; y < canvas.height; y += 2) {
    for (let x = 0; x < canvas.width; x += 2) {
      if (data[4 * (y * canvas.width + x) + 3] > 0) places.push([left + scale * x, top + scale * y]);
    }
  }
  return places;
}"""


def painted(reader: Any) -> list[list[float]]:
    """Where on the screen a heat map is drawn, every second pixel."""
    return reader.page.evaluate(_PAINTED)


def put_under(reader: Any, choice: str, title: str) -> None:
    reader.choose(PICKER, choice)
    reader.page.wait_for_selector(f"[data-simlab-canvas][data-underlay='{title}']", state="attached")


def test_it_comes_and_goes_on_explore_and_nothing_moves(reader: Any) -> None:
    reader.open("/explore?workspace=material")
    reader.wait_for_canvas()
    page = reader.page
    box = page.locator("[data-simlab-canvas] .nsewdrag").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.wheel(0, -300)
    page.wait_for_timeout(300)
    reader.drag_lasso((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9))
    page.wait_for_selector("text=Triples of the selection")
    reader.settle()
    before = page.evaluate(_STATE)
    page.evaluate(_COUNT_PLOTS)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "/media/" in request.url else None)
    assert painted(reader) == []

    put_under(reader, "Credibility", "credibility")
    assert page.evaluate(_STATE) == before
    credibility = painted(reader)
    panels = page.locator(".slc-frame").evaluate_all("all => all.map(frame => frame.getBoundingClientRect().toJSON())")
    for panel in panels:
        inside = [
            x for x, y in credibility if panel["left"] < x < panel["right"] and panel["top"] < y < panel["bottom"]
        ]
        assert inside, "each model has its own heat map"
    assert "Under the points: credibility" in page.locator(".slc-under").inner_text()

    put_under(reader, "Winner", "winner")
    assert page.evaluate(_STATE) == before
    legend = page.locator(".slc-under").inner_text()
    assert "cannot be told apart" in legend
    assert re.search(r"windows of \d+ % of the map's width", legend)

    put_under(reader, "Nothing", "")
    assert painted(reader) == []
    assert page.locator(".slc-under").inner_text() == ""
    assert page.evaluate(_STATE) == before
    assert page.evaluate("window.plots") == 0, "no point was drawn again"
    assert len(fetched) == 2, "one file for each heat map, and neither points nor panels again"


def test_it_moves_with_the_map_and_tells_its_counts(reader: Any) -> None:
    start_design(reader, "over-a-heat-map")
    page = reader.page
    reader.drag_lasso(*LEFT_HALF)
    page.wait_for_selector(".sdp-rule[aria-label='Rule of region 1']")
    reader.settle()
    before, accuracy = page.evaluate(_STATE), reader.ensemble_accuracy()
    put_under(reader, "Triples", "triples")
    assert page.evaluate(_STATE) == before
    assert reader.ensemble_accuracy() == accuracy
    visible = "fills => getComputedStyle(fills).visibility"
    assert page.locator(".slc-fills").evaluate(visible) == "hidden", "a region's fill would tint the heat map"

    cells, points = painted(reader), reader.points_in_sight()
    height = page.viewport_size["height"] - 40
    free = [(x, y) for x, y in cells if y < height and all((x - px) ** 2 + (y - py) ** 2 > 20**2 for px, py in points)]
    page.mouse.move(*free[len(free) // 2])
    card = page.locator(".slc-hover:not([hidden]) .slc-card")
    card.wait_for()
    assert re.search(r"triples in this window\s+triples\s+[\d,]+", card.inner_text())
    assert re.search(r"references\s+[\d,]+", card.inner_text())
    assert page.locator(".slc-window").is_visible()
    assert not page.locator(".slc-ring").is_visible()

    page.locator("[data-tool=pan]").click()
    page.mouse.move(*free[len(free) // 2])
    page.mouse.down()
    page.mouse.move(free[len(free) // 2][0] + 10, free[len(free) // 2][1] + 6, steps=4)
    page.mouse.move(free[len(free) // 2][0] + 20, free[len(free) // 2][1] + 12, steps=4)
    page.mouse.up()
    page.wait_for_timeout(300)
    moved = painted(reader)
    for axis, distance in ((0, 20), (1, 12)):
        assert min(place[axis] for place in moved) - min(place[axis] for place in cells) == pytest.approx(
            distance, abs=3
        )
    (old_x, old_y), (new_x, new_y) = points[0], reader.points_in_sight()[0]
    assert (new_x - old_x, new_y - old_y) == pytest.approx((20, 12), abs=1)
