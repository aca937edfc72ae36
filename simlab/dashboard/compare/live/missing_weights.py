"""Models whose weights are not on this machine: which file is expected where, and a button that fetches it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.compare.live.run import LiveRun
from simlab.jobs import list_jobs, start_job
from simlab.progress import size_text
from simlab.studies.live import LiveAnswer
from simlab.workspace import Workspace

if TYPE_CHECKING:
    from simlab.encoders.weights import WeightsState

_COMMAND = ("weights", "fetch")


def fetched_count(workspace: Workspace) -> int:
    """Rises whenever weights that were fetched for this workspace have arrived."""
    return sum(job.arguments[:2] == _COMMAND and job.state == "done" for job in list_jobs(workspace.path))


def show_missing(workspace: Workspace, run: LiveRun) -> None:
    """One line for each model that cannot be asked for want of weights."""
    missing = [answer for answer in run.answers if answer.weights_missing and answer.spec is not None]
    if not missing:
        return
    running = {
        job.arguments[2] for job in list_jobs(workspace.path) if _fetches(job.arguments) and job.state == "running"
    }
    st.markdown("**Weights that are not on this machine**")
    for answer in missing:
        with st.container(border=True, key=state.key("compare", f"live-missing-{answer.model}")):
            _show(workspace, answer, run.weights.get(answer.model), fetching=answer.spec in running)


def _fetches(arguments: Sequence[str]) -> bool:
    return tuple(arguments[:2]) == _COMMAND


def _show(
    workspace: Workspace, answer: LiveAnswer, states: "tuple[WeightsState, ...] | None", *, fetching: bool
) -> None:
    spec = str(answer.spec)
    lacking = [found for found in states or () if found.here is None]
    text, button = st.columns([4, 1], vertical_alignment="center")
    own = bool(lacking) and all(found.file.path is not None for found in lacking)
    problem = next((found.problem for found in lacking if found.problem), "")
    with text:
        mark = "" if not problem else " · :orange[no such file]" if own else " · :orange[cannot be fetched now]"
        st.markdown(f"**{answer.model}** · `{spec}`{mark}", help=problem)
        for found in lacking:
            st.caption(f"Expected: {found.expected}.")
    if own:
        return  # nobody else has it
    sizes = [found.n_bytes for found in lacking]
    size = size_text(sum(size for size in sizes if size)) if sizes and all(sizes) else ""
    if button.button(
        "Being fetched" if fetching else f"Fetch {size}".strip(),
        icon=":material/download:",
        disabled=fetching,
        width="stretch",
        key=state.key("compare", f"live-fetch-{answer.model}"),
        help="From the hub onto this server; it answers as soon as they are there. Progress is shown above.",
    ):
        start_job([*_COMMAND, spec], f"Fetch the weights of {answer.model}", workspace.path)
        st.rerun()
