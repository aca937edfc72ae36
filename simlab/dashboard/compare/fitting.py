"""Strategies that take long to fit are fitted by a job; until then their rows are missing and this says so."""

import streamlit as st

from simlab.dashboard import state
from simlab.jobs import list_jobs, start_job
from simlab.studies.scoreboard import Scoreboard
from simlab.workspace import Workspace

_COMMAND = "scoreboard"


def show_pending(workspace: Workspace, board: Scoreboard) -> None:
    """How many rows wait for a fit, with the button that starts it; nothing where none does."""
    waiting = [row.label for row in board.rows if row.pending]
    if not waiting or _is_running(workspace):
        return
    with st.container(border=True, key=state.key("compare", "pending")):
        text, button = st.columns([5, 1], vertical_alignment="center")
        text.markdown(
            f"**{len(waiting)} rows are still missing**, because nobody has fitted them yet. That takes a minute or "
            "two, in the background.",
            help=f"They are {', '.join(waiting)}.",
        )
        if button.button(
            "Fit them", type="primary", icon=":material/play_arrow:", key=state.key("compare", "fit"), width="stretch"
        ):
            part = board.asked.part
            start_job(
                [_COMMAND, str(workspace.path), "--split", part], f"Fit the strategies for {part}", workspace.path
            )
            st.rerun()


def _is_running(workspace: Workspace) -> bool:
    return any(job.arguments[0] == _COMMAND and job.state == "running" for job in list_jobs(workspace.path))
