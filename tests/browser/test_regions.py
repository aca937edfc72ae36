"""The whole way in a real browser: a region is drawn, given a model, scored, and found again after a reload."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.workspace import Workspace

pytestmark = pytest.mark.browser
LEFT_HALF = ((0.05, 0.05), (0.45, 0.05), (0.45, 0.95), (0.05, 0.95))


def start_design(reader: Any, name: str) -> None:
    reader.open("/regions?workspace=material")
    reader.page.wait_for_selector("button:has-text('Start drawing'), button:has-text('New')")
    box = reader.page.get_by_label("Name", exact=True).last
    if reader.page.get_by_role("button", name="Start drawing").count() == 0:
        reader.wait_for_canvas()
        reader.open_by(reader.page.get_by_role("button", name="New"), box)
    box.fill(name)
    reader.page.get_by_role("button", name="Start drawing").click()
    reader.page.wait_for_selector("text=step 0 of 0 · created")
    reader.settle()
    reader.wait_for_canvas()


def test_drawn_region_changes_the_accuracy_and_survives_a_reload(reader: Any, dashboard: Any) -> None:
    start_design(reader, "drawn")
    before = reader.ensemble_accuracy()

    reader.drag_lasso(*LEFT_HALF)
    reader.page.wait_for_selector(".sdp-rule[aria-label='Rule of region 1']")
    reader.settle()
    assert reader.ensemble_accuracy() == before, "a new region has the fallback's rule until one is chosen"
    reader.choose_rule("region 1", "histogram")
    changed = reader.ensemble_accuracy()
    assert changed != before

    reader.page.reload()
    reader.settle()
    reader.wait_for_canvas()
    assert reader.ensemble_accuracy() == changed
    assert reader.page.locator(".sdp-rule[aria-label='Rule of region 1']").count() == 1

    # The same number from the page, the command line and Python, to the last digit.
    arguments = ("--strategy", "design", "--design", "drawn", "--split", "validation", "--json")
    printed = json.loads(dashboard.simlab("ensemble", "material", *arguments))
    python = evaluate_ensemble(
        Workspace.open(dashboard.home / "workspaces" / "material"), "design", "validation", design="drawn"
    )
    assert printed["accuracy"] == python.estimate.value == changed
    assert printed["n_triples"] == python.estimate.n_triples


def test_undo_redo_and_two_tabs(new_reader: Callable[..., Any]) -> None:
    first = new_reader()
    start_design(first, "two-tabs")
    start = first.ensemble_accuracy()
    first.drag_lasso(*LEFT_HALF)
    first.page.wait_for_selector(".sdp-rule[aria-label='Rule of region 1']")
    first.settle()
    first.choose_rule("region 1", "hash")
    with_hash = first.ensemble_accuracy()

    second = new_reader()
    second.open("/regions?workspace=material&design=two-tabs")
    second.wait_for_canvas()
    assert second.ensemble_accuracy() == with_hash

    first.rule_button("region 1").click()
    first.settle_panel()
    second.choose_rule("region 1", "histogram")
    first.page.locator(".sdp-option[aria-label='Vote of the members']").click()
    first.settle_panel()
    assert first.page.get_by_text("was changed in another tab").count() == 1
    assert first.ensemble_accuracy() == second.ensemble_accuracy()

    for _ in range(3):
        first.page.locator(".st-key-regions-undo button").first.click()
        first.settle()
    assert first.ensemble_accuracy() == start
    for _ in range(2):
        first.page.locator(".st-key-regions-redo button").first.click()
        first.settle()
    assert first.ensemble_accuracy() == with_hash


def test_test_split_opens_only_with_a_reason(reader: Any, dashboard: Any) -> None:
    start_design(reader, "revealed")
    reader.page.get_by_text("Test", exact=True).click()
    reader.page.get_by_role("button", name="Reveal the test figure").click()
    reader.page.wait_for_selector("text=is closed for design revealed")
    reader.page.get_by_label("Why look at the test split now?").fill("the design is finished")
    reader.page.get_by_role("button", name="Reveal the test figure").click()
    reader.page.wait_for_selector("text=TEST REVEALED")
    recorded = json.loads(dashboard.simlab("reveals", "material", "--json"))["reveals"]
    assert [reveal["reason"] for reveal in recorded if reveal["subject"] == "design revealed"] == [
        "the design is finished"
    ]
    printed = json.loads(
        dashboard.simlab(
            "ensemble", "material", "--strategy", "design", "--design", "revealed", "--split", "test", "--json"
        )
    )
    assert f"{100 * printed['accuracy']:.1f} %" in reader.page.get_by_text("Test accuracy").inner_text()
