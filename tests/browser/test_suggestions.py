"""Suggestions in a real browser: outlined on the map, made a region in one click, taken back by undo."""

from typing import Any

import pytest

from simlab.maps import fit_map
from simlab.studies.designs.named import create_design, open_design
from simlab.studies.designs.suggestions import design_suggestions
from tests import toy_study

pytestmark = pytest.mark.browser


def test_a_suggestion_is_outlined_added_and_taken_back(reader: Any, dashboard: Any) -> None:
    counts = {"validation": 200, "test": 16, "train": 12}
    workspace = toy_study.make(dashboard.home / "workspaces" / "countries", references=counts)
    create_design(workspace, "suggested", fit_map(workspace, "look", "pca"))
    proposals = design_suggestions(workspace, "suggested").found.proposals
    assert len(proposals) == 2

    reader.open("/regions?workspace=countries&design=suggested")
    reader.wait_for_canvas()
    outlines = reader.page.locator("[data-simlab-canvas] .slc-region.slc-hint")
    cards = reader.page.get_by_text("instead of")
    before = reader.ensemble_accuracy()
    assert (outlines.count(), cards.count()) == (0, 0)

    reader.page.get_by_role("button", name="Where is another model better?").click()
    cards.first.wait_for()
    reader.settle()
    assert (outlines.count(), cards.count()) == (2, 2)

    reader.page.get_by_role("button", name="Add", exact=True).first.click()
    name = f"{proposals[0].model} 1"
    reader.page.wait_for_selector(f".sdp-rule[aria-label='Rule of {name}']")
    reader.settle()
    (region,) = open_design(workspace, "suggested").design.regions
    assert (region.name, region.points) == (name, proposals[0].points)
    assert reader.ensemble_accuracy() > before
    assert (outlines.count(), cards.count()) == (1, 1)

    reader.page.locator(".st-key-regions-undo button").first.click()
    reader.settle()
    assert open_design(workspace, "suggested").design.regions == ()
    assert reader.ensemble_accuracy() == before
    assert (outlines.count(), cards.count()) == (2, 2)

    reader.page.get_by_role("button", name="Hide suggestions").click()
    reader.settle()
    assert (outlines.count(), cards.count()) == (0, 0)
