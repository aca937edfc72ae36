"""A running dashboard on a study of material, and a browser to drive it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

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


def environment(home: Path) -> dict[str, str]:
    """For processes that must not touch the user's own folder."""
    return {**os.environ, "SIMLAB_HOME": str(home), "OMP_NUM_THREADS": "1"}


@pytest.fixture(scope="session")
def material_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real material data, or a stand-in of the same form where they are not there."""
    real = os.environ.get("SIMLAB_REAL_DATA")
    if real:
        return Path(real) / "material"
    from simlab_tests_material_stand_in import write_material

    return write_material(tmp_path_factory.mktemp("material"))


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory: pytest.TempPathFactory, material_source: Path) -> Iterator[Dashboard]:
    """A server whose home holds the workspace `material`: two baselines, contexts, two models, and a PCA map."""
    if CHROMIUM is None:
        if os.environ.get("SIMLAB_REQUIRE_BROWSER"):
            pytest.fail("SIMLAB_REQUIRE_BROWSER is set, and there is no chromium on the path: apt-get install chromium")
        pytest.skip("there is no chromium on the path")
    home = tmp_path_factory.mktemp("browser-home")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    found = Dashboard(f"http://127.0.0.1:{port}", home)
    found.simlab("import", "material", str(material_source), "--out", str(home / "workspaces" / "material"))
    found.simlab("embed", "material", "--encoder", "histogram:hsv", "--name", "histogram")
    found.simlab("embed", "material", "--encoder", "hash:perceptual", "--name", "hash")
    found.simlab("map", "fit", "material", "--features", "histogram", "--method", "pca")
    with (home / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
            cwd=PROJECT,
            env=environment(home),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(found.url, server)
            yield found
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert server.poll() is None, "the server ended while it was starting"
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not answer within a minute")


class Reader:
    """A person at the page."""

    def __init__(self, page: "Page", url: str) -> None:  # noqa: F821 - playwright is imported where a browser is there
        self.page = page
        self.url = url

    def open(self, address: str) -> None:
        """Go to an address of the dashboard and wait until it is drawn."""
        self.page.goto(self.url + address)
        self.settle()

    def settle(self) -> None:
        """Wait until the server has nothing more to say."""
        self.page.wait_for_selector("[data-testid=stApp]")
        self.page.wait_for_timeout(150)
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=30_000)

    def wait_for_canvas(self) -> None:
        """Wait until the map's points are drawn."""
        self.page.wait_for_selector("[data-simlab-canvas][data-ready=true]", timeout=30_000)

    def drag_lasso(self, *corners: tuple[float, float]) -> None:
        """Draw along corners, given as shares of the map's width and height."""
        box = self.page.locator("[data-simlab-canvas] .nsewdrag").first.bounding_box()
        assert box is not None
        path = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in (*corners, corners[0])]
        self.page.mouse.move(*path[0])
        self.page.mouse.down()
        for start, end in zip(path, path[1:], strict=False):
            for step in range(1, 7):
                self.page.mouse.move(*(s + (e - s) * step / 6 for s, e in zip(start, end, strict=True)))
        self.page.mouse.up()

    def choose(self, label: str, option: str) -> None:
        """Pick an option of a select box."""
        box = self.page.get_by_label(label, exact=True).first
        box.scroll_into_view_if_needed()
        self.page.wait_for_timeout(200)  # a list that opens while the page scrolls closes again
        box.click()
        self.page.get_by_role("option", name=option, exact=True).click()
        self.settle()

    def ensemble_accuracy(self) -> float:
        """The number on the Regions page, to its last digit."""
        return float(str(self.page.locator("[data-testid=ensemble-accuracy]").first.get_attribute("data-value")))


@pytest.fixture(scope="session")
def chromium(dashboard: Dashboard) -> Iterator["Browser"]:  # noqa: F821
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def new_reader(
    chromium: "Browser",  # noqa: F821
    dashboard: Dashboard,
    request: pytest.FixtureRequest,
) -> Iterator[Callable[..., Reader]]:
    """Makes readers, each with a browser profile of their own; what they saw last is kept as a picture."""
    contexts = []

    def make(scheme: str = "light", width: int = 1280, height: int = 900) -> Reader:
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        contexts.append(context)
        return Reader(context.new_page(), dashboard.url)

    yield make
    for number, context in enumerate(contexts):
        for page in context.pages:
            page.screenshot(path=dashboard.home / f"{request.node.name}-{number}.png")
        context.close()


@pytest.fixture
def reader(new_reader: Callable[..., Reader]) -> Reader:
    return new_reader()
