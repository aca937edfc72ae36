"""Marks that cannot be missed."""

import streamlit as st

from simlab.workspace import Workspace


def show_title(title: str, workspace: Workspace | None) -> None:
    """A page's title with the name of the study, and a badge where its data are synthetic."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"### {title}" + (f" · {workspace.manifest.name}" if workspace else ""), width="content")
        if workspace and workspace.manifest.synthetic:
            st.badge(
                "SYNTHETIC DATA: images and answers were made by a program", icon=":material/science:", color="orange"
            )
