"""What the design is worth: accuracy with its interval, and what it adds to the strategies that need no drawing."""

import streamlit as st

from simlab.evaluation import Difference
from simlab.evaluation.wording import accuracy_text, counts_text, difference_text, percent
from simlab.studies.design_session import DesignFigures

_AGAINST = {"best": "best single model", "vote": "majority vote", "mean": "uniform mean"}


def show_verdict(figures: DesignFigures, title: str, note: str) -> None:
    """The figures of one part of the validation split.

    Args:
        figures: of the design.
        title: which triples.
        note: how the figure is to be taken ("in-sample drawing", say).
    """
    accuracy = figures.accuracy
    interval = accuracy_text(accuracy).partition(" %")[2]
    st.markdown(
        f"<div style='line-height:1.25'><small>{title}</small><br>"
        f"<span data-testid='ensemble-accuracy' data-value='{accuracy.value!r}' "
        "style='font-size:2.1rem;font-weight:600'>"
        f"{percent(accuracy.value)}</span> "
        f"<span>{interval}</span><br><small>{note}</small></div>",
        unsafe_allow_html=True,
    )
    lines = [
        f"{_mark(difference)} {_AGAINST[name]}: {difference_text(difference)}"
        for name, difference in figures.differences.items()
    ]
    st.markdown("Against  \n" + "  \n".join(lines))
    if figures.cross_fitted:
        st.markdown(f"Cross-validated over references: {accuracy_text(figures.cross_fitted)}")
    left_out = [f"{figures.n_ties:,} human ties left out"]
    left_out += [f"{figures.n_missing:,} triples without a vector left out"] if figures.n_missing else []
    st.caption(f"{counts_text(accuracy.n_triples, accuracy.n_references)} · {' · '.join(left_out)}")


def _mark(difference: Difference) -> str:
    if not difference.distinguishable:
        return ":gray[≈]"
    return ":green[▲]" if difference.value > 0 else ":orange[▼]"
