"""What two tabs on one design come to: the change that was refused, offered again, so that nothing is lost."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.regions import editing
from simlab.dashboard.regions.editing import RefusedChange
from simlab.errors import SimLabError
from simlab.studies.designs.named import free_design_name, open_design, save_step
from simlab.studies.designs.versions import duplicate_design
from simlab.workspace import Workspace

_PROBLEM = state.key("regions", "keep-mine-problem")


def show_refused(workspace: Workspace, name: str) -> None:
    """The refused change with its ways on; nothing where there is none."""
    problem = st.session_state.pop(_PROBLEM, None)
    if problem:
        st.error(problem, icon=":material/error:")
    refused = editing.refused_change(workspace, name)
    if refused is None:
        return
    said = editing.said_of(refused.action, refused.mine)
    with st.container(border=True, key=state.key("regions", "conflict")):
        st.error(f"{refused.message} Your change: {said}.", icon=":material/call_split:")
        with st.container(horizontal=True):
            st.button(
                "Make it again on top",
                type="primary",
                icon=":material/redo:",
                key=state.key("regions", "make-again"),
                on_click=_make_again,
                args=(workspace, refused),
            )
            st.button(
                "Keep mine as a new design",
                icon=":material/content_copy:",
                key=state.key("regions", "keep-mine"),
                on_click=_keep_mine,
                args=(workspace, refused),
                help="The design as you saw it, with your change, under a name of its own.",
            )
            st.button(
                "Drop my change",
                type="tertiary",
                key=state.key("regions", "drop-mine"),
                on_click=editing.forget_refused,
            )


def _make_again(workspace: Workspace, refused: RefusedChange) -> None:
    editing.forget_refused()
    editing.edit(workspace, refused.design, refused.change, refused.action)


def _keep_mine(workspace: Workspace, refused: RefusedChange) -> None:
    name = free_design_name(workspace, f"{refused.design[:70]}-mine")
    try:
        duplicate_design(workspace, refused.design, name)
        save_step(workspace, open_design(workspace, name), refused.mine, editing.said_of(refused.action, refused.mine))
    except SimLabError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    editing.forget_refused()
    editing.choose_design(name)
