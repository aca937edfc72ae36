import math

import pytest

from simlab.dashboard.accuracy_bars import AccuracyBar, accuracy_bars_html
from simlab.dashboard.picture_tile import Picture, tile_html
from simlab.dashboard.triple_cards import ModelAnswer, TripleCard, human_answer, margin_text, triple_cards_html
from simlab.evaluation import Estimate

EVIL = "<img src=x onerror=\"alert('1')\">"
ESCAPED = "&lt;img src=x onerror=&quot;alert(&#x27;1&#x27;)&quot;&gt;"


def answer(margin: float, score: float, model: str = "m") -> ModelAnswer:
    return ModelAnswer(model, "#123456", margin, score, full_margin=0.5)


def card(*answers: ModelAnswer, choice: str = "A", votes: tuple[int, int] | None = (4, 1), name: str = "pic") -> str:
    return triple_cards_html([TripleCard("q", Picture(name), Picture("a"), Picture("b"), choice, votes, answers)])


def test_text_of_others_is_escaped_everywhere() -> None:
    evil = Picture(EVIL, None, EVIL)
    html = triple_cards_html(
        [TripleCard(EVIL, evil, evil, Picture(EVIL, "data:image/jpeg;base64,AA"), "tie", None, (answer(1, 1, EVIL),))]
    )
    bars = accuracy_bars_html([AccuracyBar(EVIL, "cs", "#123456", Estimate(0.5, None, None, 3, 1, EVIL))])
    for text in (html, bars):
        assert EVIL not in text
        assert ESCAPED in text
        assert "<img src=x" not in text


def test_the_human_choice_is_outlined_on_its_own_side() -> None:
    chosen = '<figure class="sl-card-chosen">'
    assert card(choice="A").count(chosen) == 1
    assert card(choice="A").index(chosen) < card(choice="A").index("<b>A</b>")
    assert card(choice="B").index("<b>R</b>") < card(choice="B").index(chosen)
    assert chosen not in card(choice="tie", votes=(2, 2))


@pytest.mark.parametrize(
    ("choice", "votes", "text"),
    [("A", (4, 1), "A, 4 : 1"), ("B", None, "B"), ("tie", (2, 2), "undecided, 2 : 2"), ("tie", None, "undecided")],
)
def test_what_people_said(choice: str, votes: tuple[int, int] | None, text: str) -> None:
    assert human_answer(choice, votes) == text


def test_reference_stands_between_a_and_b() -> None:
    html = card()
    assert html.index("<b>A</b>") < html.index("<b>R</b>") < html.index("<b>B</b>")


def test_margin_bars_point_to_the_closer_candidate_and_end_at_the_edge() -> None:
    assert 'style="left:25.0%;width:25.0%"' in card(answer(0.25, 1))
    assert 'style="left:50.0%;width:25.0%"' in card(answer(-0.25, 0))
    assert 'style="left:0.0%;width:50.0%"' in card(answer(9.0, 1))
    assert '"sl-card-bar"' not in card(answer(math.nan, math.nan))


@pytest.mark.parametrize(("score", "mark"), [(1.0, "✓"), (0.0, "✗"), (0.5, "½"), (math.nan, "")])
def test_marks(score: float, mark: str) -> None:
    assert f'<span class="sl-card-mark">{mark}</span>' in card(answer(0.1, score))


@pytest.mark.parametrize(
    ("margin", "text"),
    [
        (0.0312, "+0.031"),
        (-0.5, "−0.500"),
        (0.00027, "+0.0003"),
        (-0.00004, "−0.00004"),
        (1e-12, "≈ 0"),
        (0.0, "0"),
        (math.nan, "–"),
        (-1234.0, "−1,234"),
    ],
)
def test_margins_as_text(margin: float, text: str) -> None:
    assert margin_text(margin) == text


def test_an_image_without_a_file_shows_its_id() -> None:
    assert '<span class="sl-tile-name">val/460</span>' in tile_html(Picture("val/460"))
    assert "<img" in tile_html(Picture("val/460", "data:image/jpeg;base64,AA"))
    assert "sl-plain" in card().split("</style>")[1]


def test_bars_show_value_interval_number_chance_and_overall() -> None:
    here, overall = Estimate(0.834, 0.812, 0.855, 1204, 56), Estimate(0.7, 0.6, 0.8, 9000, 100)
    html = accuracy_bars_html([AccuracyBar("city", "cs", "#123456", here, overall)])
    assert "<b>83.4 %</b> <small>[81.2, 85.5] n 1,204</small>" in html
    assert 'sl-bar-whisker" style="left:81.20%;width:4.30%"' in html
    assert 'sl-bar-chance" style="left:50.00%"' in html
    assert 'sl-bar-overall" style="left:70.00%"' in html
    assert "1,204 triples of 56 references; over all references 70.0 %" in html
    assert "over all references" in html.split("sl-bar-foot")[-1]


def test_bars_without_interval_say_why_and_baselines_are_hatched() -> None:
    few = Estimate(0.75, None, None, 8, 2, "too few references")
    none = Estimate(math.nan, None, None, 0, 0, "no scored triples")
    html = accuracy_bars_html([AccuracyBar("hsv", "baseline", "#999999", few), AccuracyBar("x", "cs", "#123456", none)])
    assert "<b>75.0 %</b> <small>n 8</small>" in html
    assert "<span>no interval: too few references (hsv)</span><span>no interval: no scored triples (x)</span>" in html
    assert "<span>no interval: too few references</span>" in accuracy_bars_html(
        [AccuracyBar("x", "cs", "#123456", few)]
    )
    assert 'class="sl-bar-fill baseline"' in html
    assert "<b>–</b> <small>n 0</small>" in html
    assert 'class="sl-bar-whisker"' not in html
