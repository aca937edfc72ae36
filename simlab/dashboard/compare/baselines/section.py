"""The line above the scoreboard: the button that runs a baseline, and the rows that are on their way."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.compare.baselines.asked import AskedBaseline, asked_baselines
from simlab.dashboard.compare.baselines.chooser import run_dialog
from simlab.dashboard.compare.baselines.lines import provisional_lines, scale_of
from simlab.dashboard.compare.baselines.stopped import offer_the_others
from simlab.dashboard.guard import guarded
from simlab.figures.provisional_rows import provisional_rows_html
from simlab.studies.split_questions import Part
from simlab.workspace import Workspace

_SECONDS = 2.0


def show_baselines(workspace: Workspace, split: Part) -> None:
    """The button, and below it one row for each baseline that was asked for and is not on the board yet."""
    asked = asked_baselines(workspace)
    with st.container(horizontal=True, vertical_alignment="center", key=state.key("compare", "baselines")):
        if st.button(
            "Run CLIP and DINO on this split",
            icon=":material/play_arrow:",
            key=state.key("compare", "run-baselines"),
            help="Or any other model that everyone can download: it answers every triple, and gets a row here.",
            disabled=not workspace.has_picture.any(),
        ):
            run_dialog(workspace, split)
        if not workspace.has_picture.any():
            st.caption("This workspace has no pictures, so nothing can be embedded. Import vectors on Home.")
    with st.container():  # always there, so that what follows keeps its place while a row comes or goes
        if asked:
            seconds = _SECONDS if any(one.is_running for one in asked) else None
            st.fragment(run_every=seconds)(_show_rows)(workspace, split)


def _show_rows(workspace: Workspace, split: Part) -> None:
    """Runs again by itself while something is on its way; the page as a whole runs again when a job ends."""
    with guarded():
        asked: list[AskedBaseline] = asked_baselines(workspace)
        scale = scale_of(workspace, split)
        lines = provisional_lines(workspace, split, asked, scale)
        if not lines:
            return
        with st.container(border=True, key=state.key("compare", "provisional")):
            running = any(one.is_running for one in asked)
            st.markdown(f"**{'On their way to the board' if running else 'Not on the board yet'}**")
            st.html(provisional_rows_html(lines, scale.limits, scale.compared))
            offer_the_others(workspace, asked)
            if any(line.estimate is not None for line in lines):
                st.caption(
                    "References come in random order, so that those answered so far are a fair sample of the split; "
                    "the interval narrows with their number. Nothing is tested before all are answered."
                )
