"""The study of material on a running dashboard, and readers to drive it."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.driver import CHROMIUM, Dashboard, Reader, reading, running_chromium, running_dashboard
from tests.browser.material_stand_in import write_material

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser test that fails is tried once more: the summary names it, and a second failure counts."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    if CHROMIUM is None:
        if os.environ.get("SIMLAB_REQUIRE_BROWSER"):
            pytest.fail("SIMLAB_REQUIRE_BROWSER is set, and there is no chromium on the path: apt-get install chromium")
        pytest.skip("there is no chromium on the path")
    with running_chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def material_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real material data, or a stand-in of the same form where they are not there."""
    real = os.environ.get("SIMLAB_REAL_DATA")
    return Path(real) / "material" if real else write_material(tmp_path_factory.mktemp("material"))


@pytest.fixture(scope="session")
def dashboard(
    chromium: "Browser", tmp_path_factory: pytest.TempPathFactory, material_source: Path
) -> Iterator[Dashboard]:
    """A server whose home holds the workspace `material`: two baselines and a PCA map."""
    home = tmp_path_factory.mktemp("browser-home")
    with running_dashboard(home) as found:
        found.simlab("import", "material", str(material_source), "--out", str(home / "workspaces" / "material"))
        found.simlab("embed", "material", "--encoder", "histogram:hsv", "--name", "histogram")
        found.simlab("embed", "material", "--encoder", "hash:perceptual", "--name", "hash")
        found.simlab("map", "fit", "material", "--features", "histogram", "--method", "pca")
        yield found


@pytest.fixture
def new_reader(
    chromium: "Browser",
    dashboard: Dashboard,
    request: pytest.FixtureRequest,
) -> Iterator[Callable[..., Reader]]:
    """Makes readers, each with a browser profile of their own; what they saw last is kept as a picture."""
    numbers = count()
    with ExitStack() as readers:

        def make(scheme: str = "light", width: int = 1280, height: int = 900) -> Reader:
            name = f"{request.node.name}-{next(numbers)}"
            return readers.enter_context(reading(chromium, dashboard, name, width=width, height=height, scheme=scheme))

        yield make


@pytest.fixture
def reader(new_reader: Callable[..., Reader]) -> Reader:
    return new_reader()
