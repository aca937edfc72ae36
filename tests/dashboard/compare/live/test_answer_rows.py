"""Answers side by side as HTML: choices, marks, bars, and text that is escaped."""

import re

import pytest

from simlab.dashboard.compare.live.answer_rows import AnswerRow, letter, rows_html


def row(**facts: object) -> AnswerRow:
    given = {"distances": (0.2, 0.4), "order": (0, 1), "margin": 0.2, "time": "5 ms", "where": "cpu, fp32"}
    return AnswerRow("net", "baseline", "#123456", **{**given, **facts})


def test_candidates_are_letters() -> None:
    assert [letter(place) for place in range(4)] == ["A", "B", "C", "D"]


@pytest.mark.parametrize(
    ("people", "order", "mark"), [(None, (0, 1), ""), (0, (0, 1), " ✓"), (1, (0, 1), " ✗"), (1, (1, 0), " ✓")]
)
def test_a_choice_is_held_against_the_people_s(people: int | None, order: tuple[int, int], mark: str) -> None:
    html = rows_html([row(order=order, margin=0.2 if order[0] == 0 else -0.2)], 2, people)
    assert f"<b>{letter(order[0])}</b>{mark}</span>" in html
    assert f"data-answer='{letter(order[0])}'" in html


def test_equal_distances_are_a_tie() -> None:
    html = rows_html([row(distances=(0.3, 0.3), margin=0.0)], 2, 1)
    assert "<b>tie</b> ½" in html
    assert "data-answer='tie'" in html


def test_several_candidates_are_ranked() -> None:
    html = rows_html([row(distances=(0.4, 0.1, 0.3), order=(1, 2, 0), margin=0.2)], 3, None)
    assert "<b>B</b> <span class='sl-live-quiet'>‹ C ‹ A</span>" in html
    assert "the second's distance − the first's" in html


def test_bars_are_shares_of_the_longest_distance_of_the_line() -> None:
    html = rows_html([row(distances=(0.2, 0.8))], 2, None)
    assert re.findall(r"width:([\d.]+)%", html) == ["25.0", "100.0"]
    assert ">0.200<" in html
    assert re.findall(r"width:([\d.]+)%", rows_html([row(distances=(0.0, 0.0), margin=0.0)], 2, None)) == ["0.0", "0.0"]


def test_a_model_without_an_answer_says_why() -> None:
    html = rows_html([AnswerRow("CLIP", "baseline", "#123456", note="its <weights> are missing")], 2, 0)
    assert "its &lt;weights&gt; are missing" in html
    assert "data-answer=''" in html
    assert "✗" not in html


def test_names_and_notes_are_escaped() -> None:
    html = rows_html([row(note="<b>'stored'</b>"), AnswerRow("<i>x</i>", "<u>", "#1'", note="")], 2, None)
    assert "<i>x</i>" not in html
    assert "<u>" not in html
    assert "&lt;b&gt;&#x27;stored&#x27;&lt;/b&gt;" in html
