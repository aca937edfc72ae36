"""Triples as cards: A, R and B side by side, what people said, and what every model says. All text is escaped."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from simlab.dashboard.picture_tile import TILE_STYLE, Picture, plain_class, tile_html
from simlab.figures.colours import HUMAN

Choice = Literal["A", "B", "tie"]

_STYLE = f"""
.sl-cards {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(330px, 1fr)); gap: 14px; font-size: 13px;
  line-height: 1.35; }}
.sl-card {{ display: flex; flex-direction: column; gap: 10px; padding: 12px; border-radius: 10px;
  border: 1px solid color-mix(in srgb, currentColor 18%, transparent); }}
.sl-card-head {{ display: flex; gap: 8px; align-items: baseline; justify-content: space-between; font-size: 12px; }}
.sl-card-id {{ min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; opacity: .65; }}
.sl-card-human {{ white-space: nowrap; }}
.sl-card-human b {{ padding: 1px 7px; border-radius: 9px; background: {HUMAN}; color: #fff; font-weight: 600; }}
.sl-card-pictures {{ display: grid; grid-template-columns: 1fr 1.18fr 1fr; gap: 10px; align-items: end; }}
.sl-card-pictures figure {{ margin: 0; min-width: 0; }}
.sl-card-pictures figcaption {{ margin-top: 4px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
  font-size: 12px; text-align: center; }}
.sl-card-pictures figcaption small {{ opacity: .65; font-size: 11px; }}
.sl-card-chosen .sl-tile {{ outline: 3px solid {HUMAN}; outline-offset: 1px; }}
.sl-card-answers {{ display: grid; gap: 2px; }}
.sl-card-answer {{ display: grid; grid-template-columns: 9px minmax(0, 1fr) minmax(60px, 96px) 58px 14px; gap: 7px;
  align-items: center; font-size: 12px; }}
.sl-card-dot {{ width: 9px; height: 9px; border-radius: 50%; background: var(--model); }}
.sl-card-model {{ overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }}
.sl-card-track {{ position: relative; height: 8px; border-radius: 2px;
  background: color-mix(in srgb, currentColor 8%, transparent); }}
.sl-card-track::after {{ content: ""; position: absolute; left: 50%; top: -2px; bottom: -2px; width: 1px;
  background: color-mix(in srgb, currentColor 60%, transparent); }}
.sl-card-bar {{ position: absolute; top: 0; bottom: 0; background: var(--model); border-radius: 2px; }}
.sl-card-margin {{ text-align: right; font-variant-numeric: tabular-nums; }}
.sl-card-wrong {{ opacity: .62; }}
.sl-card-mark {{ text-align: center; font-weight: 700; }}
.sl-card-axis {{ display: grid; grid-template-columns: 9px minmax(0, 1fr) minmax(60px, 96px) 58px 14px; gap: 7px;
  font-size: 11px; opacity: .65; }}
.sl-card-axis span:nth-child(3) {{ display: flex; justify-content: space-between; }}
.sl-card-axis span:nth-child(4) {{ text-align: right; }}
"""


@dataclass(frozen=True)
class ModelAnswer:
    """What one model says about one triple.

    Attributes:
        model: its name.
        colour: '#rrggbb', the model's on every page.
        margin: d(R, B) − d(R, A), positive where it finds A closer; NaN where it lacks a vector.
        score: 1 right, 0 wrong, ½ at a margin of exactly 0, NaN for a human tie or a missing vector.
        full_margin: the margin at which the bar ends, above 0.
    """

    model: str
    colour: str
    margin: float
    score: float
    full_margin: float


@dataclass(frozen=True)
class TripleCard:
    """One question, what people answered and what models do.

    Attributes:
        id: of the triple.
        reference: R.
        a: candidate A.
        b: candidate B.
        choice: of the people.
        votes: for A and for B, where they are known.
        answers: of the models, in manifest order.
    """

    id: str
    reference: Picture
    a: Picture
    b: Picture
    choice: Choice
    votes: tuple[int, int] | None
    answers: tuple[ModelAnswer, ...]


def triple_cards_html(cards: Sequence[TripleCard]) -> str:
    """The cards in the order given; as many beside each other as there is room for."""
    return f'<style>{TILE_STYLE}{_STYLE}</style><div class="sl-cards">{"".join(map(_card_html, cards))}</div>'


def human_answer(choice: Choice, votes: tuple[int, int] | None) -> str:
    """What people said, with their votes where these are known: "A, 4 : 1"."""
    answer = "undecided" if choice == "tie" else choice
    return answer if votes is None else f"{answer}, {votes[0]} : {votes[1]}"


def _card_html(card: TripleCard) -> str:
    answers = "".join(_answer_html(answer) for answer in card.answers)
    axis = (
        "<span></span><span></span><span><i>A</i><i>B</i></span>"
        '<span title="d(R, B) − d(R, A): positive means A is closer">margin</span><span></span>'
    )
    models = f'<div class="sl-card-answers"><div class="sl-card-axis">{axis}</div>{answers}</div>' if answers else ""
    people = escape(human_answer(card.choice, card.votes))
    head = (
        f'<span class="sl-card-id" title="{escape(card.id)}">{escape(card.id)}</span>'
        f'<span class="sl-card-human" title="votes for A : votes for B">people: <b>{people}</b></span>'
    )
    pictures = (
        _figure_html("A", card.a, card.choice == "A"),
        _figure_html("R", card.reference, False),
        _figure_html("B", card.b, card.choice == "B"),
    )
    plain = plain_class((card.a, card.reference, card.b))
    return (
        f'<article class="sl-card"><div class="sl-card-head">{head}</div>'
        f'<div class="sl-card-pictures{plain}">{"".join(pictures)}</div>{models}</article>'
    )


def _figure_html(letter: str, picture: Picture, chosen: bool) -> str:
    name = f" <small>{escape(picture.name)}</small>" if picture.address is not None else ""
    kind = ' class="sl-card-chosen"' if chosen else ""
    return f"<figure{kind}>{tile_html(picture)}<figcaption><b>{letter}</b>{name}</figcaption></figure>"


def _answer_html(answer: ModelAnswer) -> str:
    mark, word = _mark(answer.score)
    model = escape(answer.model)
    wrong = " sl-card-wrong" if answer.score == 0 else ""
    return (
        f'<div class="sl-card-answer" style="--model:{escape(answer.colour)}" title="{model}: {word}">'
        f'<span class="sl-card-dot"></span><span class="sl-card-model{wrong}">{model}</span>'
        f'<span class="sl-card-track">{_margin_bar_html(answer)}</span>'
        f'<span class="sl-card-margin{wrong}">{margin_text(answer.margin)}</span>'
        f'<span class="sl-card-mark">{mark}</span></div>'
    )


def _margin_bar_html(answer: ModelAnswer) -> str:
    """A bar from the middle towards the candidate that the model finds closer: A is on the left, as above."""
    if math.isnan(answer.margin):
        return ""
    length = 50 * min(1.0, abs(answer.margin) / answer.full_margin)
    start = 50 - length if answer.margin > 0 else 50.0
    return f'<span class="sl-card-bar" style="left:{start:.1f}%;width:{length:.1f}%"></span>'


def margin_text(margin: float) -> str:
    """A margin as "+0.031"; small ones down to "+0.00004", very large ones whole."""
    if math.isnan(margin):
        return "–"
    if abs(margin) < 5e-6:
        return "≈ 0" if margin else "0"
    digits = (
        "+.5f" if abs(margin) < 0.0001 else "+.4f" if abs(margin) < 0.001 else "+.3f" if abs(margin) < 100 else "+,.0f"
    )
    return format(margin, digits).replace("-", "−")


def _mark(score: float) -> tuple[str, str]:
    if math.isnan(score):
        return "", "not scored (people were undecided, or a vector is missing)"
    return {1.0: ("✓", "as people did"), 0.0: ("✗", "otherwise than people did")}.get(score, ("½", "margin of 0"))
