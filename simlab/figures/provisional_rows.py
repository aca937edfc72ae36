"""Rows of a scoreboard that are still being filled: name, interval on the board's scale, figures, and what is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from simlab.evaluation import Estimate
from simlab.evaluation.wording import accuracy_text
from simlab.figures.colours import CHANCE

_STYLE = """
.sl-soon { width: 100%; table-layout: fixed; border-collapse: collapse; font-size: 14px; line-height: 1.35; }
.sl-soon td { padding: 5px 10px 5px 0; vertical-align: middle; }
.sl-soon col:nth-child(1) { width: 22%; }
.sl-soon col:nth-child(2) { width: 30%; }
.sl-soon col:nth-child(3) { width: 21%; }
.sl-soon-name { font-weight: 600; overflow-wrap: anywhere; }
.sl-soon-quiet { opacity: .68; font-size: 12.5px; }
.sl-soon-track { position: relative; display: block; height: 24px; }
.sl-soon-track i { position: absolute; }
.sl-soon-upright { top: 0; bottom: 0; border-left: 1.5px solid #8a94a3; }
.sl-soon-reach { top: 10px; border-top: 4px dashed var(--row); }
.sl-soon-dot { top: 6px; width: 12px; height: 12px; margin-left: -6px; border-radius: 50%; background: var(--row); }
.sl-soon-figure { font-variant-numeric: tabular-nums; }
.sl-soon-problem { opacity: .85; font-size: 13px; overflow-wrap: anywhere; }
.sl-soon-scale { display: flex; justify-content: space-between; }
"""


@dataclass(frozen=True)
class ProvisionalLine:
    """One row as it is shown.

    Attributes:
        label: of the model.
        state: what is being done with it, such as "embedding, 1,280 of 5,000 images".
        colour: '#rrggbb'.
        estimate: accuracy so far; None where there is none yet.
        so_far: of how many it is, such as "so far, 212 of 1,320 references".
        difference: what it is ahead of the row compared with, in words; "" for nothing.
        problem: why it goes no further, in words for people; "" while it does.
    """

    label: str
    state: str
    colour: str
    estimate: Estimate | None = None
    so_far: str = ""
    difference: str = ""
    problem: str = ""


def provisional_rows_html(
    lines: Sequence[ProvisionalLine], limits: tuple[float, float], compared: tuple[str, float] | None
) -> str:
    """The rows as a table; all text is escaped.

    Args:
        lines: in the order shown.
        limits: accuracies at the ends of the scale, the same for all rows.
        compared: label and accuracy of the row compared with, drawn as a line across all; None for none.
    """
    body = "".join(_row(line, limits, compared) for line in lines) + _scale(lines, limits, compared)
    return f"<style>{_STYLE}</style><table class='sl-soon'><colgroup>{4 * '<col>'}</colgroup>{body}</table>"


def _row(line: ProvisionalLine, limits: tuple[float, float], compared: tuple[str, float] | None) -> str:
    name = (
        f"<td><span class='sl-soon-name'>{escape(line.label)}</span><br>"
        f"<span class='sl-soon-quiet'>{escape(line.state)}</span></td>"
    )
    if line.estimate is None:
        return f"<tr>{name}<td colspan='3' class='sl-soon-problem'>{escape(line.problem)}</td></tr>"
    said = [f"<span class='sl-soon-{kind}'>{escape(text)}</span>" for kind, text in _beside(line) if text]
    return (
        f"<tr>{name}<td class='sl-soon-bar'>{_bar(line, limits, compared)}</td>"
        f"<td class='sl-soon-figure'><b>{escape(accuracy_text(line.estimate))}</b><br>"
        f"<span class='sl-soon-quiet'>{escape(line.so_far)}</span></td><td>{'<br>'.join(said)}</td></tr>"
    )


def _beside(line: ProvisionalLine) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("quiet", line.difference), ("problem", line.problem)


def _bar(line: ProvisionalLine, limits: tuple[float, float], compared: tuple[str, float] | None) -> str:
    """A dot at the accuracy and a dashed line along its interval; built of spans, which pages let through."""
    estimate = line.estimate
    assert estimate is not None
    marks = [_upright(CHANCE, limits, "dotted")] if limits[0] <= CHANCE <= limits[1] else []
    marks += [_upright(compared[1], limits, "solid")] if compared else []
    if estimate.low is not None and estimate.high is not None:
        low, high = _place(estimate.low, limits), _place(estimate.high, limits)
        marks.append(f"<i class='sl-soon-reach' style='left:{low:.2f}%;width:{high - low:.2f}%'></i>")
    marks.append(f"<i class='sl-soon-dot' style='left:{_place(estimate.value, limits):.2f}%'></i>")
    return f"<span class='sl-soon-track' style='--row:{escape(line.colour)}'>{''.join(marks)}</span>"


def _scale(lines: Sequence[ProvisionalLine], limits: tuple[float, float], compared: tuple[str, float] | None) -> str:
    """What the ends of the bars are, and the uprights; nothing where there is no bar."""
    if all(line.estimate is None for line in lines):
        return ""
    ends = [f"<span>{100 * end:.0f} %</span>" for end in limits]
    upright = f"solid line: {compared[0]}; dotted: chance" if compared else "dotted line: chance"
    return (
        f"<tr class='sl-soon-quiet'><td></td><td class='sl-soon-bar'><span class='sl-soon-scale'>{ends[0]}{ends[1]}"
        f"</span></td><td colspan='2'>{escape(upright)}</td></tr>"
    )


def _upright(value: float, limits: tuple[float, float], kind: str) -> str:
    return f"<i class='sl-soon-upright' style='left:{_place(value, limits):.2f}%;border-left-style:{kind}'></i>"


def _place(share: float, limits: tuple[float, float]) -> float:
    """Percent of the bar's length."""
    return 100 * (min(max(share, limits[0]), limits[1]) - limits[0]) / (limits[1] - limits[0])
