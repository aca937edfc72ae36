"""Frames a second while a map is panned, beside a bare Plotly.js page with the same points, and time to first paint.

    python -m benchmarks.panning

The Regions page with five regions and a bare page take turns in one browser: the same coordinates, colours, pixels a
point and size of the plot, one `scattergl` trace a kind of point, the same path of the mouse. Frames are those that the
page is given while the button is down. First paint: the server has just answered for the first time; clocks stop when
the browser says that it has painted something, at the page's title, at the ensemble's accuracy, and when the map takes
the pointer. Random vectors and answers (synthetic).
"""

import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import plotly

from benchmarks.random_study import DESIGN, make_random_study
from tests.browser.designer import Designer
from tests.browser.driver import Reader, running_chromium, running_dashboard

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIZES = ((1_320, 22_000), (20_000, 22_000))
ROUNDS, MOVES, STARTS = 7, 90, 5
VIEWPORT = {"width": 1280, "height": 900}
PAINTS = ("first contentful paint", "title", "accuracy", "map ready")
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
_COUNT = """() => {
  window.frames_seen = { first: null, last: null, count: 0 };
  const tick = (now) => {
    const seen = window.frames_seen;
    if (seen.stopped) return;
    seen.first ??= now;
    seen.last = now;
    seen.count += 1;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}"""
_COUNTED = """() => {
  const seen = window.frames_seen;
  seen.stopped = true;
  return [seen.count - 1, seen.last - seen.first];
}"""
_PLOT = """() => {
  const graph = document.querySelector('[data-simlab-canvas] .js-plotly-plot');
  const { xaxis, yaxis, width, height } = graph._fullLayout;
  return {
    width, height, x: xaxis.range, y: yaxis.range,
    traces: graph.data.filter(({ x }) => x.length > 0).map(({ x, y, marker }) => ({
      x: Array.from(x), y: Array.from(y),
      marker: { ...marker, color: marker.color.length && typeof marker.color !== "string"
        ? Array.from(marker.color) : marker.color },
    })),
  };
}"""
_DRAW = """({ width, height, x, y, traces }) => Plotly.newPlot("bare", traces.map((trace) => ({
  type: "scattergl", mode: "markers", hoverinfo: "skip", ...trace,
})), {
  width, height, margin: { l: 0, r: 0, t: 0, b: 0 }, dragmode: "pan", hovermode: false, showlegend: false,
  xaxis: { visible: false, range: x }, yaxis: { visible: false, range: y },
}, { displayModeBar: false, plotGlPixelRatio: devicePixelRatio })"""


def frames_a_second(page: "Page", box: dict[str, float]) -> float:
    """Pan in circles from the upper right of a plot, where no region is."""
    x, y = box["x"] + 0.8 * box["width"], box["y"] + 0.25 * box["height"]
    angles = np.linspace(0, 6 * np.pi, MOVES)
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(_COUNT)
    for angle in angles:
        page.mouse.move(float(x - 60 + 60 * np.cos(angle)), float(y + 60 * np.sin(angle)))
    frames, milliseconds = page.evaluate(_COUNTED)
    page.mouse.up()
    page.wait_for_timeout(300)
    return 1000 * float(frames) / float(milliseconds)


def compare_frames(browser: "Browser", designer: Designer) -> tuple[list[float], list[float]]:
    """Frames a second on the Regions page and on the bare one, round by round."""
    designer.open()
    designer.use("pan")
    bare = browser.new_page(viewport=VIEWPORT)
    bare.set_content('<body style="margin: 20px"><div id="bare"></div></body>')
    bare.add_script_tag(path=Path(plotly.__file__).parent / "package_data" / "plotly.min.js")
    bare.evaluate(_DRAW, designer.page.evaluate(_PLOT))
    found: tuple[list[float], list[float]] = ([], [])
    for number in range(ROUNDS + 1):
        for page, place, into in (
            (designer.page, "[data-simlab-canvas] .slc-stage", found[0]),
            (bare, "#bare .nsewdrag", found[1]),
        ):
            page.bring_to_front()
            box = page.locator(place).first.bounding_box()
            assert box is not None
            rate = frames_a_second(page, dict(box))
            if number:  # the first round warms up
                into.append(rate)
    bare.close()
    return found


def first_paint(home: Path, study: Path, browser: "Browser") -> tuple[float, float, float, float]:
    """Seconds from a new server's first answer to each of PAINTS."""
    with running_dashboard(home) as dashboard:
        context = browser.new_context(viewport=VIEWPORT)
        page = context.new_page()
        reader = Reader(page, dashboard.url)
        start = time.perf_counter()
        page.goto(f"{dashboard.url}/regions?workspace={study.name}&design={DESIGN}")
        page.wait_for_selector("[data-testid=stMainBlockContainer] :is(h1, h2, h3)", timeout=60_000)
        title = time.perf_counter() - start
        page.wait_for_selector("[data-testid=ensemble-accuracy]", timeout=60_000)
        figures = time.perf_counter() - start
        reader.wait_for_canvas()
        ready = time.perf_counter() - start
        painted = float(page.evaluate(_PAINTED)) / 1000
        context.close()
    return painted, title, figures, ready


def main() -> None:
    """Frames for each size, then first paints."""
    for references, triples in SIZES:
        with tempfile.TemporaryDirectory() as folder, running_chromium() as browser:
            home = Path(folder)
            study = home / "workspaces" / "random"
            make_random_study(study, references, triples)
            with running_dashboard(home) as dashboard:
                page = browser.new_page(viewport=VIEWPORT)
                ours, bare = compare_frames(browser, Designer(Reader(page, dashboard.url), study, DESIGN))
            ratios = [one / other for one, other in zip(ours, bare, strict=True)]
            print(
                f"{references:,} points: Regions page {statistics.median(ours):.0f} frames a second, bare Plotly.js "
                f"{statistics.median(bare):.0f}; ratio median {statistics.median(ratios):.2f}, "
                f"{min(ratios):.2f} to {max(ratios):.2f} in {ROUNDS} rounds",
                flush=True,
            )
            if references == SIZES[0][0]:
                paints = np.array([first_paint(home, study, browser) for _ in range(STARTS)])
                for what, seconds in zip(PAINTS, paints.T, strict=True):
                    print(f"new server to {what}: median {np.median(seconds):.2f} s, slowest {seconds.max():.2f} s")


if __name__ == "__main__":
    main()
