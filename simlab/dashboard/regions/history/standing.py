"""Where a design stands among its versions, and the mark of what was seen of it."""

import streamlit as st

from simlab.studies.designs.looks import StateMarks, marks_of
from simlab.studies.designs.named import NamedDesign
from simlab.studies.designs.versions import list_versions
from simlab.workspace import Workspace


def standing_text(workspace: Workspace, named: NamedDesign) -> str:
    """The version whose state this is, or the one that it was edited since; "no version yet" without any."""
    versions = list_versions(workspace, named.name)
    if not versions:
        return "no version yet"
    same = next((version for version in reversed(versions) if version.design == named.design), None)
    return f"version {same.name}" if same else f"edited since {versions[-1].name}"


def show_marks(workspace: Workspace, named: NamedDesign) -> None:
    """A badge beside the figures where the test split was looked at; nothing where it was not."""
    show_badge(marks_of(workspace, named.name, named.design))


def show_badge(marks: StateMarks) -> None:
    """What the reader of a figure has to know of what was seen before."""
    if marks.edited_after_reveal:
        st.badge(
            "EDITED AFTER A TEST REVEAL",
            icon=":material/warning:",
            color="orange",
            help=f"The test figure of other states of this design was revealed (reveals: {marks.test_elsewhere}). What "
            "was learned there may have shaped this one, so its test figure is no longer a first look.",
        )
    if marks.test:
        st.badge("TEST REVEALED", icon=":material/lock_open:", color="red", help="For exactly this state.")
