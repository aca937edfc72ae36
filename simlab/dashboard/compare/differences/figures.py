"""What the difference of two rows comes to: over all triples, and within a selection. All text is escaped."""

from html import escape

import numpy as np
import streamlit as st
from jaxtyping import Bool

from simlab.dashboard import state
from simlab.evaluation import paired_difference
from simlab.evaluation.wording import accuracy_text, counts_text, difference_text
from simlab.figures.colours import DIFFERENCE
from simlab.studies.differences import RowDifferences
from simlab.studies.ensemble_evaluation import estimate_of

_AHEAD = {False: DIFFERENCE[-1][1], True: DIFFERENCE[-2][1]}
_BEHIND = {False: DIFFERENCE[0][1], True: DIFFERENCE[1][1]}
"""In the light and in the dark theme."""
_STYLE = """
.sl-apart { font-size: 14px; line-height: 1.45; margin-bottom: 4px; }
.sl-apart-title { font-weight: 600; font-size: 16px; }
.sl-apart-quiet { opacity: .7; font-size: 12.5px; font-weight: 400; }
.sl-apart-whole { font-size: 18px; font-weight: 600; margin: 4px 0 2px; }
.sl-apart b { font-variant-numeric: tabular-nums; }
"""


def show_figures(found: RowDifferences, chosen: Bool[np.ndarray, " references"] | None) -> None:
    """Beside the map.

    Args:
        found: the two rows.
        chosen: the selected references; None for all.
    """
    asked = found.board.asked
    everything = _figures(found, np.ones(len(asked.questions.references), dtype=bool), "All references")
    selected = "" if chosen is None else _figures(found, chosen, "In the selection")
    st.html(f"<style>{_STYLE}</style>{everything}{selected}")
    if chosen is None:
        st.caption("Draw around references, or click on one, to see what the difference is there.")
    marks = ["TEST REVEALED"] * (asked.part == "test") + ["SYNTHETIC"] * found.board.synthetic
    basis = f" {found.row.label}: {found.row.basis}." if found.row.basis else ""
    st.caption(
        f"{asked.part} split{''.join(f', {mark}' for mark in marks)}.{basis} {found.board.n_missing:,} triples are "
        "left out that some row cannot answer."
    )


def _figures(found: RowDifferences, chosen: Bool[np.ndarray, " references"], title: str) -> str:
    questions = found.board.asked.questions
    within = chosen[questions.positions]
    own, other = found.row.scores, found.against.scores
    assert own is not None
    assert other is not None
    difference = found.difference
    if not chosen.all():
        references = questions.references[questions.positions][within]
        difference = paired_difference(own[within], other[within], references, questions.rows[within], p_value=False)
    estimates = [estimate_of(found.board.asked, np.where(within, scores, np.nan)) for scores in (own, other)]
    accuracies = [
        f"<div>{escape(row.label)}: {accuracy_text(estimate)}</div>"
        for row, estimate in zip((found.row, found.against), estimates, strict=True)
    ]
    leads, per_reference = found.leads[within], found.per_reference[chosen]
    ahead, behind = (f"color:{colours[state.is_dark()]}" for colours in (_AHEAD, _BEHIND))
    return (
        f"<div class='sl-apart'><div class='sl-apart-title'>{title} "
        f"<span class='sl-apart-quiet'>{counts_text(difference.n_triples, difference.n_references)}</span></div>"
        f"<div class='sl-apart-whole'>{difference_text(difference)}</div>{''.join(accuracies)}"
        f"<div>Right alone: {escape(found.row.label)} on <b style='{ahead}'>{int((leads > 0).sum()):,}</b> triples, "
        f"{escape(found.against.label)} on <b style='{behind}'>{int((leads < 0).sum()):,}</b></div>"
        f"<div>Ahead on <b style='{ahead}'>{int((per_reference > 0).sum()):,}</b> references, behind on "
        f"<b style='{behind}'>{int((per_reference < 0).sum()):,}</b></div></div>"
    )
