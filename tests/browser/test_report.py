"""The report in a browser without a network: nothing is missing, nothing is cut off, on the screen and on paper."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from simlab.ensembles import Region, one_model, vote_of
from simlab.maps import fit_map
from simlab.studies.design_report import report_html
from simlab.studies.designs.named import create_design, save_step
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.workspace import Workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

MEMBERS = ("west-model", "east-model", "third-model")
A4, LETTER = (210 - 26, 297 - 30), (216 - 26, 279 - 30)
"""Millimetres within the margins."""
_WIDER = """() => [...document.querySelectorAll('body *')]
  .filter((e) => !e.closest('svg') && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((e) => `${e.tagName} ${e.textContent.slice(0, 40)}`)"""
_TALLER = """(height) => [...document.querySelectorAll('article, figure, tr')]
  .filter((e) => e.getBoundingClientRect().height > height).map((e) => e.textContent.slice(0, 40))"""


@pytest.fixture
def page(chromium: "Browser", tmp_path: Path, toy_workspace: Callable[..., Workspace]) -> "Iterator[Page]":
    """A report with everything that is hard to lay out: long names, overlaps, a reveal, ten regions."""
    study = toy_workspace("long", files=True)
    place = fit_map(study, "look", "pca")
    named = create_design(study, "d", place)
    low, high = place.fitted_coordinates.min(axis=0) - 1, place.fitted_coordinates.max(axis=0) + 1
    width = (high - low) / 10
    design = named.design
    for number in range(10):
        left, bottom = low + number * width / 2
        right, top = high - number * width / 3
        points = ((left, bottom), (right, bottom), (right, top), (left, top))
        rule = one_model("west-model") if number % 2 else vote_of(MEMBERS)
        name = f"{number} {'a-very-long-name-without-a-space' if number % 3 else 'night cities by the water'}"
        design = design.with_region(Region(name, points, rule, f"#{number}055aa", note="seen at dusk " * 6))
    evaluate_ensemble(study, "design", "test", design="d", reveal="x" * 300)
    save_step(study, named, replace(design, regions=tuple(reversed(design.regions))), "drawn")
    file = tmp_path / "report.html"
    file.write_bytes(report_html(study, "d"))
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    found = context.new_page()
    found.faults = []
    found.on("console", lambda message: found.faults.append(message.text))
    found.on("requestfailed", lambda request: found.faults.append(request.url[:80]))
    found.goto(file.as_uri())
    yield found
    context.close()
    assert found.faults == []


def test_nothing_is_missing_without_a_network(page):
    pictures = page.eval_on_selector_all("img", "images => images.map(image => image.naturalWidth)")
    assert len(pictures) >= 6
    assert all(width > 0 for width in pictures)
    assert page.locator("svg.map").count() == 2
    assert page.locator("svg.map").first.locator("polygon").count() == 10
    assert page.locator(".badge.edited").count() == 2


@pytest.mark.parametrize("width", [1280, 820, 400])
def test_nothing_is_cut_off_on_a_screen(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width >= 820:
        assert page.evaluate(_WIDER) == []


@pytest.mark.parametrize(("paper", "room"), [("A4", A4), ("Letter", LETTER)])
def test_nothing_is_cut_off_on_paper(page, paper, room):
    width, height = (round(side * 96 / 25.4) for side in room)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": width, "height": height})
    assert page.evaluate(_WIDER) == []
    assert page.evaluate(_TALLER, height) == []  # what must not be broken fits on a page
    assert page.pdf(format=paper).startswith(b"%PDF")
