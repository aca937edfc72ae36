"""Rows that are still being filled: where their marks stand, and that text cannot become markup."""

import re

import pytest

from simlab.evaluation import Estimate
from simlab.figures.provisional_rows import ProvisionalLine, provisional_rows_html

LIMITS = (0.4, 0.9)


def line(**more: object) -> ProvisionalLine:
    return ProvisionalLine(**({"label": "CLIP", "state": "running", "colour": "#858585"} | more))


def left_of(html: str, kind: str) -> list[float]:
    return [float(found) for found in re.findall(rf"sl-soon-{kind}' style='left:([\d.]+)%", html)]


def test_marks_stand_where_their_numbers_are() -> None:
    estimate = Estimate(0.65, 0.6, 0.7, 100, 20)
    html = provisional_rows_html([line(estimate=estimate, so_far="so far, 20 of 80")], LIMITS, ("best", 0.8))
    assert left_of(html, "dot") == [50.0]
    assert left_of(html, "reach") == [40.0]
    assert "width:20.00%" in html
    assert left_of(html, "upright") == [20.0, 80.0], "chance, then the row compared with"
    assert "65.0 % [60.0, 70.0]" in html
    assert "so far, 20 of 80" in html
    assert all(text in html for text in ("40 %", "90 %", "solid line: best; dotted: chance"))


@pytest.mark.parametrize("estimate", [Estimate(0.5, None, None, 4, 2, "too few references"), None])
def test_without_an_interval_there_is_no_line(estimate: Estimate | None) -> None:
    html = provisional_rows_html([line(estimate=estimate, problem="stopped")], LIMITS, None)
    assert "class='sl-soon-reach'" not in html
    assert "stopped" in html
    assert ("dotted line: chance" in html) == (estimate is not None)


def test_what_lies_outside_stays_at_the_edge() -> None:
    html = provisional_rows_html([line(estimate=Estimate(0.95, 0.3, 0.99, 9, 9))], LIMITS, None)
    assert left_of(html, "dot") == [100.0]
    assert left_of(html, "reach") == [0.0]


def test_text_is_escaped() -> None:
    texts = dict.fromkeys(("label", "state", "so_far", "difference", "problem"), "<b>x</b>")
    html = provisional_rows_html([line(estimate=Estimate(0.5, 0.4, 0.6, 9, 9), **texts)], LIMITS, ("<b>x</b>", 0.5))
    assert "<b>x</b>" not in html
