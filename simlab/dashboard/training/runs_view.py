"""The runs of a workspace: a table of all, and below it the one that is chosen, or several compared."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.guard import guarded
from simlab.dashboard.training.comparison import show_comparison
from simlab.dashboard.training.run_jobs import training_jobs
from simlab.dashboard.training.run_table import run_columns, run_table
from simlab.dashboard.training.run_view import show_run
from simlab.dashboard.training.tabs import followed
from simlab.training.runs import Run, list_runs
from simlab.workspace import Workspace
from simlab.workspace.fingerprints import fingerprint

_SECONDS = 2.0
_ROW, _MOST_ROWS = 35, 5


def show_runs(workspace: Workspace, runs: Sequence[Run]) -> None:
    """Runs again by itself while one is training; the page as a whole when one begins or ends."""
    known = _standing(workspace, runs)
    starting = any(job.state == "running" for job in training_jobs(workspace))
    going = starting or any(run.state == "training" for run in runs)

    @st.fragment(run_every=_SECONDS if going else None)
    def live() -> None:
        with guarded():
            now = list_runs(workspace)
            if _standing(workspace, now) != known:
                st.rerun()
            _show(workspace, now, starting)

    live()


def _standing(workspace: Workspace, runs: Sequence[Run]) -> set[tuple[str, str]]:
    """Where every run and every job that trains stands."""
    return {(run.name, run.state) for run in runs} | {(job.id, job.state) for job in training_jobs(workspace)}


def _show(workspace: Workspace, runs: Sequence[Run], starting: bool) -> None:
    if not runs:
        if starting:
            st.info("The first run is starting. It is listed here as soon as it has begun.", icon=":material/info:")
        else:
            st.info(
                "Nothing was trained in this workspace yet. Start a run on the tab New run.", icon=":material/info:"
            )
        return
    chosen = _choose(runs)
    with guarded():
        if len(chosen) > 1:
            show_comparison(chosen)
        else:
            show_run(workspace, chosen[0])


def _choose(runs: Sequence[Run]) -> list[Run]:
    """The table; the runs that are chosen in it, or the one that is followed, or the newest."""
    names = [run.name for run in runs]
    looked_at = followed()
    first = names.index(looked_at) if looked_at in names else 0
    selection: Any = st.dataframe(
        run_table(runs),
        hide_index=True,
        height=_ROW * (min(len(runs), _MOST_ROWS) + 1) + 2,
        column_config=run_columns(),
        on_select="rerun",
        selection_mode="multi-row",
        selection_default={"selection": {"rows": [first], "columns": [], "cells": []}},
        key=state.key("training", f"runs-{fingerprint(names, first)}"),
    )
    st.caption("Tick a run to look at it, several to compare them.")
    return [runs[row] for row in selection.selection.rows if row < len(runs)] or [runs[first]]
