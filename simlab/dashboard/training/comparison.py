"""Several runs side by side: their curves, their best figures, and the settings in which they differ."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.chart_files import kept_chart
from simlab.dashboard.training.run_words import course_of, state_words
from simlab.figures.training_curves import compared_curves, figure_name
from simlab.jobs.snapshot import duration
from simlab.training.runs import Run, RunComparison, compare_runs

_FIGURE = state.key("training", "compared-figure")
_FIRST = ("validation", "context", "local")


def show_comparison(runs: Sequence[Run]) -> None:
    """Curves over one another, and below them best figures and settings."""
    begun = [run for run in runs if run.history]
    st.markdown(f"#### {len(runs)} runs compared")
    if not begun:
        st.info("None of these has ended an epoch yet.", icon=":material/info:")
        return
    found = compare_runs(begun)
    figures = [name for name in found.curves if name != "loss"]
    figures.sort(key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))
    chosen = None
    if figures:
        if st.session_state.get(_FIGURE) not in figures:
            st.session_state[_FIGURE] = figures[0]
        chosen = st.segmented_control(
            "Figure", figures, format_func=figure_name, required=True, key=_FIGURE, persist_state="session"
        )
    title = f"{figure_name(chosen or 'loss')} of each epoch, ◆ best epoch"
    kept_chart(
        compared_curves([course_of(run) for run in begun], chosen, title),
        state.key("training", "compared-curves"),
        partial(curves_table, found),
        picture="simlab-runs-compared",
        csv="simlab-runs-compared",
        about_csv="Every figure and the loss of each run after each epoch; nothing rounded.",
    )
    st.markdown("**At their best**")
    st.dataframe(best_table(begun, found), hide_index=True, column_config=_percent_columns(figures))
    if any(name in _FIRST for name in figures):
        st.caption(
            "Each at the epoch that was chosen for it, on (a part of) these same answers. Without intervals: the "
            "Compare page has them, for models that are in the workspace."
        )
    st.markdown("**Settings that differ**")
    if found.settings:
        st.dataframe(settings_table(found), hide_index=True, height="content")
    else:
        st.caption("None: these runs were asked for in the same words, and differ in the data alone.")


def curves_table(found: RunComparison) -> pd.DataFrame:
    """One line for every run, figure and epoch."""
    return pd.DataFrame(
        {"run": name, "figure": figure, "epoch": epoch, "value": value}
        for figure, curves in found.curves.items()
        for name, curve in zip(found.names, curves, strict=True)
        for epoch, value in enumerate(curve, start=1)
    )


def best_table(runs: Sequence[Run], found: RunComparison) -> pd.DataFrame:
    """One line a run: its best epoch, and the figures of that."""
    lines = []
    for run, best in zip(runs, found.best, strict=True):
        assert best is not None
        figures = {name: 100 * best.figures[name] if name in best.figures else None for name in found.curves}
        figures.pop("loss")
        lines.append(
            {
                "Run": run.name,
                "State": state_words(run),
                "Best epoch": best.epoch,
                **{figure_name(name): value for name, value in figures.items()},
                "Loss": best.loss,
                "Time": duration(run.seconds),
            }
        )
    return pd.DataFrame(lines)


def settings_table(found: RunComparison) -> pd.DataFrame:
    """One line a setting, one column a run."""
    columns = {name: [values[number] for values in found.settings.values()] for number, name in enumerate(found.names)}
    return pd.DataFrame({"Setting": list(found.settings), **columns})


def _percent_columns(figures: Sequence[str]) -> dict[str, Any]:
    percent: dict[str, Any] = {figure_name(name): st.column_config.NumberColumn(format="%.1f %%") for name in figures}
    return {**percent, "Loss": st.column_config.NumberColumn(format="%.4g")}
