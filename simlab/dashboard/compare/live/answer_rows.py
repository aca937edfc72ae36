"""Answers side by side: one line a model, with what it finds closer and by how much. All text is escaped."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from string import ascii_uppercase

from simlab.dashboard.triple_cards import margin_text
from simlab.figures.colours import HUMAN

_STYLE = f"""
.sl-live {{ width: 100%; border-collapse: collapse; font-size: 13px; line-height: 1.3; }}
.sl-live th {{ padding: 3px 10px 5px 0; font-weight: 400; font-size: 12px; opacity: .65; text-align: left;
  white-space: nowrap; border: none; }}
.sl-live td {{ padding: 5px 10px 5px 0; border: none; border-top: 1px solid color-mix(in srgb, currentColor 12%,
  transparent); vertical-align: middle; }}
.sl-live .sl-live-number {{ text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }}
.sl-live-model {{ white-space: nowrap; }}
.sl-live-model i {{ display: inline-block; width: 10px; height: 10px; margin-right: 8px; border-radius: 50%;
  background: var(--model); }}
.sl-live-model small, .sl-live-quiet {{ opacity: .62; font-size: 12px; }}
.sl-live-ensemble td {{ border-top: none; font-weight: 600; background: color-mix(in srgb, var(--model) 11%,
  transparent); }}
.sl-live-ensemble td:first-child {{ padding-left: 8px; border-radius: 6px 0 0 6px; }}
.sl-live-ensemble td:last-child {{ border-radius: 0 6px 6px 0; }}
.sl-live-choice {{ white-space: nowrap; }}
.sl-live-choice b {{ display: inline-block; min-width: 21px; padding: 1px 5px; border-radius: 9px; text-align: center;
  border: 1.5px solid var(--model); }}
.sl-live-choice .sl-live-people {{ border-color: {HUMAN}; background: {HUMAN}; color: #fff; }}
.sl-live-distances {{ display: grid; gap: 2px 14px;
  grid-template-columns: repeat(var(--candidates), minmax(74px, 1fr)); }}
.sl-live-distance {{ display: grid; gap: 5px; align-items: center;
  grid-template-columns: 12px minmax(24px, 1fr) 42px; }}
.sl-live-track {{ height: 8px; border-radius: 2px; background: color-mix(in srgb, currentColor 8%, transparent); }}
.sl-live-track i {{ display: block; height: 100%; border-radius: 2px; background: var(--model); }}
.sl-live-far .sl-live-track i {{ opacity: .45; }}
.sl-live-waits {{ opacity: .55; }}
"""


@dataclass(frozen=True)
class AnswerRow:
    """One line.

    Attributes:
        name: of the model.
        kind: what it is, in words.
        colour: '#rrggbb'.
        distances: to each candidate, on a scale of its own; none where it has not answered.
        order: places of the candidates, the closest first.
        margin: how far the second is behind the first; of two candidates d(R, B) − d(R, A), positive where A is closer.
        time: how long it took, in words.
        where: what it was computed on, in words.
        note: what is said instead of an answer, or on pointing at `where`.
        ensemble: it combines the others.
    """

    name: str
    kind: str
    colour: str
    distances: tuple[float, ...] = ()
    order: tuple[int, ...] = ()
    margin: float = math.nan
    time: str = ""
    where: str = ""
    note: str = ""
    ensemble: bool = False


def letter(place: int) -> str:
    """What a candidate is called: A, B, C, …"""
    return ascii_uppercase[place]


def rows_html(rows: Sequence[AnswerRow], n_candidates: int, people: int | None) -> str:
    """All lines as a table.

    Args:
        rows: in the order in which they are shown.
        n_candidates: at least 2.
        people: the place of the candidate that people chose; None where they were undecided or not asked.
    """
    meaning = (
        "d(R, B) − d(R, A): positive means A is closer" if n_candidates == 2 else "the second's distance − the first's"
    )
    head = (
        "<tr><th>model</th><th>answer</th><th title='Each on its own scale: compare within a line. The shorter bar is "
        "closer.'>distance to R</th>"
        f"<th class='sl-live-number' title='{meaning}'>margin</th>"
        "<th class='sl-live-number' title='preparing the pictures and computing their vectors, once loaded'>time</th>"
        "<th>computed on</th></tr>"
    )
    body = "".join(_row(row, n_candidates, people) for row in rows)
    return f"<style>{_STYLE}</style><table class='sl-live'>{head}{body}</table>"


def _row(row: AnswerRow, n_candidates: int, people: int | None) -> str:
    kind = " class='sl-live-ensemble'" if row.ensemble else ""
    style = f" style='--model:{escape(row.colour)};--candidates:{min(n_candidates, 4)}'"
    name = f"<td class='sl-live-model'><i></i>{escape(row.name)} <small>{escape(row.kind)}</small></td>"
    start = f"<tr{kind}{style} data-model='{escape(row.name)}' data-answer='{_order_text(row)}'>{name}"
    if not row.order:
        return f"{start}<td colspan='5'><span class='sl-live-waits'>{escape(row.note)}</span></td></tr>"
    said = f"{escape(row.where)} ⓘ" if row.note else escape(row.where)
    where = f"<span class='sl-live-quiet' title='{escape(row.note)}'>{said}</span>"
    return (
        f"{start}<td class='sl-live-choice'>{_choice(row, people)}</td>"
        f"<td><div class='sl-live-distances'>{_distances(row)}</div></td>"
        f"<td class='sl-live-number'>{margin_text(row.margin)}</td>"
        f"<td class='sl-live-number'>{escape(row.time)}</td><td>{where}</td></tr>"
    )


def _order_text(row: AnswerRow) -> str:
    return "" if not row.order else "tie" if row.margin == 0 else letter(row.order[0])


def _choice(row: AnswerRow, people: int | None) -> str:
    """The closest candidate, with a tick or a cross where people have answered; of several, all in order."""
    if row.margin == 0:
        return "<b>tie</b>" + (" ½" if people is not None else "")
    first = letter(row.order[0])
    if len(row.order) > 2:
        rest = " ‹ ".join(letter(place) for place in row.order[1:])
        return f"<b>{first}</b> <span class='sl-live-quiet'>‹ {rest}</span>"
    mark = "" if people is None else " ✓" if people == row.order[0] else " ✗"
    said = "" if people is None else f" title='{'as' if people == row.order[0] else 'otherwise than'} people did'"
    return f"<span{said}><b>{first}</b>{mark}</span>"


def _distances(row: AnswerRow) -> str:
    longest = max(row.distances) or 1.0
    cells = []
    for place, distance in enumerate(row.distances):
        far = "" if place == row.order[0] else " sl-live-far"
        width = 100 * max(0.0, distance) / longest
        cells.append(
            f"<span class='sl-live-distance{far}'><span>{letter(place)}</span><span class='sl-live-track'>"
            f"<i style='width:{width:.1f}%'></i></span><span class='sl-live-number'>{distance:.3f}</span></span>"
        )
    return "".join(cells)
