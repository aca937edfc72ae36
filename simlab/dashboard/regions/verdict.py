"""What the design is worth: accuracy with its interval, and what it adds to the strategies that need no drawing."""

from html import escape

import streamlit as st

from simlab.evaluation import Difference
from simlab.evaluation.wording import INDISTINCT, accuracy_text, counts_text, difference_text, percent
from simlab.figures.colours import DIFFERENCE
from simlab.studies.designs.figures import DesignFigures

_AGAINST = {"best": "best single model", "vote": "majority vote", "mean": "uniform mean"}
_NO_BREAK = "\u00a0"


def show_verdict(figures: DesignFigures, title: str, note: str) -> None:
    """The accuracy on one part of the validation split.

    Args:
        figures: of the design.
        title: which triples.
        note: how the figure is to be taken ("in-sample drawing", say).
    """
    accuracy = figures.accuracy
    interval = accuracy_text(accuracy).partition(" %")[2]
    left_out = [f"{figures.n_ties:,} human ties left out"]
    left_out += [f"{figures.n_missing:,} triples without a vector left out"] if figures.n_missing else []
    counts = f"{counts_text(accuracy.n_triples, accuracy.n_references)} · {' · '.join(left_out)}"
    crossed = _NO_BREAK  # its line is kept, so that nothing jumps when a rule learns
    if figures.cross_fitted:
        crossed = _unbroken(f"* cross-validated over references {accuracy_text(figures.cross_fitted)}")
    st.html(
        f"<div style='line-height:1.3'><small>{escape(title)}</small><br>"
        f"<span data-testid='ensemble-accuracy' data-value='{accuracy.value!r}' "
        f"style='font-size:2.1rem;font-weight:600'>{_unbroken(percent(accuracy.value))}</span> "
        f"<span>{_unbroken(interval.strip())}</span> <small style='opacity:.7'>{escape(note)}</small>"
        f"<br><small title='Each reference is judged by rules that were learned without it'>{crossed}</small>"
        f"<br><small style='opacity:.7'>{escape(counts)}</small></div>"
    )


def show_differences(figures: DesignFigures) -> None:
    """The lead over the strategies that need no drawing."""
    rows = "".join(_row(_AGAINST[name], difference) for name, difference in figures.differences.items())
    st.html(
        "<table style='border-collapse:collapse;font-size:.92rem;line-height:1.3'>"
        "<tr><td></td><td style='opacity:.7'>against</td><td style='opacity:.7'>difference</td></tr>"
        f"{rows}</table>"
    )


def _row(name: str, difference: Difference) -> str:
    """One difference; what cannot be told from 0 looks like it."""
    mark, style = "≈", "opacity:.6"
    if difference.distinguishable:
        better = difference.value > 0
        mark, style = ("▲", f"color:{DIFFERENCE[-1][1]}") if better else ("▼", f"color:{DIFFERENCE[0][1]}")
    said, comma, _ = difference_text(difference).partition(f", {INDISTINCT}")
    note = f"<br><small>{INDISTINCT}</small>" if comma else ""
    cell = "padding:.15rem .6rem .15rem 0;vertical-align:top"
    return (
        f"<tr style='{'opacity:.75' if not difference.distinguishable else ''}'>"
        f"<td style='{cell};{style}'>{mark}</td><td style='{cell}'>{escape(name)}</td>"
        f"<td style='{cell}'>{_unbroken(said)}{note}</td></tr>"
    )


def _unbroken(text: str) -> str:
    return escape(text).replace(" ", _NO_BREAK)
