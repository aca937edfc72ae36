"""Parts of a presentation as HTML in large type. All text is escaped."""

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Literal

from simlab.dashboard.picture_tile import TILE_STYLE, Picture, plain_class, tile_html
from simlab.dashboard.present.step import Bar, Held, Statement
from simlab.dashboard.present.words import points_text
from simlab.evaluation import Difference, Estimate
from simlab.evaluation.wording import INDISTINCT, percent
from simlab.figures.colours import CHANCE, DIFFERENCE, HUMAN

ENSEMBLE_COLOUR = DIFFERENCE[-1][1]
_BADGES = {"synthetic": "#b85300", "test": "#c62828"}


def heading_html(title: str, said: Sequence[str]) -> str:
    """The thought of a step and its sentences."""
    paragraphs = "".join(f'<p class="slp-said">{_unbroken(sentence)}</p>' for sentence in said)
    return f'<h2 class="slp-title">{_unbroken(title)}</h2>{paragraphs}'


def small_html(lines: Sequence[str]) -> str:
    """What the numbers rest on."""
    return f'<div class="slp-small">{"<br>".join(map(escape, lines))}</div>' if any(lines) else ""


def question_html(a: Picture, reference: Picture, b: Picture, chosen: str) -> str:
    """A, R and B side by side; what people chose is outlined."""
    figures = (
        _figure_html("A", a, chosen == "A"),
        _figure_html("the picture in question", reference, False),
        _figure_html("B", b, chosen == "B"),
    )
    plain = plain_class((a, reference, b))
    return f'<style>{TILE_STYLE}</style><div class="slp-question{plain}">{"".join(figures)}</div>'


def _figure_html(caption: str, picture: Picture, chosen: bool) -> str:
    said = " · people chose this one" if chosen else ""
    style = f' style="--human:{HUMAN}" class="slp-chosen"' if chosen else ""
    return f"<figure{style}>{tile_html(picture)}<figcaption><b>{caption}</b>{said}</figcaption></figure>"


def bars_html(bars: Sequence[Bar], colours: Mapping[str, str]) -> str:
    """Accuracies under one another, from 0 to 100 %, with chance marked."""
    rows = "".join(_bar_html(bar, colours.get(bar.model or "", ENSEMBLE_COLOUR)) for bar in bars)
    chance = f'<div class="slp-axis"><span style="left:{_place(CHANCE)}">{CHANCE:.0%}: tossing a coin</span></div>'
    return f'<div class="slp-bars">{rows}{chance}</div>'


def _bar_html(bar: Bar, colour: str) -> str:
    found = bar.accuracy
    whisker = ""
    if found.low is not None and found.high is not None:
        whisker = f'<i style="left:{_place(found.low)};width:{_place(found.high - found.low)}"></i>'
    length = 0.0 if math.isnan(found.value) else found.value
    return (
        f'<div class="slp-bar" style="--model:{escape(colour)}"><span class="slp-name">{escape(bar.label)}</span>'
        f'<span class="slp-value">{percent(found.value)} {_interval_html(found)}</span><span class="slp-track">'
        f'<b style="width:{_place(length)}"></b><u style="left:{_place(CHANCE)}"></u>{whisker}</span></div>'
    )


def held_html(rows: Sequence[Held]) -> str:
    """The ensemble against others: how far ahead, and what those reach alone; what cannot be told apart looks so."""
    head = "<tr><th></th><th>all together, against …</th><th>difference</th><th>its own</th></tr>"
    return f'<table class="slp-held">{head}{"".join(map(_held_row, rows))}</table>'


def _held_row(row: Held) -> str:
    mark, colour = _mark(row.ahead)
    faint = "" if row.ahead.distinguishable else ' class="slp-faint"'
    note = "" if row.ahead.distinguishable else f"<small>{INDISTINCT}</small>"
    return (
        f'<tr{faint}><td style="color:{colour}">{mark}</td><td>{escape(row.label)}</td>'
        f"<td><b>{escape(points_text(row.ahead))}</b>{note}</td>"
        f"<td>{percent(row.accuracy.value)} {_interval_html(row.accuracy)}"
        f"<small>n = {row.ahead.n_triples:,}</small></td></tr>"
    )


def statements_html(parts: Sequence[Statement]) -> str:
    """What the figures rest on, the badges first to be seen."""
    return f'<div class="slp-statements">{"".join(map(_statement_html, parts))}</div>'


def _statement_html(part: Statement) -> str:
    head = badge_html(part.badge, part.head.upper()) if part.badge else f"<b>{escape(part.head)}</b>"
    return f"<div>{head}<p>{escape(part.said)}</p></div>"


def badge_html(kind: Literal["synthetic", "test"], text: str) -> str:
    """A mark that cannot be missed."""
    return f'<span class="slp-badge" style="background:{_BADGES[kind]}">{escape(text)}</span>'


def pictures_html(pictures: Sequence[Picture], numbered: Sequence[str] = ()) -> str:
    """Pictures in rows of three; `numbered` names the rows."""
    rows = [pictures[start : start + 3] for start in range(0, len(pictures), 3)]
    names = [*numbered, *[""] * len(rows)]
    lines = []
    for name, row in zip(names, rows, strict=False):
        tiles = "".join(map(tile_html, row))
        mark = f"<b>{escape(name)}</b>" if name else ""
        lines.append(f'<div class="slp-row{" slp-numbered" if name else ""}">{mark}{tiles}</div>')
    return f'<style>{TILE_STYLE}</style><div class="slp-pictures{plain_class(pictures)}">{"".join(lines)}</div>'


def _mark(ahead: Difference) -> tuple[str, str]:
    if not ahead.distinguishable:
        return "≈", "inherit"
    return ("▲", DIFFERENCE[-1][1]) if ahead.value > 0 else ("▼", DIFFERENCE[0][1])


def _interval_html(found: Estimate) -> str:
    if found.low is None or found.high is None:
        return f"<small>{escape(found.note)}</small>" if found.note else ""
    return f"<small>[{100 * found.low:.1f}, {100 * found.high:.1f}]</small>"


def _unbroken(text: str) -> str:
    return escape(text).replace(" %", "\u00a0%")


def _place(share: float) -> str:
    return f"{100 * share:.2f}%"
