"""Retrieval in a real browser: a query that is clicked, one that is dropped in, curves, and a file that is refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from simlab.encoders import encode, open_encoder
from simlab.images import decode_rgb
from simlab.workspace import Workspace
from tests.browser.driver import Dashboard, Reader, reading, running_dashboard
from tests.dashboard.compare.live.small_study import blobs
from tests.dashboard.retrieval.pair_study import N_PAIRS, make_pair_study

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
_ALL_FOUND = (
    "() => document.querySelector('.sl-near') && !document.querySelector('.sl-near').innerText.match(/waits|looks/)"
)
_FOUND = """() => Object.fromEntries([...document.querySelectorAll('.sl-near [data-row]')].map((line) => [
  line.dataset.row, [...line.querySelectorAll('[data-id]')].map(({ dataset }) => dataset.id)]))"""
_PICTURES_SHOWN = "() => [...document.querySelectorAll('.sl-near img')].every((image) => image.naturalWidth > 0)"


@pytest.fixture(scope="module")
def retrieval_dashboard(chromium: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A server that knows the study of pairs."""
    home = tmp_path_factory.mktemp("retrieval-home")
    make_pair_study(home / "workspaces" / "study", tmp_path_factory.mktemp("painted"))
    with running_dashboard(home) as found:
        yield found


@pytest.fixture
def retrieval_reader(chromium: "Browser", retrieval_dashboard: Dashboard) -> Iterator[Reader]:
    with reading(chromium, retrieval_dashboard, "retrieval") as reader:
        reader.open("/retrieval?workspace=study")
        yield reader


def neighbours(reader: Reader, query: str) -> dict[str, list[str]]:
    """By row: ids of what lies nearest to the query, once all rows have answered."""
    reader.page.locator(f".sl-query[data-query='{query}']").wait_for(timeout=60_000)
    reader.settle()
    reader.page.wait_for_function(_ALL_FOUND, timeout=120_000)
    found: dict[str, list[str]] = reader.page.evaluate(_FOUND)
    return found


def nearest(study: Workspace, model: str, picture: Path, count: int) -> list[str]:
    """In the documented few lines."""
    embedding = study.embedding(model)
    (vector,) = encode(open_encoder(str(study.model(model).encoder)), [decode_rgb(picture)]).astype(np.float64)
    held = embedding.take(np.arange(2 * N_PAIRS)).astype(np.float64)
    distances = 1 - held @ vector / np.linalg.norm(held, axis=1) / np.linalg.norm(vector)
    return study.ids(np.argsort(distances, kind="stable")[:count])


def test_a_picture_is_dropped_in_and_its_neighbours_are_read(
    retrieval_reader: Reader, retrieval_dashboard: Dashboard, tmp_path: Path
) -> None:
    page = retrieval_reader.page
    page.get_by_text("A picture of your own", exact=True).click()
    retrieval_reader.settle()
    (tmp_path / "letter.jpg").write_text("Dear all,")
    page.locator("input[type=file]").set_input_files(tmp_path / "letter.jpg")
    page.locator("[data-testid=stAlertContentError]").get_by_text("letter.jpg is not an image").wait_for()
    blobs(7, (120, 100)).save(tmp_path / "mine.png")
    page.locator("input[type=file]").set_input_files(tmp_path / "mine.png")
    found = neighbours(retrieval_reader, "mine.png")
    study = Workspace.open(retrieval_dashboard.home / "workspaces" / "study")
    assert list(found) == ["colours", "shapes", "imported"]
    assert found["colours"] == nearest(study, "colours", tmp_path / "mine.png", 10)
    assert found["shapes"][:2] == nearest(study, "shapes", tmp_path / "mine.png", 2) == ["source/7", "target/7"]
    assert found["imported"] == []
    page.get_by_text("imported without an encoder").wait_for()
    assert page.locator("[data-testid=stAlertContentError]").count() == 0
    page.wait_for_function(_PICTURES_SHOWN)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_a_query_is_clicked_and_right_answers_are_marked(retrieval_reader: Reader) -> None:
    page = retrieval_reader.page
    tile = page.locator(".slp-tile[aria-label^='source/']").nth(4)
    tile.wait_for(timeout=60_000)
    name = str(tile.get_attribute("aria-label")).split(",")[0]
    tile.click()
    found = neighbours(retrieval_reader, name)
    for row, ids in found.items():
        right = name.replace("source", "target")
        marked = page.locator(f".sl-near [data-row='{row}'] .sl-near-right")
        assert marked.count() == ids.count(right)
        assert [mark.get_attribute("data-id") for mark in marked.all()] == [right] * ids.count(right)

    page.get_by_role("tab", name="Who finds it first").click()
    page.locator(".sl-first").wait_for()
    retrieval_reader.settle()
    tile = page.locator(".slp-tile[aria-pressed=false]").nth(2)
    name = str(tile.get_attribute("aria-label")).split(",")[0]
    tile.click()
    assert neighbours(retrieval_reader, name)["shapes"][0] == name.replace("source", "target")

    page.get_by_role("tab", name="Top-N").click()
    page.locator(".js-plotly-plot .scatterlayer .trace").first.wait_for()
    page.get_by_text("Table", exact=True).click()
    page.locator(".sl-figures .sl-worse").first.wait_for()
    page.get_by_text("Test", exact=True).click()
    page.get_by_text("choose on validation, then look once").wait_for()
    assert page.locator(".sl-figures").count() == 0
