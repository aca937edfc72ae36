"""Accuracy of several models as bars: interval, chance, and the accuracy over all beside it. All text is escaped."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from simlab.evaluation import Estimate
from simlab.evaluation.wording import percent
from simlab.figures.colours import CHANCE
from simlab.workspace import ModelKind

_STYLE = """
.sl-bars { display: grid; gap: 9px; font-size: 13px; line-height: 1.3; }
.sl-bar-text { display: flex; align-items: baseline; gap: 6px; }
.sl-bar-name { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.sl-bar-value { font-variant-numeric: tabular-nums; white-space: nowrap; }
.sl-bar-value small { opacity: .7; font-size: 11.5px; }
.sl-bar-track { position: relative; height: 12px; margin-top: 3px; border-radius: 3px;
  background: color-mix(in srgb, currentColor 8%, transparent); }
.sl-bar-fill { position: absolute; inset: 0 auto 0 0; border-radius: 3px; background: var(--model); }
.sl-bar-fill.baseline { background: repeating-linear-gradient(135deg, var(--model) 0 4px,
  color-mix(in srgb, var(--model) 45%, transparent) 4px 8px); }
.sl-bar-whisker { position: absolute; top: 5px; height: 2px; background: currentColor; }
.sl-bar-whisker::before, .sl-bar-whisker::after { content: ""; position: absolute; top: -3px; width: 2px; height: 8px;
  background: currentColor; }
.sl-bar-whisker::before { left: 0; } .sl-bar-whisker::after { right: 0; }
.sl-bar-chance { position: absolute; top: -3px; bottom: -3px; width: 0; margin-left: -.5px;
  border-left: 1px dashed color-mix(in srgb, currentColor 65%, transparent); }
.sl-bar-overall { position: absolute; top: 50%; width: 7px; height: 7px; margin: -4.5px 0 0 -4.5px; rotate: 45deg;
  border: 1.5px solid #1c2430; background: #fff; box-shadow: 0 0 0 1px rgb(255 255 255 / 60%); }
.sl-bar-foot { display: flex; flex-wrap: wrap; gap: 2px 14px; margin-top: 8px; font-size: 11.5px; opacity: .75; }
"""


@dataclass(frozen=True)
class AccuracyBar:
    """One model's bar.

    Attributes:
        model: its name.
        kind: baselines are hatched.
        colour: '#rrggbb', the model's on every page.
        estimate: what the bar shows.
        overall: marked for comparison; None for no mark.
    """

    model: str
    kind: ModelKind
    colour: str
    estimate: Estimate
    overall: Estimate | None = None


def accuracy_bars_html(bars: Sequence[AccuracyBar]) -> str:
    """The bars in the order given, from 0 to 100 %, with what the marks mean below."""
    compared = any(bar.overall is not None for bar in bars)
    marks = ["┆ chance 50 %", "├─┤ 95 % interval", *(["◇ over all references"] if compared else []), *_notes(bars)]
    foot = "".join(f"<span>{escape(mark)}</span>" for mark in marks)
    rows = "".join(_bar_html(bar) for bar in bars)
    return f'<style>{_STYLE}</style><div class="sl-bars">{rows}</div><div class="sl-bar-foot">{foot}</div>'


def _notes(bars: Sequence[AccuracyBar]) -> list[str]:
    """What the estimates have to say about their intervals, each once and with the models it holds for."""
    models_of: dict[str, list[str]] = {}
    for bar in bars:
        if bar.estimate.note:
            lacking = "" if bar.estimate.low is not None else "no interval: "
            models_of.setdefault(f"{lacking}{bar.estimate.note}", []).append(bar.model)
    return [note if len(names) == len(bars) else f"{note} ({', '.join(names)})" for note, names in models_of.items()]


def _bar_html(bar: AccuracyBar) -> str:
    estimate = bar.estimate
    tooltip = f"{bar.model} ({bar.kind}): {estimate.n_triples:,} triples of {estimate.n_references:,} references"
    if bar.overall is not None:
        tooltip += f"; over all references {percent(bar.overall.value)}"
    parts = []
    if not math.isnan(estimate.value):
        hatched = " baseline" if bar.kind == "baseline" else ""
        parts.append(f'<span class="sl-bar-fill{hatched}" style="width:{_place(estimate.value)}"></span>')
    parts.append(f'<span class="sl-bar-chance" style="left:{_place(CHANCE)}"></span>')
    if estimate.low is not None and estimate.high is not None:
        width = _place(estimate.high - estimate.low)
        parts.append(f'<span class="sl-bar-whisker" style="left:{_place(estimate.low)};width:{width}"></span>')
    if bar.overall is not None and not math.isnan(bar.overall.value):
        parts.append(f'<span class="sl-bar-overall" style="left:{_place(bar.overall.value)}"></span>')
    return (
        f'<div title="{escape(tooltip)}" style="--model:{escape(bar.colour)}"><div class="sl-bar-text">'
        f'<span class="sl-bar-name">{escape(bar.model)}</span><span class="sl-bar-value">{_value_html(estimate)}</span>'
        f'</div><div class="sl-bar-track">{"".join(parts)}</div></div>'
    )


def _value_html(estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        details = ""
    else:
        details = f"[{100 * estimate.low:.1f}, {100 * estimate.high:.1f}] "
    return f"<b>{percent(estimate.value)}</b> <small>{escape(details)}n {estimate.n_triples:,}</small>"


def _place(share: float) -> str:
    return f"{100 * share:.2f}%"
