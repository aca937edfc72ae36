"""Neighbours, figures and finders as HTML: marks, places, verdicts, and text that is escaped."""

import re

import pytest

from simlab.dashboard.retrieval.figure_table import FigureCell, FigureLine, figure_table_html
from simlab.dashboard.retrieval.finder_bars import Finder, finders_html
from simlab.dashboard.retrieval.neighbour_rows import NearRow, NearTile, neighbours_html
from simlab.evaluation import Difference, Estimate

NASTY = "<b>'x'</b>"
CLEAN = "&lt;b&gt;&#x27;x&#x27;&lt;/b&gt;"


def tiles(*right: bool | None) -> tuple[NearTile, ...]:
    return tuple(NearTile(f"pic-{n}", "/media/a.jpg", 0.25 * n, good) for n, good in enumerate(right))


def test_right_answers_are_marked_at_their_places() -> None:
    html = neighbours_html([NearRow("m", "model", "#123456", tiles(False, True, False, True))], 3)
    assert "data-row='m' data-neighbours='3' data-right='2'" in html
    assert re.findall("data-id='([^']*)'", html) == ["pic-0", "pic-1", "pic-2"]
    assert html.count("class='sl-near-tile sl-near-right'") == 1
    assert "2. pic-1\ndistance 0.25\na right answer" in html
    assert "<span>1</span><span>2</span><span>3</span></div>" in html


def test_nothing_is_marked_where_nobody_knows() -> None:
    html = neighbours_html([NearRow("m", "model", "#123456", tiles(None, None))], 2)
    assert "data-right=''" in html
    assert "right answer" not in html


def test_names_and_notes_of_neighbours_are_escaped() -> None:
    tile = NearTile(NASTY, "", 0.1, None, NASTY)
    html = neighbours_html([NearRow(NASTY, NASTY, "#1'", (tile,), (NASTY,)), NearRow("n", "n", "#1", note=NASTY)], 1)
    assert NASTY not in html
    assert f"<em>{CLEAN}</em>" in html, "without a picture, its id"
    assert f"data-right=''>{CLEAN}</div>" in html


def cell(value: float, p: float | None, low: float = 0.1) -> FigureCell:
    difference = Difference(value, value - 0.05 if low else -0.5, value + 0.05, p, 10, 10)
    return FigureCell(Estimate(0.5, 0.4, 0.6, 10, 10), difference, p)


@pytest.mark.parametrize(
    ("given", "verdict", "said"),
    [
        (cell(0.2, 0.01), "better", "▲ +20.0 [15.0, 25.0]"),
        (cell(-0.2, 0.01), "worse", "▼ −20.0 [−25.0, −15.0]"),
        (cell(0.2, 0.2), "", "≈ +20.0"),
        (cell(0.2, 0.01, low=0), "", "≈ +20.0 [−50.0, 25.0]"),
        (cell(0.2, None), "", "≈ +20.0"),
    ],
)
def test_a_difference_that_cannot_be_told_from_0_looks_like_one(given: FigureCell, verdict: str, said: str) -> None:
    assert given.verdict == verdict
    html = figure_table_html([("top-1", "share")], [FigureLine("a", "#123456", (given,))], "b")
    assert said in html
    assert "<b>50.0 %</b> <small>[40.0, 60.0]</small>" in html
    assert ("class='sl-better'" in html, "class='sl-worse'" in html) == (verdict == "better", verdict == "worse")


def test_the_row_compared_with_has_no_difference() -> None:
    line = FigureLine(NASTY, "#123456", (FigureCell(Estimate(0.5, None, None, 2, 2)),), NASTY)
    html = figure_table_html([(NASTY, NASTY)], [line], NASTY)
    assert "<tr class='sl-compared'" in html
    assert "▲" not in html
    assert NASTY not in html


def test_bars_are_shares_of_all_queries() -> None:
    html = finders_html([Finder(NASTY, "#123456", 3, 1)], 8)
    assert re.findall(r"width:([\d.]+)%", html) == ["37.50", "12.50"]
    assert "3 alone <small>+ 1 shared</small>" in html
    assert NASTY not in html
