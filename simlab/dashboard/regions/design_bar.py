"""The line above the map: which design, undo and redo, its past, handing it on, a new one."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.guard import guarded
from simlab.dashboard.opened import map_named
from simlab.dashboard.regions import editing
from simlab.dashboard.regions.history import history_button, standing_text
from simlab.dashboard.regions.sharing import share_button
from simlab.maps import list_map_ids
from simlab.studies.designs.named import NamedDesign, create_design
from simlab.studies.designs.suggestions import design_from_credibility
from simlab.workspace import Workspace

NEW = state.key("regions", "new-design")
_PICKED = state.key("regions", "picked")
_SAID = 48  # characters of what was done last, so that the line keeps its height
_EMPTY, _CREDIBILITY = "No regions", "Regions of the credibility map"
_HELP = (
    "The credibility map looks for the member that answers best in each window of the map. Where that one can be told "
    "apart from every other member, neighbouring windows become a region with its name; elsewhere the mean answers."
)


def show_design_bar(workspace: Workspace, named: NamedDesign) -> None:
    """Pick, make, undo, redo, look back, hand on; the state of saving is always in sight."""
    names = workspace.store.design_names()
    archived = named.name not in names
    left, right = st.columns([1.75, 1], gap="small", vertical_alignment="bottom")
    with left, st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.session_state[_PICKED] = named.name
        st.selectbox(
            "Design",
            [*names, *([named.name] if archived else [])],
            key=_PICKED,
            on_change=_open_picked,
            width=200,
            label_visibility="collapsed",
            help="The design",
        )
        st.button(
            "",
            icon=":material/undo:",
            disabled=not named.can_undo,
            on_click=editing.undo,
            args=(workspace, named.name),
            key=state.key("regions", "undo"),
            help=f"Undo: {named.action} (Ctrl+Z)" if named.can_undo else "Undo: nothing to take back (Ctrl+Z)",
        )
        undone = workspace.store.next_action(named.name) if named.can_redo else None
        st.button(
            "",
            icon=":material/redo:",
            disabled=not named.can_redo,
            on_click=editing.redo,
            args=(workspace, named.name),
            key=state.key("regions", "redo"),
            help=f"Redo: {undone} (Ctrl+Y)" if undone else "Redo: nothing was undone (Ctrl+Y)",
        )
        history_button(workspace, named)
        share_button(workspace, named)
        new = st.popover("New", icon=":material/add:", on_change="rerun", key=NEW)
        if new.open:
            with new, guarded():
                new_design_form(workspace)
    where = " · in the archive" if archived else ""
    done = named.action if len(named.action) <= _SAID else f"{named.action[: _SAID - 1]}…"
    right.caption(
        f"Saved · step {named.step} of {named.last_step} · {done} · map {named.design.map_id} · "
        f"{standing_text(workspace, named)}{where}"
    )


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
        taken = {*workspace.store.design_names(), *workspace.store.archived_design_names()}
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
