"""Baselines in a real browser: from the page to their rows on the board, with weights from a hub on 127.0.0.1."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.driver import Dashboard, Reader, reading, running_dashboard
from tests.local_hub import LocalHub
from tests.random_weights import random_weights
from tests.toy_study import make

pytestmark = pytest.mark.browser
MINUTES = 60_000
_ROWS = """() => Array.from(document.querySelectorAll('.st-key-compare-figure .js-plotly-plot')).flatMap(
  ({ data }) => data.filter(({ customdata }) => customdata).map(({ customdata }) => customdata[0]))"""
_BOTH = f"() => ['CLIP', 'DINO'].every((name) => ({_ROWS})().includes(name))"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHub]:
    """Has CLIP and DINO at random weights, and nothing else."""
    folder = tmp_path_factory.mktemp("hub")
    with LocalHub() as found:
        for name, repo in (
            ("CLIP", "timm/vit_base_patch32_clip_224.openai"),
            ("DINO", "timm/vit_small_patch16_224.dino"),
        ):
            weights = random_weights(name, folder / name, seed=0)
            found.put(repo, weights.name, weights)
        yield found


@pytest.fixture(scope="module")
def served(chromium: Any, hub: LocalHub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard that asks that hub, with two small synthetic studies."""
    home = tmp_path_factory.mktemp("baselines-home")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in hub.environment(tmp_path_factory.mktemp("weights")).items():
            patch.setenv(name, value)
        with running_dashboard(home) as found:
            for name in ("first", "second"):
                study = home / "workspaces" / name
                study.parent.mkdir(exist_ok=True)
                make(study, references={"validation": 8, "train": 2}, per_reference=2, files=True)
            yield found


@pytest.fixture
def reader(chromium: Any, served: Dashboard, request: pytest.FixtureRequest) -> Iterator[Reader]:
    with reading(chromium, served, request.node.name) as found:
        yield found


def open_dialog(reader: Reader, study: str) -> Any:
    reader.open(f"/compare?workspace={study}")
    reader.page.wait_for_selector(".st-key-compare-figure .js-plotly-plot .scatterlayer .point")
    dialog = reader.page.get_by_role("dialog")
    reader.open_by(reader.page.get_by_role("button", name="Run CLIP and DINO on this split"), dialog)
    reader.settle()
    return dialog


def test_clip_and_dino_end_on_the_board(reader: Reader, served: Dashboard, hub: LocalHub) -> None:
    dialog = open_dialog(reader, "first")
    assert dialog.get_by_text(f"of {hub.endpoint}/timm/vit_small_patch16_224.dino").count() == 1
    reader.page.locator(".st-key-compare-run-now button").click()
    reader.page.get_by_text("On their way to the board").wait_for(timeout=MINUTES)
    reader.page.wait_for_function(_BOTH, timeout=3 * MINUTES)
    reader.settle()
    assert reader.page.get_by_text("On their way to the board").count() == 0
    board = served.simlab("scoreboard", "first", "--models", "CLIP,DINO", "--json")
    assert re.search(r'"key": "CLIP", "label": "CLIP", "kind": "baseline", "basis": "", "accuracy": 0\.\d', board)
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_without_weights_the_row_says_which_file_and_the_others_go_on(reader: Reader, served: Dashboard) -> None:
    dialog = open_dialog(reader, "second")
    box = dialog.get_by_role("combobox").first
    box.click()
    box.press("Backspace")
    box.press("Backspace")
    for name in ("OpenCLIP large", "DINO"):
        box.fill(name)
        reader.page.get_by_role("option", name=name, exact=True).click()
        reader.settle()
    dialog.get_by_text("Run baselines on this split").click()
    reader.settle()
    reader.page.locator(".st-key-compare-run-now button").click()
    problem = reader.page.get_by_text(re.compile(r"No weights\. Expected: open_clip_model\.safetensors .* under /"))
    problem.wait_for(timeout=2 * MINUTES)
    assert reader.page.locator(".st-key-compare-figure").count() == 1, "all else works"
    reader.page.get_by_role("button", name="Run DINO without OpenCLIP large").click()
    reader.page.wait_for_function(f"() => ({_ROWS})().includes('DINO')", timeout=3 * MINUTES)
    assert problem.count() == 1, "the other row still says what it needs"
    assert Path(served.home / "workspaces" / "second" / "embeddings" / "DINO" / "vectors.npy").is_file()
