"""Designs that lists leave out: put there, found again, and brought back."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.regions import editing
from simlab.studies.designs.named import NamedDesign
from simlab.workspace import Workspace


def show_archive(workspace: Workspace, named: NamedDesign) -> None:
    """The open design's way in, and the way out of each that is in it."""
    archived = workspace.store.archived_design_names()
    st.caption("The archive keeps designs with all their steps and versions; lists and the scoreboard leave them out.")
    if named.name not in archived and st.button(
        f"Archive {named.name}", icon=":material/archive:", key=state.key("history", "archive")
    ):
        workspace.store.archive_design(named.name)
        editing.leave_design()
        st.rerun()
    if not archived:
        st.caption("The archive is empty.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox("In the archive", archived, key=state.key("history", "archived"), width=260)
        if st.button("Bring back and open", icon=":material/unarchive:", key=state.key("history", "unarchive")):
            workspace.store.unarchive_design(name)
            editing.choose_design(name)
            st.rerun()
