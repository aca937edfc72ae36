"""Why a baseline goes no further: its weights are missing, or those of another one of its job, or the job failed."""

from collections.abc import Sequence

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.compare.baselines.asked import AskedBaseline, encoders_in, rerun_arguments
from simlab.errors import SimLabError
from simlab.jobs import start_job
from simlab.workspace import Workspace


def problem_of(asked: AskedBaseline) -> str:
    """In words, with which file is expected where; "" while it runs."""
    if asked.is_running:
        return ""
    if asked.state == "cancelled":
        return "Resume it above to go on from here."
    missing, culprit = missing_weights(asked.encoder), _first_without_weights(asked)
    if culprit == asked.encoder:
        return f"No weights. Expected: {missing}. Why the job could not fetch them is said above."
    if culprit is not None:
        own = f"Its weights were not asked for. Expected: {missing}." if missing else "Its own weights are here."
        return f"{own} Those of {culprit} held up the job."
    return asked.job.message or "Its process ended without a word. Resume it above, or look at its log."


def missing_weights(encoder: str) -> str:
    """Which files of weights are expected and not here; "" where none is missing."""
    from simlab.encoders.weights import weights_of, weights_state

    try:
        states = [weights_state(file) for file in weights_of(encoder)]
    except SimLabError:
        return ""  # what the job said is about that
    return "; ".join(found.expected for found in states if found.here is None)


def offer_the_others(workspace: Workspace, asked: Sequence[AskedBaseline]) -> None:
    """A button for the baselines of a failed job that one without weights held up; nothing where there are none."""
    for stopped in asked:
        culprit = _first_without_weights(stopped) if stopped.state == "failed" else None
        others = [one.encoder for one in asked if one.job.id == stopped.job.id and one.encoder != culprit]
        if culprit is not None and others:
            _offer(workspace, stopped, others, culprit)
            return


def _first_without_weights(asked: AskedBaseline) -> str | None:
    """The encoder whose weights a job asked for in vain: it fetches in order, and stops at the first it cannot have."""
    return next((encoder for encoder in encoders_in(asked.job.arguments) if missing_weights(encoder)), None)


def _offer(workspace: Workspace, stopped: AskedBaseline, others: Sequence[str], culprit: str) -> None:
    named = " and ".join(others)
    if st.button(
        f"Run {named} without {culprit}", icon=":material/play_arrow:", key=state.key("compare", "run-others")
    ):
        start_job(rerun_arguments(stopped.job.arguments, others), f"Run {named}", workspace.path)
        st.rerun()
