"""Models whose weights are not on this machine: which file is expected where, and a button that fetches it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from simlab.dashboard import state
from simlab.jobs import list_jobs, start_job
from simlab.progress import size_text
from simlab.workspace import Workspace

if TYPE_CHECKING:
    from simlab.encoders.weights import WeightsState

_COMMAND = ("weights", "fetch")


@dataclass(frozen=True)
class MissingWeights:
    """What a model waits for.

    Attributes:
        model: for people.
        spec: of its encoder.
        states: of the files that it needs; None where nobody has looked yet.
    """

    model: str
    spec: str
    states: "tuple[WeightsState, ...] | None" = None


def fetched_count(workspace: Workspace) -> int:
    """Rises whenever weights that were fetched for this workspace have arrived."""
    return sum(job.arguments[:2] == _COMMAND and job.state == "done" for job in list_jobs(workspace.path))


def show_missing(workspace: Workspace, missing: Sequence[MissingWeights]) -> None:
    """One line for each model that cannot be asked for want of weights; nothing where there is none."""
    if not missing:
        return
    running = {
        job.arguments[2] for job in list_jobs(workspace.path) if _fetches(job.arguments) and job.state == "running"
    }
    st.markdown("**Weights that are not on this machine**")
    for one in missing:
        with st.container(border=True, key=state.key("compare", f"live-missing-{one.model}")):
            _show(workspace, one, fetching=one.spec in running)


def _fetches(arguments: Sequence[str]) -> bool:
    return tuple(arguments[:2]) == _COMMAND


def _show(workspace: Workspace, one: MissingWeights, *, fetching: bool) -> None:
    lacking = [found for found in one.states or () if found.here is None]
    text, button = st.columns([4, 1], vertical_alignment="center")
    own = bool(lacking) and all(found.file.path is not None for found in lacking)
    problem = next((found.problem for found in lacking if found.problem), "")
    with text:
        mark = "" if not problem else " · :orange[no such file]" if own else " · :orange[cannot be fetched now]"
        st.markdown(f"**{one.model}** · `{one.spec}`{mark}", help=problem)
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
        key=state.key("compare", f"live-fetch-{one.model}"),
        help="From the hub onto this server; it answers as soon as they are there. Progress is shown above.",
    ):
        start_job([*_COMMAND, one.spec], f"Fetch the weights of {one.model}", workspace.path)
        st.rerun()
