"""A table of shares with their intervals, and below each its difference to one row. All text is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from simlab.evaluation import Difference, Estimate
from simlab.evaluation.correction import SIGNIFICANT
from simlab.evaluation.wording import percent
from simlab.figures.colours import DIFFERENCE

_BETTER, _WORSE = DIFFERENCE[-1][1], DIFFERENCE[0][1]
_STYLE = f"""
.sl-figures {{ width: 100%; border-collapse: collapse; font-size: 13px; line-height: 1.35;
  font-variant-numeric: tabular-nums; }}
.sl-figures th {{ padding: 3px 12px 5px 0; border: none; font-weight: 400; font-size: 12px; opacity: .7;
  text-align: left; white-space: nowrap; }}
.sl-figures td {{ padding: 5px 12px 5px 0; border: none; vertical-align: top; white-space: nowrap;
  border-top: 1px solid color-mix(in srgb, currentColor 12%, transparent); }}
.sl-figures td:first-child {{ max-width: 220px; overflow: hidden; text-overflow: ellipsis; }}
.sl-figures i {{ display: inline-block; width: 10px; height: 10px; margin-right: 7px; border-radius: 50%;
  background: var(--model); }}
.sl-figures small {{ font-size: 11.5px; opacity: .68; }}
.sl-figures div {{ font-size: 12px; opacity: .8; }}
.sl-figures .sl-better, .sl-figures .sl-worse {{ opacity: 1; font-weight: 600; }}
.sl-figures .sl-better {{ color: color-mix(in srgb, {_BETTER} 78%, currentColor); }}
.sl-figures .sl-worse {{ color: color-mix(in srgb, {_WORSE} 78%, currentColor); }}
.sl-figures .sl-compared td {{ background: color-mix(in srgb, currentColor 6%, transparent); }}
"""


@dataclass(frozen=True)
class FigureCell:
    """One figure.

    Attributes:
        estimate: the share with its interval.
        difference: to the same figure of the row compared with; None for that row itself.
        corrected_p: of the difference, corrected for the rows compared; None where there is none.
    """

    estimate: Estimate
    difference: Difference | None = None
    corrected_p: float | None = None

    @property
    def verdict(self) -> str:
        """ "better", "worse", or "" where the difference cannot be told from 0 or there is none."""
        difference, p = self.difference, self.corrected_p
        if difference is None or p is None or p >= SIGNIFICANT or not difference.distinguishable:
            return ""
        return "better" if difference.value > 0 else "worse"


@dataclass(frozen=True)
class FigureLine:
    """One line of the table.

    Attributes:
        label: for people.
        colour: '#rrggbb'.
        cells: one for each column.
        note: below the label.
    """

    label: str
    colour: str
    cells: tuple[FigureCell, ...]
    note: str = ""


def figure_table_html(columns: Sequence[tuple[str, str]], lines: Sequence[FigureLine], compared: str) -> str:
    """The table.

    Args:
        columns: name of each figure, and what it means.
        lines: from the top.
        compared: label of the row that the others are compared with; its line is tinted.
    """
    head = "".join(f"<th title='{escape(meaning)}'>{escape(name)}</th>" for name, meaning in columns)
    body = "".join(_line(line, compared) for line in lines)
    return f"<style>{_STYLE}</style><table class='sl-figures'><tr><th>row</th>{head}</tr>{body}</table>"


def _line(line: FigureLine, compared: str) -> str:
    kind = " class='sl-compared'" if line.label == compared else ""
    note = f"<div>{escape(line.note)}</div>" if line.note else ""
    name = f"<td title='{escape(line.label)}'><i></i>{escape(line.label)}{note}</td>"
    cells = "".join(f"<td>{_cell(cell)}</td>" for cell in line.cells)
    return f"<tr{kind} style='--model:{escape(line.colour)}' data-row='{escape(line.label)}'>{name}{cells}</tr>"


def _cell(cell: FigureCell) -> str:
    estimate = cell.estimate
    ends = "" if estimate.low is None or estimate.high is None else _ends(estimate.low, estimate.high)
    value = f"<b>{percent(estimate.value)}</b> <small>{ends}</small>"
    difference = cell.difference
    if difference is None:
        return f"{value}<div>&nbsp;</div>"
    verdict = cell.verdict
    sign = {"better": "▲ ", "worse": "▼ "}.get(verdict, "≈ ")
    reach = "" if difference.low is None or difference.high is None else _ends(difference.low, difference.high)
    kind = f" class='sl-{verdict}'" if verdict else ""
    p = "" if cell.corrected_p is None else f" title='corrected p = {cell.corrected_p:.3g}'"
    return f"{value}<div{kind}{p}>{sign}{_points(difference.value)} {reach}</div>"


def _ends(low: float, high: float) -> str:
    return f"[{100 * low:.1f}, {100 * high:.1f}]".replace("-", "−")


def _points(share: float) -> str:
    return f"{round(100 * share, 1) + 0.0:+.1f}".replace("-", "−")
