"""From the hand's last move to the changed numbers on the Regions page, and the bytes of an edit, in a real browser.

    python -m benchmarks.browser_latency [--edits 50] [--blame]

Random vectors and answers of eight models (synthetic), a design of five regions, one panel of 1280 × 900 pixels with at
most 20,000 points drawn; every reference counts. Three kinds of edit by mouse: a new region, a corner dragged, a rule
chosen. The clock starts in the page when the button goes up, and stops with the last change of the page outside of
the map. Bytes are those of the websocket in both directions. --blame lists what they were.
"""

import argparse
import statistics
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.counting_proxy import CountingProxy
from benchmarks.random_study import DESIGN, make_random_study
from tests.browser.designer import Designer
from tests.browser.driver import Reader, running_chromium, running_dashboard
from tests.browser.traffic import Traffic

SIZES = {"paper": (1_320, 22_000), "triples": (6_000, 100_000), "references": (100_000, 100_000)}
EDITS, WARM_UP = 50, 3
_START = """() => {
  const watch = { up: null, last: null };
  window.editWatch?.observer.disconnect();
  const observer = new MutationObserver((records) => {
    const outside = ({ target }) => {
      const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
      return element?.closest("[data-testid=stMainBlockContainer]") && !element.closest("[data-simlab-canvas]");
    };
    if (watch.up !== null && records.some(outside)) watch.last = performance.now();
  });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  addEventListener("pointerup", () => { watch.up = performance.now(); }, { once: true, capture: true });
  window.editWatch = { watch, observer };
}"""
_QUIET = """() => {
  const { up, last } = window.editWatch.watch;
  return last !== null && performance.now() - last > 300 ? last - up : null;
}"""


@dataclass
class Measured:
    """Edits of one kind: milliseconds, bytes of messages and on the wire, a number an edit; what the messages were."""

    milliseconds: list[float] = field(default_factory=list)
    size: list[int] = field(default_factory=list)
    wire: list[int] = field(default_factory=list)
    elements: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        ordered = sorted(self.milliseconds)
        p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
        return (
            f"median {statistics.median(ordered):4.0f} ms, p95 {p95:4.0f} ms; "
            f"messages median {statistics.median(self.size):6,.0f} bytes, most {max(self.size):6,}; "
            f"on the wire median {statistics.median(self.wire):6,.0f}, most {max(self.wire):6,}"
        )


class Stopwatch:
    """Times edits of one designer."""

    def __init__(self, designer: Designer, traffic: Traffic, proxy: CountingProxy) -> None:
        self._designer, self._traffic, self._proxy = designer, traffic, proxy
        self._random = np.random.default_rng(1)

    def measure(self, edit: Callable[[], None], into: Measured) -> None:
        """One edit, until the page has been quiet for 0.3 seconds."""
        page = self._designer.page
        self._traffic.clear()
        self._proxy.clear()
        page.evaluate(_START)
        edit()
        found = page.wait_for_function(_QUIET, polling=50, timeout=60_000).json_value()
        self._designer.reader.settle()
        into.milliseconds.append(float(found))
        into.size.append(self._traffic.total)
        into.wire.append(self._proxy.count)
        into.elements += self._traffic.elements + Counter({"sent by the browser": sum(self._traffic.sent)})

    def new_regions(self, edits: int) -> Measured:
        """Lassos of eight corners in the right half of the map, each taken back before the next."""
        found, designer = Measured(), self._designer
        box = designer.page.locator("[data-simlab-canvas] .slc-stage").bounding_box()
        assert box is not None
        for number in range(edits + WARM_UP):
            x, y, radius = self._random.uniform((0.65, 0.35, 0.08), (0.8, 0.65, 0.15))
            angles = np.linspace(0, 2 * np.pi, 9)
            path = [
                (
                    float(box["x"] + box["width"] * (x + radius * np.cos(a))),
                    float(box["y"] + box["height"] * (y + radius * np.sin(a))),
                )
                for a in angles
            ]
            designer.use("lasso")
            self.measure(lambda path=path: designer.drag(path, 5), found if number >= WARM_UP else Measured())
            designer.press_undo()
            designer.reader.settle()
        return found

    def dragged_corners(self, edits: int) -> Measured:
        """The upper right corner of a region, to a new place each time, far enough from the last to be no click."""
        found, designer = Measured(), self._designer
        designer.use("pan")
        name = "region 3"
        designer.hold(name)
        designer.reader.settle()
        home = np.array(designer.on_screen(designer.region(name).points[2]))
        for number in range(edits + WARM_UP):
            left = 10 if number % 2 else 60
            target = home + self._random.uniform((left, -8), (left + 30, 25))
            path = [designer.on_screen(designer.region(name).points[2]), (float(target[0]), float(target[1]))]
            self.measure(lambda path=path: designer.drag(path), found if number >= WARM_UP else Measured())
        return found

    def chosen_rules(self, edits: int) -> Measured:
        """Another model for the first region each time; its list is open when the clock starts."""
        found, designer = Measured(), self._designer
        for number in range(edits + WARM_UP):
            pick = designer.open_rules("region 1", f"m{2 + number % 6}")
            designer.reader.settle()
            self.measure(pick, found if number >= WARM_UP else Measured())
        return found


def measure_size(name: str, edits: int, blame: bool) -> None:
    """All kinds of edit on one study."""
    references, triples = SIZES[name]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        study = home / "workspaces" / name
        make_random_study(study, references, triples)
        with running_dashboard(home) as dashboard, CountingProxy(dashboard.url) as proxy, running_chromium() as browser:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            traffic = Traffic(page)
            designer = Designer(Reader(page, proxy.url), study, DESIGN)
            designer.open()
            stopwatch = Stopwatch(designer, traffic, proxy)
            print(f"{references:,} references, {triples:,} triples, 8 models, 5 regions; {edits} edits of each kind")
            for kind, measure in (
                ("new region", stopwatch.new_regions),
                ("corner dragged", stopwatch.dragged_corners),
                ("rule chosen", stopwatch.chosen_rules),
            ):
                measured = measure(edits)
                print(f"  {kind:14s} {measured}", flush=True)
                for element, size in measured.elements.most_common() if blame else ():
                    print(f"    {size / edits:7,.0f} bytes an edit: {element}")


def main(arguments: Sequence[str] = ()) -> None:
    """Every size, one after the other."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.browser_latency")
    parser.add_argument("--edits", type=int, default=EDITS)
    parser.add_argument("--sizes", nargs="*", choices=tuple(SIZES), default=tuple(SIZES))
    parser.add_argument("--blame", action="store_true")
    asked = parser.parse_args(arguments)
    for name in asked.sizes:
        measure_size(name, asked.edits, asked.blame)


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
