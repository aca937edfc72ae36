"""Every step of a design, and the way to any of them."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.regions import editing
from simlab.studies.designs.named import NamedDesign
from simlab.workspace import Workspace

_STEP = state.key("history", "step")


def show_steps(workspace: Workspace, named: NamedDesign) -> None:
    """The steps, newest first, with the one that the design stands at."""
    steps = {step.step: step for step in workspace.store.history(named.name)}

    def label(number: int) -> str:
        step = steps[number]
        mark = " · **now**" if number == named.step else " · undone" if number > named.step else ""
        return f"{number} · {step.action} · {clock(step.time)}{mark}"

    undone = sum(number > named.step for number in steps)
    kept = f"{len(steps):,} steps are kept" if len(steps) > 1 else "1 step is kept"
    now = f" ({undone:,} are undone now)" if undone else ""
    st.caption(
        f"{kept}. Going to one does what undo or redo would do; an edit from there forgets the steps above it{now}."
    )
    numbers = sorted(steps, reverse=True)
    if st.session_state.get(_STEP) not in steps:
        st.session_state.pop(_STEP, None)
    with st.container(height=340, border=True):
        chosen = st.radio(
            "Step",
            numbers,
            index=numbers.index(named.step),
            format_func=label,
            key=_STEP,
            label_visibility="collapsed",
        )
    here = chosen is None or chosen == named.step
    if st.button(
        "The design is at this step" if here else f"Go to step {chosen}",
        disabled=here,
        type="primary",
        key=state.key("history", "go"),
    ):
        assert chosen is not None
        editing.go_to(workspace, named.name, chosen)
        st.session_state.pop(_STEP, None)
        st.rerun()


def clock(time: str) -> str:
    """ "2026-11-21 09:53 UTC" from ISO 8601."""
    return f"{time[:10]} {time[11:16]} UTC"
