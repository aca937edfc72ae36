"""Named versions: save one, see them, go back to one or on from it."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.author import remember_author, session_author
from simlab.dashboard.guard import guarded
from simlab.dashboard.regions import editing
from simlab.dashboard.regions.history.steps import clock
from simlab.dashboard.regions.history.version_view import VERSION
from simlab.errors import InputError
from simlab.studies.designs.looks import marked_versions
from simlab.studies.designs.named import NamedDesign, free_design_name
from simlab.studies.designs.versions import duplicate_design, save_version, system_user
from simlab.workspace import Workspace

_PICKED = state.key("history", "version")


def show_versions(workspace: Workspace, named: NamedDesign) -> None:
    """The list, what can be done with each, and the form for a new one."""
    found = marked_versions(workspace, named.name)
    _save_form(workspace, named, [version.name for version, _ in found])
    if not found:
        st.caption("No version yet. A version keeps this state under a name, for ever, whatever is drawn afterwards.")
        return
    st.dataframe(
        [
            {
                "version": version.name,
                "regions": len(version.design.regions),
                "step": version.step,
                "saved": clock(version.time),
                "by": version.author,
                "comment": version.comment,
                "seen": marks.text,
            }
            for version, marks in reversed(found)
        ],
        hide_index=True,
        height=min(38 + 35 * len(found), 220),
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.selectbox("Version", [version.name for version, _ in reversed(found)], key=_PICKED, width=200)
        if st.button("Look at it", icon=":material/visibility:", key=state.key("history", "look")):
            st.query_params[VERSION] = picked
            st.rerun()
        if st.button(
            "Restore",
            icon=":material/settings_backup_restore:",
            key=state.key("history", "restore"),
            help="The design becomes what it was then: one more step, which can be undone.",
        ):
            editing.restore(workspace, named.name, picked)
            st.rerun()
        if st.button(
            "Duplicate",
            icon=":material/content_copy:",
            key=state.key("history", "duplicate"),
            help="A new design that begins as this version was.",
        ):
            with guarded():
                duplicate(workspace, named.name, picked)


def duplicate(workspace: Workspace, design: str, version: str) -> None:
    """Go on from a version in a design of its own, opened from the next run on."""
    name = free_design_name(workspace, f"{design[:40]}-{version[:30]}")
    duplicate_design(workspace, design, name, version=version)
    st.query_params.pop(VERSION, None)
    editing.choose_design(name)
    st.rerun()


def _save_form(workspace: Workspace, named: NamedDesign, taken: list[str]) -> None:
    free = next(name for number in range(len(taken) + 1, 2 * len(taken) + 2) if (name := f"v{number}") not in taken)
    with st.form(state.key("history", "save"), border=False, enter_to_submit=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.text_input("Save this state as", value=free, key=state.key("history", "name"), width=160)
            author = st.text_input("Author", value=_author(), key=state.key("history", "by"), width=160)
            comment = st.text_input("Comment", key=state.key("history", "comment"), width=240)
            pressed = st.form_submit_button("Save version", type="primary", icon=":material/bookmark_add:")
        if pressed:
            with guarded():
                save_version(workspace, named, name.strip(), author=author, comment=comment)
                remember_author(author)
                for field in ("name", "comment"):
                    st.session_state.pop(state.key("history", field), None)
                st.rerun()


def _author() -> str:
    """Who saved the last version in this session; else who runs the program."""
    known = session_author()
    if known:
        return known
    try:
        return system_user()
    except InputError:
        return ""
