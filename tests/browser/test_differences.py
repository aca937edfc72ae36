"""The tab Differences in a real browser: a lasso on the map answers for the references in it."""

import re
from typing import Any

import pytest

from simlab.studies.differences import differences
from simlab.workspace import Workspace

pytestmark = pytest.mark.browser


def listed(reader: Any) -> int:
    text = reader.page.get_by_text(re.compile(r"triples where one is right and the other is not")).inner_text()
    return int(text.split()[0].replace(",", ""))


def test_a_lasso_asks_about_a_part_of_the_map(reader: Any, dashboard: Any) -> None:
    reader.open("/compare?workspace=material")
    reader.page.get_by_role("tab", name="Differences").click()
    reader.settle()
    reader.wait_for_canvas()
    reader.choose("Row", "histogram")
    reader.choose("minus", "hash")
    reader.page.wait_for_function("() => document.querySelector('.sl-apart')?.innerText.includes('hash on')")
    reader.settle()
    found = differences(Workspace.open(dashboard.home / "workspaces" / "material"), "validation", "histogram", "hash")
    assert listed(reader) == found.count("either")
    assert reader.page.locator(".sl-card").count() == min(6, found.count("either"))

    reader.drag_lasso((0.02, 0.02), (0.5, 0.02), (0.5, 0.98), (0.02, 0.98))
    reader.page.get_by_text("In the selection", exact=False).first.wait_for()
    reader.settle()
    assert 0 < listed(reader) < found.count("either")
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 1280
