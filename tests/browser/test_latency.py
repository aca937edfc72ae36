"""Latency in a real browser: from an empty tab over a job to figures, which are those of the command line."""

import json
import re
from typing import Any

import pytest

pytestmark = pytest.mark.browser
_ROWS = """() => Array.from(
  document.querySelectorAll('.st-key-compare-figure-latency-query .ytick text'), (label) => label.textContent.trim())"""


def test_measuring_fills_the_chart(reader: Any, dashboard: Any) -> None:
    reader.open("/compare?workspace=material")
    reader.page.get_by_role("tab", name="Latency").click()
    reader.settle()
    reader.page.get_by_text("Nothing has been measured on this machine yet.").wait_for()
    measure = reader.page.locator("[data-testid=stFormSubmitButton]").get_by_role("button", name="Measure")
    reader.open_by(reader.page.locator(".st-key-compare-measure-popover button").first, measure)
    measure.click()
    reader.page.wait_for_selector(".st-key-compare-figure-latency-query .js-plotly-plot .point", timeout=120_000)
    reader.settle()
    assert not reader.page.get_by_text("Precisions").is_visible(), "the form closes"

    found = json.loads(dashboard.simlab("latency", "material", "--stored", "--json"))
    fastest = sorted(found["measurements"], key=lambda row: row["query"]["p50"])
    assert {row["label"] for row in fastest} == {"histogram", "hash"}
    assert reader.page.evaluate(_ROWS) == [row["label"] for row in fastest]
    machine = found["machine"]
    assert reader.page.get_by_text(re.compile(f"This machine: {re.escape(machine['name'])} ·")).is_visible()
    assert reader.page.get_by_text("Measured on pictures of material").is_visible()
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 1280
