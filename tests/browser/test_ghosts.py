"""Suggestions as ghosts on the map: taken in hand, accepted and dismissed there, by mouse and by key."""

from typing import Any

import pytest

from simlab.maps import fit_map
from simlab.studies.designs.named import create_design, open_design
from simlab.workspace import Workspace
from tests import toy_study

pytestmark = pytest.mark.browser


def test_ghosts_are_accepted_and_dismissed_on_the_map(reader: Any, dashboard: Any) -> None:
    counts = {"validation": 200, "test": 16, "train": 12}
    workspace = toy_study.make(dashboard.home / "workspaces" / "ghosts", references=counts)
    create_design(workspace, "haunted", fit_map(workspace, "look", "pca"))
    page = reader.page
    reader.open("/regions?workspace=ghosts&design=haunted")
    reader.wait_for_canvas()
    page.get_by_role("button", name="Where is another model better?").click()
    ghosts, regions = page.locator(".slc-region.slc-offered"), page.locator(".slc-region.slc-kept")
    ghosts.first.wait_for(state="attached")
    reader.settle()
    assert (ghosts.count(), regions.count()) == (2, 0)
    assert "Dashed outlines are suggestions" in page.locator(".slc-say").inner_text()
    assert page.locator(".slc-offer-accept title").first.text_content() == "Make this suggestion a region (Enter)"
    assert page.locator(".slc-offer-dismiss title").first.text_content() == "Dismiss this suggestion (Delete)"

    def kept() -> tuple[int, int]:
        """Step of the history, and number of regions."""
        named = open_design(Workspace.open(workspace.path), "haunted")
        return named.step, len(named.design.regions)

    # By key: Tab takes it in hand, Enter makes it a region, which is in hand then; undo brings the ghost back.
    page.locator(".slc-stage").focus()
    page.keyboard.press("Tab")
    assert page.locator(".slc-say").inner_text().startswith("Suggestion 1 · ")
    page.keyboard.press("Enter")
    page.locator(".slc-corner").first.wait_for()
    reader.settle()
    assert (ghosts.count(), regions.count(), kept()) == (1, 1, (1, 1))
    page.locator(".slc-stage").focus()
    page.keyboard.press("Control+z")
    page.wait_for_function("() => document.querySelectorAll('.slc-region.slc-offered').length === 2")
    reader.settle()
    page.keyboard.press("Control+z")  # before the first step there is nothing to undo, and nothing to say
    reader.settle()
    assert page.locator("[data-testid=stAlertContentError]").count() == 0
    assert kept() == (0, 0)

    # By mouse: a mark beside its name. What is dismissed changes no design.
    page.locator(".slc-offer-dismiss").first.click()
    page.wait_for_function("() => document.querySelectorAll('.slc-region.slc-offered').length === 1")
    reader.settle()
    assert kept() == (0, 0)
    page.locator(".slc-offer-accept").click()
    regions.wait_for(state="attached")
    reader.settle()
    assert (ghosts.count(), regions.count(), kept()[1]) == (0, 1, 1)

    # The region that it became is copied by key: the same rule, its own name, in hand, one priority lower.
    page.locator(".slc-stage").focus()
    page.keyboard.press("Control+d")
    page.wait_for_function("() => document.querySelectorAll('.slc-region.slc-kept').length === 2")
    reader.settle()
    first, copy = open_design(Workspace.open(workspace.path), "haunted").design.regions
    assert copy.rule == first.rule
    assert copy.name != first.name
    assert page.locator(".slc-region.slc-chosen").get_attribute("data-region") == copy.id
