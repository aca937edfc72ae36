"""Training in a real browser: a run is started from the form, survives a reload, is stopped, resumed and registered."""

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from simlab.training import CSRecipe
from simlab.training.runs import find_run
from simlab.workspace import Workspace
from tests.browser.driver import Dashboard, Reader, reading, running_dashboard
from tests.toy_study import make

pytestmark = pytest.mark.browser
MINUTES = 60_000
EPOCHS = 9_999
"""More than there is time for: the minutes end the run, however quick the machine is."""
SECONDS = 45


@pytest.fixture(scope="module")
def served(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard with one small synthetic study that has pictures and a map."""
    home = tmp_path_factory.mktemp("training-home")
    with running_dashboard(home) as found:
        study = home / "workspaces" / "toy"
        study.parent.mkdir()
        make(study, references={"validation": 16, "train": 24}, per_reference=3, files=True)
        found.simlab("map", "fit", "toy", "--features", "look", "--method", "pca")
        yield found


@pytest.fixture
def reader(chromium: Any, served: Dashboard, request: pytest.FixtureRequest) -> Iterator[Reader]:
    with reading(chromium, served, request.node.name) as found:
        yield found


def fill(reader: Reader, label: str, value: str) -> None:
    field = reader.page.get_by_label(label, exact=True)
    field.fill(value)
    field.press("Enter")
    reader.settle()


def epoch_on_the_page(reader: Reader) -> int:
    """The epoch that is being trained, as the view of the run says."""
    shown = reader.page.get_by_text(re.compile(rf"^epoch \d+ of {EPOCHS}")).first
    shown.wait_for(timeout=MINUTES)
    found = re.match(r"epoch (\d+)", shown.inner_text())
    assert found is not None
    return int(found[1])


def test_from_the_form_to_explore(reader: Reader, served: Dashboard) -> None:
    page, study = reader.page, served.home / "workspaces" / "toy"
    reader.open("/training?workspace=toy")
    reader.choose("Context", "west")
    fill(reader, "Name", "west-net")
    fill(reader, "Input, pixels", "32")
    fill(reader, "Epochs", str(EPOCHS))
    page.get_by_text("Advanced settings").click()
    fill(reader, "Max minutes", str(SECONDS / 60))
    page.get_by_text("Add it to the workspace when it is trained").click()
    reader.settle()
    page.get_by_role("button", name="Start training").click()

    before = epoch_on_the_page(reader)
    page.reload()
    page.wait_for_function(
        f"() => [...document.body.innerText.matchAll(/epoch (\\d+) of {EPOCHS}/g)].some(([, n]) => n > {before})",
        timeout=MINUTES,
    )
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_text(re.compile(rf"Stopped after \d+ of {EPOCHS} epochs")).wait_for(timeout=MINUTES)
    stopped = find_run(Workspace.open(study), "west-net")
    assert stopped.state == "stopped"
    assert 0 < len(stopped.history) < EPOCHS

    reader.settle()
    page.get_by_role("button", name="Resume", exact=True).click()
    page.get_by_text(re.compile(r"Trained for \d+ epochs in \d+ s")).wait_for(timeout=2 * MINUTES)
    page.wait_for_selector(".st-key-training-curves-west-net .js-plotly-plot .scatterlayer .js-line")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    resumed = find_run(Workspace.open(study), "west-net")
    assert resumed.state == "finished"
    assert resumed.history[: len(stopped.history)] == stopped.history, "it went on from where it was stopped"

    reader.settle()
    page.get_by_role("button", name="Add to the workspace").click()
    on_explore = page.get_by_role("link", name="See it on Explore")
    on_explore.wait_for(timeout=MINUTES)
    reader.settle()
    assert "west-net" in {entry.name for entry in Workspace.open(study).manifest.models}
    on_explore.click()
    reader.wait_for_canvas()
    reader.settle()
    assert "west-net" in page.locator(".sl-bar-name").all_inner_texts()


def test_a_run_is_deleted_after_a_question(reader: Reader, served: Dashboard) -> None:
    folder = served.home / "workspaces" / "toy" / "runs" / "gone"
    folder.mkdir(parents=True)
    recipe = {"name": "CSRecipe", **CSRecipe().as_json()}
    content = {"format_version": 1, "kind": "global", "context": None, "recipe": recipe, "finished": False}
    (folder / "run.json").write_text(json.dumps({**content, "started": time.time()}), encoding="utf-8")
    reader.open("/training?workspace=toy")
    heading = reader.page.get_by_role("heading", name=re.compile("^gone"))
    heading.wait_for()
    reader.page.get_by_role("button", name="Delete …").click()
    reader.page.get_by_role("button", name="Keep it").click()
    reader.settle()
    assert folder.is_dir()
    reader.page.get_by_role("button", name="Delete …").click()
    reader.page.get_by_role("button", name="Delete it").click()
    heading.wait_for(state="detached")
    assert not folder.exists()
