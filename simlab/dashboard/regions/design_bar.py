"""The line above the map: which design, on which map, undo and redo, a new one."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.guard import guarded
from simlab.dashboard.opened import map_named
from simlab.dashboard.regions import editing
from simlab.maps import list_map_ids
from simlab.studies.design_suggestions import design_from_credibility
from simlab.studies.named_designs import NamedDesign, create_design
from simlab.workspace import Workspace

_PICKED = state.key("regions", "picked")
_EMPTY, _CREDIBILITY = "No regions", "Regions of the credibility map"
_HELP = (
    "The credibility map looks for the member that answers best in each window of the map. Where that one can be told "
    "apart from every other member, neighbouring windows become a region with its name; elsewhere the mean answers."
)


def show_design_bar(workspace: Workspace, named: NamedDesign) -> None:
    """Pick, make, undo, redo; the state of saving is always in sight."""
    names = workspace.store.design_names()
    pick, back, forth, new, saved = st.columns([3, 0.7, 0.7, 1.3, 5.5], vertical_alignment="bottom")
    st.session_state[_PICKED] = named.name
    pick.selectbox("Design", names, key=_PICKED, on_change=_open_picked)
    back.button(
        "",
        icon=":material/undo:",
        disabled=not named.can_undo,
        on_click=editing.undo,
        args=(workspace, named.name),
        key=state.key("regions", "undo"),
        help=f"Undo: {named.action}" if named.can_undo else "Undo: nothing to take back",
        width="stretch",
    )
    forth.button(
        "",
        icon=":material/redo:",
        disabled=not named.can_redo,
        on_click=editing.redo,
        args=(workspace, named.name),
        key=state.key("regions", "redo"),
        help="Redo" if named.can_redo else "Redo: nothing was undone",
        width="stretch",
    )
    with new.popover("New", icon=":material/add:", width="stretch"), guarded():
        new_design_form(workspace)
    saved.caption(f"Saved · step {named.step} of {named.last_step} · {named.action} · map {named.design.map_id}")


def _open_picked() -> None:
    editing.choose_design(st.session_state[_PICKED])


def new_design_form(workspace: Workspace) -> None:
    """Name and map of a new design, and what it begins with."""
    maps = list_map_ids(workspace)
    if not maps:
        st.info("A design is drawn on a map. Fit one on Explore first.", icon=":material/map:")
        st.page_link("pages/explore.py", label="Fit a map on Explore", icon=":material/scatter_plot:")
        return
    with st.form(state.key("regions", "new"), border=False):
        taken = set(workspace.store.design_names())
        suggestion = next(name for number in range(1, len(taken) + 2) if (name := f"design-{number}") not in taken)
        name = st.text_input("Name", value=suggestion, key=state.key("regions", "new-name"))
        map_id = st.selectbox("Map", maps, key=state.key("regions", "new-map"))
        begin = st.selectbox("Begin with", [_EMPTY, _CREDIBILITY], key=state.key("regions", "new-begin"), help=_HELP)
        if st.form_submit_button("Start drawing", type="primary"):
            with guarded():
                chosen = map_named(workspace, map_id)
                design = design_from_credibility(workspace, chosen) if begin == _CREDIBILITY else None
                create_design(workspace, name.strip(), chosen, design)
                editing.choose_design(name.strip())
                st.rerun()
