"""Explanations in a real browser: point → why this → neighbour; region → gallery → map; ghosts; the best rules."""

from dataclasses import replace
from typing import Any

import pytest

from simlab.ensembles import one_model, uniform_mean_of
from simlab.maps import fit_map
from simlab.studies.designs.named import create_design, open_design
from simlab.studies.designs.suggestions import design_from_credibility, design_suggestions
from simlab.studies.explanations.explanation import explain_design
from simlab.workspace import Workspace
from tests import toy_study

pytestmark = pytest.mark.browser
MEMBERS = ("west-model", "east-model", "third-model")
_MARKED = """() => {
  const canvas = document.querySelector("[data-simlab-canvas] .slc-selected");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value) => value > 0);
}"""


@pytest.fixture(scope="module")
def countries(dashboard: Any) -> Workspace:
    """Two countries that ask for a model each; `drawn` has a region around each, in which the mean answers."""
    counts = {"validation": 200, "test": 16, "train": 12}
    workspace = toy_study.make(dashboard.home / "workspaces" / "explained", references=counts, files=True)
    reference_map = fit_map(workspace, "look", "pca")
    found = design_from_credibility(workspace, reference_map)
    mean = uniform_mean_of(MEMBERS)
    regions = tuple(replace(region, rule=mean) for region in found.regions)
    create_design(workspace, "drawn", reference_map, replace(found, regions=regions))
    create_design(workspace, "empty", reference_map)
    return workspace


def opened(reader: Any, design: str) -> Any:
    reader.open(f"/regions?workspace=explained&design={design}")
    reader.wait_for_canvas()
    return reader.page


def explained(page: Any) -> str:
    return str(page.locator(".sl-why b").first.inner_text())


def wait_for(page: Any, reference: str) -> None:
    page.wait_for_function(
        "(id) => document.querySelector('.sl-why b')?.textContent === id", arg=reference, timeout=30_000
    )


def test_a_point_is_explained_and_its_neighbours_follow(reader: Any, countries: Workspace) -> None:
    page = opened(reader, "drawn")
    assert page.get_by_text("Why this?").count() == 0
    places = reader.points_in_sight()
    page.mouse.click(*places[len(places) // 2])
    page.locator(".sl-why").wait_for()
    reader.settle()
    found = explain_design(countries, "drawn", explained(page))
    said = page.locator(".sl-why").inner_text()
    assert f"It falls in {found.region}." in said
    assert "There answers uniform mean of the 3 members." in said
    assert f"The ensemble answers {found.right:g} of {found.n_answered} of its triples" in said
    assert page.evaluate(_MARKED)

    tiles = page.locator(".slp-tile")
    page.wait_for_function("document.querySelectorAll('.slp-tile').length === 10")
    assert [tiles.nth(n).get_attribute("data-row") for n in range(10)] == [
        str(near.row) for near in (*(found.near_features or ()), *found.near_map)
    ]
    tiles.first.click()
    wait_for(page, countries.ids([found.near_features[0].row])[0])

    page.get_by_role("button", name="Put down").click()
    page.wait_for_selector(".sl-why", state="detached")
    reader.settle()
    assert not page.evaluate(_MARKED)


def test_region_to_gallery_to_picture_to_map(reader: Any, countries: Workspace) -> None:
    page = opened(reader, "drawn")
    region = open_design(countries, "drawn").design.regions[0]
    page.get_by_text("Pictures and triples of the region in hand").click()
    page.get_by_text("Choose a region, or click a reference on the map.").wait_for()
    places = reader.points_in_sight()
    page.mouse.click(*places[len(places) // 3])
    page.locator(".sl-why").wait_for()
    pressed = page.locator(".st-key-regions-gallery-open .slp-tile[aria-pressed=true]")
    pressed.wait_for()
    first = countries.row(explained(page))
    assert pressed.get_attribute("data-row") == str(first)

    tiles = page.locator(".st-key-regions-gallery-open .slp-tile")
    other = tiles.nth(0) if tiles.nth(0).get_attribute("data-row") != str(first) else tiles.nth(1)
    row = int(str(other.get_attribute("data-row")))
    other.click()
    wait_for(page, countries.ids([row])[0])
    reader.settle()
    assert page.evaluate(_MARKED)
    assert pressed.get_attribute("data-row") == str(row)

    other.focus()
    page.keyboard.press("ArrowRight")
    following = int(str(page.evaluate("document.activeElement.dataset.row")))
    page.keyboard.press("Enter")
    wait_for(page, countries.ids([following])[0])
    assert explain_design(countries, "drawn", countries.ids([following])[0]).region_id in {
        region.id,
        *(other.id for other in open_design(countries, "drawn").design.regions),
    }

    page.get_by_text("Triples", exact=True).click()
    page.get_by_role("button", name="Ensemble wrong").click()
    page.get_by_text("triples, the ensemble's worst errors first").wait_for()
    reader.settle()
    marks = page.locator(".st-key-regions-gallery-open .sl-card-answer:nth-child(2) .sl-card-mark")
    assert set(marks.all_inner_texts()) == {"✗"}


def test_a_ghost_is_taken_and_another_dismissed_on_the_map(reader: Any, countries: Workspace) -> None:
    page = opened(reader, "empty")
    first, second = design_suggestions(countries, "empty").found.proposals
    page.get_by_role("button", name="Where is another model better?").click()
    ghosts = page.locator("[data-simlab-canvas] .slc-region.slc-hint")
    page.locator("[data-offer=accept]").first.wait_for()
    assert ghosts.count() == 2
    page.locator("[data-offer=accept]").first.click()
    page.wait_for_function("document.querySelectorAll('[data-simlab-canvas] .slc-region.slc-hint').length === 1")
    reader.settle()
    (region,) = open_design(countries, "empty").design.regions
    assert (region.rule, region.points) in [(one_model(p.model), p.points) for p in (first, second)]
    page.get_by_text("Judged before your last edit").wait_for()
    page.locator("[data-offer=dismiss]").first.click()
    page.wait_for_selector("[data-simlab-canvas] .slc-region.slc-hint", state="detached")
    reader.settle()
    assert len(open_design(countries, "empty").design.regions) == 1
    page.get_by_role("button", name="Look again").click()
    page.locator("[data-offer=accept]").first.wait_for()


def test_the_best_rules_are_accepted_one_by_one(reader: Any, countries: Workspace) -> None:
    page = opened(reader, "drawn")
    before = open_design(countries, "drawn")
    page.get_by_role("button", name="Best rule for every region").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("is proposed only where").wait_for()
    assert dialog.locator(".sl-best tr").count() == 1 + len(before.design.regions) + 1
    dialog.get_by_text("west-model 1: west-model").click()
    dialog.get_by_role("button", name="Accept 1 of 2").click()
    dialog.wait_for(state="detached")
    reader.settle()
    after = open_design(countries, "drawn")
    assert after.action == "best rule: east-model 1"
    assert [region.rule.text for region in after.design.regions if region.rule.kind == "model"] == ["east-model"]
    page.locator(".st-key-regions-undo button").first.click()
    reader.settle()
    assert open_design(countries, "drawn").design == before.design
