"""Compare in a real browser: two clicks from a figure to its triples, and the table as a file."""

import io
import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from simlab.studies.scoreboard import scoreboard
from simlab.workspace import Workspace

pytestmark = pytest.mark.browser
ADDRESS = "/compare?workspace=material"
_MARKERS = """() => {
  const graph = document.querySelector('.st-key-compare-figure .js-plotly-plot');
  const { left, top } = graph.getBoundingClientRect();
  const { xaxis, yaxis } = graph._fullLayout;
  return Object.fromEntries(graph.data.filter(({ customdata }) => customdata).map(({ customdata, x, y }) => [
    customdata[0], [left + xaxis._offset + xaxis.d2p(x[0]), top + yaxis._offset + yaxis.d2p(y[0])]]));
}"""
_HEADER, _ROW = 36, 30


def open_compare(reader: Any) -> None:
    reader.open(ADDRESS)
    reader.page.wait_for_selector(".st-key-compare-figure .js-plotly-plot .scatterlayer .point")
    reader.settle()


def click_row(reader: Any, key: str) -> None:
    """Click on the marker of a row, once the figure has come to rest in sight."""
    reader.page.evaluate("document.querySelector('.st-key-compare-figure').scrollIntoView({ block: 'start' })")
    places = reader.page.evaluate(_MARKERS)
    while True:
        reader.page.wait_for_timeout(300)
        before, places = places, reader.page.evaluate(_MARKERS)
        if places == before:
            return reader.page.mouse.click(*places[key])


def listed(reader: Any) -> tuple[str, int]:
    """The row whose triples are listed, and how many there are."""
    text = reader.page.get_by_text(re.compile(r" triples listed$")).inner_text()
    return text.split(":")[0], int(re.search(r"([\d,]+) triples listed", text)[1].replace(",", ""))


def show_as_table(reader: Any) -> Any:
    reader.page.get_by_role("radio", name="Table").or_(reader.page.get_by_role("button", name="Table")).first.click()
    reader.settle()
    table = reader.page.locator("[data-testid=stDataFrame]")
    table.wait_for()
    return table


def test_a_click_on_a_figure_leads_to_its_failures(reader: Any, dashboard: Any) -> None:
    board = scoreboard(Workspace.open(dashboard.home / "workspaces" / "material"), "validation")
    open_compare(reader)
    click_row(reader, "vote")
    reader.page.wait_for_selector(".sl-card")
    reader.settle()
    assert listed(reader) == ("majority vote", int((board.row("vote").scores < 1).sum()))
    assert reader.page.locator(".sl-card").count() == 10
    heading = reader.page.get_by_role("heading", name="The triples behind a figure")
    reader.page.get_by_role("link", name="see its triples below").click()
    reader.page.wait_for_timeout(600)
    box = heading.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 700, "the second click brings the triples into sight"
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_the_table_sorts_and_leads_to_triples_too(reader: Any, dashboard: Any) -> None:
    board = scoreboard(Workspace.open(dashboard.home / "workspaces" / "material"), "validation")
    ordered = sorted(board.scored, key=lambda row: -row.estimate.value)
    open_compare(reader)
    table = show_as_table(reader)
    box = table.bounding_box()
    assert box is not None
    reader.page.mouse.click(box["x"] + 420, box["y"] + _HEADER + _ROW * 2.5)
    reader.page.wait_for_selector(".sl-card")
    reader.settle()
    assert listed(reader)[0] == ordered[2].label

    reader.page.mouse.click(box["x"] + 40, box["y"] + _HEADER / 2)  # the header of the names: sort by them
    reader.page.wait_for_timeout(400)
    reader.page.mouse.click(box["x"] + 420, box["y"] + _HEADER + _ROW * 0.5)
    reader.settle()
    by_name = sorted((row.label for row in board.scored), key=str.lower)
    assert listed(reader)[0] in (by_name[0], by_name[-1])


def test_the_file_holds_the_board(reader: Any, dashboard: Any) -> None:
    python = scoreboard(Workspace.open(dashboard.home / "workspaces" / "material"), "validation").table()
    open_compare(reader)
    with reader.page.expect_download() as waiting:
        reader.page.get_by_role("button", name="CSV").click()
    found = waiting.value
    assert found.suggested_filename == "material-validation-scoreboard.csv"
    table = pd.read_csv(io.BytesIO(found.path().read_bytes()))
    assert table["row"].tolist() == python["row"].tolist()
    assert table["accuracy"].dropna().tolist() == python["accuracy"].dropna().tolist()


def test_the_figure_is_kept_as_a_picture(reader: Any) -> None:
    open_compare(reader)
    reader.page.locator(".st-key-compare-figure .js-plotly-plot").hover()
    with reader.page.expect_download() as waiting:
        reader.page.locator(".st-key-compare-figure .modebar-btn").first.click()
    assert waiting.value.suggested_filename == "material-validation-scoreboard.png"
    assert waiting.value.path().read_bytes().startswith(b"\x89PNG")


def test_the_dark_scheme(new_reader: Callable[..., Any]) -> None:
    reader = new_reader(scheme="dark")
    open_compare(reader)
    paper = reader.page.locator(".st-key-compare-figure .main-svg").first
    assert paper.evaluate("svg => getComputedStyle(svg).backgroundColor") == "rgb(18, 22, 28)"
