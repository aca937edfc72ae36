"""A running dashboard and a person at it: for tests, benchmarks and screenshots alike."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

_TRIES, _OPENS_MS = 5, 4_000
_HELD_BACK_MS = 300
"""Longer than Streamlit holds back what was chosen in a table or typed before it tells the server: 150 to 200 ms."""
PROJECT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_PICTURE_SHOWN = "() => document.querySelector('.slc-hover:not([hidden]) img.slc-card-picture')?.naturalWidth > 0"
_POINTS = """() => {
  const graph = document.querySelector('[data-simlab-canvas] .js-plotly-plot');
  const { left, top } = graph.getBoundingClientRect();
  const { xaxis, yaxis } = graph._fullLayout;
  const [trace] = graph.data.filter(({ x }) => x.length > 0).slice(-1);
  return Array.from(trace.x, (x, i) => [
    left + xaxis._offset + xaxis.d2p(x), top + yaxis._offset + yaxis.d2p(trace.y[i])]);
}"""


@dataclass(frozen=True)
class Dashboard:
    """A server and the home that its workspaces are in."""

    url: str
    home: Path

    def simlab(self, *arguments: str) -> str:
        """What a command of the command line prints, on the same home."""
        done = subprocess.run(
            [sys.executable, "-m", "simlab", *arguments],
            cwd=PROJECT,
            env=environment(self.home),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def running_dashboard(home: Path) -> Iterator[Dashboard]:
    """A server on a free port of this machine, whose workspaces are under `home`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (home / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={port}"],
            cwd=PROJECT,
            env=environment(home),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        found = Dashboard(f"http://127.0.0.1:{port}", home)
        try:
            _wait_for(found.url, server)
            yield found
        finally:
            server.terminate()
            server.wait(timeout=20)


@contextmanager
def running_chromium() -> "Iterator[Browser]":
    """Debian's Chromium without a screen."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(FLAGS))
        yield browser
        browser.close()


def environment(home: Path) -> dict[str, str]:
    """For processes that must not touch the user's own folder."""
    return {**os.environ, "SIMLAB_HOME": str(home), "OMP_NUM_THREADS": "1"}


class Reader:
    """A person at the page.

    Attributes:
        page: the browser's.
        url: of the dashboard.
        faults: errors of scripts, and requests that left this machine; a test ends with none.
    """

    def __init__(self, page: "Page", url: str) -> None:
        self.page = page
        self.url = url
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(f"an error in the page: {error}"))
        page.on("request", lambda request: self._note_request(request.url))

    def open(self, address: str) -> None:
        """Go to an address of the dashboard and wait until it is drawn."""
        self.page.goto(self.url + address)
        self.settle()

    def settle(self) -> None:
        """Wait until the server has nothing more to say."""
        self.page.wait_for_selector("[data-testid=stApp]")
        self.page.wait_for_timeout(_HELD_BACK_MS)
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=120_000)

    def wait_for_canvas(self) -> None:
        """Wait until the map's points are drawn."""
        self.page.wait_for_selector("[data-simlab-canvas][data-ready=true]", timeout=120_000)

    def drag_lasso(self, *corners: tuple[float, float]) -> None:
        """Draw along corners, given as shares of the map's width and height."""
        box = self.page.locator("[data-simlab-canvas] .nsewdrag").first.bounding_box()
        assert box is not None
        path = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in (*corners, corners[0])]
        self.page.mouse.move(*path[0])
        self.page.mouse.down()
        for start, end in pairwise(path):
            for step in range(1, 7):
                self.page.mouse.move(*(s + (e - s) * step / 6 for s, e in zip(start, end, strict=True)))
        self.page.mouse.up()

    def points_in_sight(self) -> list[tuple[float, float]]:
        """Where the points of the first map are on the screen, as far as they are on it."""
        size = self.page.viewport_size
        assert size is not None
        width, height = size["width"], size["height"] - 20
        return [(x, y) for x, y in self.page.evaluate(_POINTS) if 0 < x < width and 0 < y < height]

    def seconds_to_picture(self, place: tuple[float, float]) -> float:
        """Put the pointer on a point and wait for its picture; how long that took. The pointer leaves again."""
        self.page.mouse.move(place[0] - 2, place[1])
        before = time.perf_counter()
        self.page.mouse.move(*place)
        self.page.wait_for_function(_PICTURE_SHOWN, polling=10, timeout=30_000)
        seconds = time.perf_counter() - before
        self.page.mouse.move(5, 5)
        return seconds

    def open_by(self, button: "Locator", wanted: "Locator") -> None:
        """Press what opens a list or a dialog, until `wanted` shows; what opens while the page changes closes again."""
        from playwright.sync_api import TimeoutError as PlaywrightTimeout

        button.scroll_into_view_if_needed()
        self.settle()
        for _ in range(_TRIES):
            button.click()
            try:
                wanted.wait_for(timeout=_OPENS_MS)
                break
            except PlaywrightTimeout:
                self.page.keyboard.press("Escape")

    def choose(self, label: str, option: str) -> None:
        """Pick an option of a select box, whose list may be too long to be drawn whole."""
        box = self.page.get_by_label(label, exact=True).first
        wanted = self.page.get_by_role("option", name=option, exact=True)
        self.open_by(box, self.page.get_by_role("option").first)
        box.press_sequentially(option)
        wanted.click()
        self.settle()

    def choose_rule(self, region: str, label: str) -> None:
        """Give a region of the open design a rule by mouse; "fallback" names what is in no region."""
        wanted = self.page.locator(f".sdp-option[aria-label='{label}']")
        self.open_by(self.rule_button(region), wanted)
        wanted.click()
        self.settle_panel()

    def rule_button(self, region: str) -> "Locator":
        """What shows the rule of a region in the design panel, and opens the list of rules."""
        return self.page.locator(f".sdp-rule[aria-label='Rule of {region}']")

    def settle_panel(self) -> None:
        """Wait until Python has answered all that was done in the design panel."""
        self.page.wait_for_selector("[data-simlab-panel][data-pending='0']")
        self.settle()

    def _note_request(self, address: str) -> None:
        if not address.startswith((self.url, self.url.replace("http", "ws", 1), "data:", "blob:", "about:")):
            self.faults.append(f"a request to {address}")

    def ensemble_accuracy(self) -> float:
        """The number on the Regions page, to its last digit."""
        return float(str(self.page.locator("[data-testid=ensemble-accuracy]").first.get_attribute("data-value")))


@contextmanager
def reading(
    browser: "Browser",
    dashboard: Dashboard,
    picture: str,
    *,
    width: int = 1280,
    height: int = 800,
    scheme: str = "light",
) -> Iterator[Reader]:
    """A reader with a browser profile of its own, who must have met no fault at the end.

    Args:
        browser: that it looks through.
        dashboard: that it looks at.
        picture: what every page showed last is kept under this name in the dashboard's home.
        width: of the window, in pixels.
        height: of the window.
        scheme: light or dark.
    """
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    found = Reader(context.new_page(), dashboard.url)
    yield found
    for number, page in enumerate(context.pages):
        page.screenshot(path=dashboard.home / f"{picture}-{number}.png")
    context.close()
    assert found.faults == []


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(1_200):
        assert server.poll() is None, "the server ended while it was starting"
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not answer within a minute")
