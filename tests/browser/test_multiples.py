"""One panel for each model on Regions: hover, regions and shaping are the same in all of them."""

from typing import Any

import numpy as np
import pytest

from tests.browser.test_shaping import Shaper

pytestmark = pytest.mark.browser
_RECTANGLES = """() => Array.from(document.querySelectorAll('.slc-frame'), (frame) => {
  const { left, top, width, height } = frame.getBoundingClientRect();
  return [left, top, width, height];
})"""

_PAINTED = """() => {
  const canvas = document.querySelector('.slc-underlay');
  const { left, top, width } = canvas.getBoundingClientRect();
  const scale = canvas.width / width;
  return Array.from(document.querySelectorAll('.slc-frame'), (frame) => {
    const { left: x, top: y, width: w, height: h } = frame.getBoundingClientRect();
    const area = [x - left, y - top, w, h].map((value) => value * scale);
    const { data } = canvas.getContext('2d').getImageData(...area);
    let count = 0;
    for (let i = 3; i < data.length; i += 4) count += data[i] > 0;
    return count;
  });
}"""


def show_each_model(shaper: Shaper) -> list[list[float]]:
    """Where the panels are on the screen."""
    page = shaper.page
    page.get_by_text("Each model", exact=True).first.click()
    page.wait_for_function("() => document.querySelectorAll('.slc-frame').length > 1")
    shaper.reader.settle()
    shaper.reader.wait_for_canvas()
    return page.evaluate(_RECTANGLES)


def test_panels_mirror_each_other_without_the_server(reader: Any, dashboard: Any) -> None:
    shaper = Shaper(reader, dashboard, "in-multiples")
    page = shaper.page
    panels = show_each_model(shaper)
    titles = page.locator(".slc-title").evaluate_all("all => all.map(title => title.firstChild.textContent)")
    assert titles == ["histogram", "hash"]

    # A point under the pointer is marked at the same place of every panel, and the server hears nothing of it.
    shaper.sent.clear()
    page.mouse.move(*reader.points_in_sight()[0])
    page.locator(".slc-hover:not([hidden]) .slc-card").wait_for()
    rings = page.locator(".slc-ring:not([hidden])").evaluate_all(
        "all => all.map(ring => { const { left, top } = ring.getBoundingClientRect(); return [left, top]; })"
    )
    assert len(rings) == len(panels)
    places = sorted((x - left, y - top) for (x, y), (left, top, *_) in zip(sorted(rings), sorted(panels), strict=True))
    assert np.allclose(places[0], places[1], atol=0.6)
    assert shaper.sent == []

    # Drawn in one panel, shown in all; taken by a corner in the other panel.
    left, top, width, height = panels[0]
    shaper.use("box")
    shaper.drag((left + 0.2 * width, top + 0.3 * height), (left + 0.6 * width, top + 0.7 * height))
    shaper.step(1)
    drawn = shaper.polygon()
    assert page.locator(".slc-region.slc-kept").count() == len(panels)
    assert page.locator(".slc-region-name").count() == len(panels)
    assert shaper.corners_shown() == 4 * len(panels)

    x, y = shaper.on_screen(drawn[0])  # in the first panel
    aside, down = panels[1][0] - panels[0][0], panels[1][1] - panels[0][1]
    shaper.drag((x + aside, y + down), (x + aside - 20, y + down - 15))
    shaper.step(2)
    moved = shaper.polygon()
    assert moved[1:] == drawn[1:]
    assert np.allclose(shaper.on_screen(moved[0]), (x - 20, y - 15), atol=0.6)

    # What colours mean and what lies below is chosen for all panels at once, and survives a change of the design.
    reader.choose("Colour by", "difference")
    reader.wait_for_canvas()
    page.wait_for_function("() => document.querySelectorAll('.slc-title').length === 1")
    assert "minus hash" in page.locator(".slc-title").inner_text()
    reader.choose("Under the points", "Credibility")
    page.wait_for_selector("[data-simlab-canvas][data-underlay=credibility]", state="attached")
    page.locator(".slc-stage").focus()
    page.keyboard.press("Control+z")
    shaper.step(1, 2)
    assert "minus hash" in page.locator(".slc-title").inner_text()
    assert page.locator("[data-simlab-canvas][data-underlay=credibility]").count() == 1

    # One heat map lies under every panel alike.
    reader.choose("Colour by", "accuracy")
    page.wait_for_function("() => document.querySelectorAll('.slc-title').length === 2")
    for choice, title in (("Winner", "winner"), ("Margin", "lead of the best"), ("Density", "density")):
        reader.choose("Under the points", choice)
        page.wait_for_selector(f"[data-simlab-canvas][data-underlay='{title}']", state="attached")
        painted = page.evaluate(_PAINTED)
        assert len(painted) == 2
        assert min(painted) > 1_000
        assert max(painted) - min(painted) <= 0.02 * max(painted)
