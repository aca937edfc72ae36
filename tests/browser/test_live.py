"""Live in a real browser: three files and everybody's answer, weights from a hub, and files that are refused."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from simlab.encoders import encode, open_encoder
from tests.browser.driver import Dashboard, Reader, reading, running_dashboard
from tests.dashboard.compare.live.bare_png import bare_png
from tests.dashboard.compare.live.small_study import ENCODERS, blobs, make_study
from tests.local_hub import LocalHub
from tests.random_weights import random_weights

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
DINO = "timm:vit_small_patch16_224.dino"
PRESETS = ("CLIP", "DINO", "DINOv2")
_ANSWERS = """() => Object.fromEntries(
  [...document.querySelectorAll('[data-model]')].map(({ dataset }) => [dataset.model, dataset.answer]))"""
_ALL_DONE = (
    "() => document.querySelector('[data-model]') && !document.querySelector('.sl-live').innerText.match(/waits|looks/)"
)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """DINO's real architecture at random weights."""
    return random_weights(DINO, tmp_path_factory.mktemp("weights"), seed=0)


@pytest.fixture(scope="module")
def live_dashboard(chromium: "Browser", tmp_path_factory: pytest.TempPathFactory, weights: Path) -> Iterator[Dashboard]:
    """A server that knows one study and a hub with the weights of DINO."""
    home = tmp_path_factory.mktemp("live-home")
    make_study(home / "workspaces" / "study", tmp_path_factory.mktemp("painted"))
    with LocalHub() as hub, pytest.MonkeyPatch.context() as patch:
        hub.put("timm/vit_small_patch16_224.dino", "model.safetensors", weights)
        for name, value in hub.environment(home / "hub").items():
            patch.setenv(name, value)
        with running_dashboard(home) as found:
            yield found


@pytest.fixture
def live_reader(chromium: "Browser", live_dashboard: Dashboard) -> Iterator[Reader]:
    with reading(chromium, live_dashboard, "live", height=900) as reader:
        reader.open("/compare?workspace=study")
        reader.page.get_by_role("tab", name="Live").click()
        reader.settle()
        yield reader


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"mine-{number}.png" for number in range(3)]
    for number, path in enumerate(paths):
        blobs(1000 + number, (120, 90)).save(path)
    return paths


def drop(reader: Reader, paths: list[Path]) -> None:
    reader.page.get_by_text("Pictures of your own", exact=True).click()
    reader.settle()
    reader.page.locator("input[type=file]").set_input_files(paths)
    reader.settle()


def all_answers(reader: Reader) -> dict[str, str]:
    reader.page.wait_for_function(_ALL_DONE, timeout=180_000)
    answers: dict[str, str] = reader.page.evaluate(_ANSWERS)
    return answers


def answer_of(spec: str, paths: list[Path]) -> str:
    """What an encoder says, in the documented few lines."""
    encoder = open_encoder(spec)
    reference, a, b = encode(encoder, [Image.open(path).convert("RGB") for path in paths])
    similar = [float(np.dot(reference, x) / np.linalg.norm(reference) / np.linalg.norm(x)) for x in (a, b)]
    return "A" if similar[0] > similar[1] else "B"


def test_files_that_cannot_be_read_are_refused_and_leave_nothing(
    live_reader: Reader, live_dashboard: Dashboard, tmp_path: Path
) -> None:
    contents: dict[str, Callable[[Path], Any]] = {
        "letter.jpg": lambda path: path.write_text("Dear all,"),
        "huge.png": lambda path: Image.new("L", (10_000, 6_000)).save(path),
        "bomb.png": lambda path: path.write_bytes(bare_png(50_000, 50_000)),
    }
    said = {
        "letter.jpg": "is not an image",
        "huge.png": "has 10,000 × 6,000 pixels",
        "bomb.png": "claims many times more pixels",
    }
    before = {path for path in live_dashboard.home.rglob("*") if path.is_file()}
    for name, write in contents.items():
        write(tmp_path / name)
        drop(live_reader, [tmp_path / name])
        message = live_reader.page.locator("[data-testid=stAlertContentError]")
        message.get_by_text(f"{name} {said[name]}").wait_for()
        assert message.count() == 1, "only of the last drop"
        assert live_reader.page.locator("[data-testid=stFileUploaderFile]").count() == 0
    assert live_reader.page.locator(".sl-asked, .sl-live").count() == 0
    assert live_reader.page.get_by_text("Models in memory: none loaded yet").is_visible()
    new = {path for path in live_dashboard.home.rglob("*") if path.is_file()} - before
    assert not [path for path in new if path.suffix in (".jpg", ".png")]


def test_three_files_are_answered_by_everybody_and_a_baseline_is_fetched(
    live_reader: Reader, files: list[Path], weights: Path
) -> None:
    page = live_reader.page
    drop(live_reader, files)
    found = all_answers(live_reader)
    assert set(found) == {"design drawn", *ENCODERS, "imported", *PRESETS}
    expected = {name: answer_of(spec, files) for name, spec in ENCODERS.items()}
    assert {name: found[name] for name in ENCODERS} == expected
    assert found["design drawn"] == expected["shapes"], "its region trusts that model alone"
    assert {found[name] for name in ("imported", *PRESETS)} == {""}
    page.get_by_text("It was placed on the finished map").wait_for()
    page.get_by_alt_text("The reference on the map pca-colours, in the region everywhere").wait_for()

    page.get_by_role("button", name="Fetch 4", exact=False).click(timeout=60_000)
    page.wait_for_selector(
        "[data-model='DINO'][data-answer='A'], [data-model='DINO'][data-answer='B']", timeout=180_000
    )
    assert all_answers(live_reader) == {**found, "DINO": answer_of(f"{DINO}@{weights}", files)}
    page.get_by_text("Models in memory: 3 loaded").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
