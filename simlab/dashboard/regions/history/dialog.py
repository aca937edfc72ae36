"""The button and the dialog of the past of a design; only the part that is looked at is made."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.guard import guarded
from simlab.dashboard.regions.history.archive import show_archive
from simlab.dashboard.regions.history.comparing import show_comparison
from simlab.dashboard.regions.history.steps import show_steps
from simlab.dashboard.regions.history.versions import show_versions
from simlab.studies.designs.named import NamedDesign, open_design
from simlab.workspace import Workspace

_PART = state.key("history", "part")
_STEPS, _VERSIONS, _COMPARE, _ARCHIVE = "Steps", "Versions", "Compare", "Archive"


def history_button(workspace: Workspace, named: NamedDesign) -> None:
    """Opens the dialog."""
    if st.button(
        "History",
        icon=":material/history:",
        key=state.key("regions", "history"),
        help="Every step, named versions, what differs between two of them, and the archive.",
    ):
        _history(workspace, named.name)


@st.dialog("History", width="large", icon=":material/history:")
def _history(workspace: Workspace, name: str) -> None:
    with guarded():
        named = open_design(workspace, name)
        part = st.segmented_control(
            "Part",
            (_STEPS, _VERSIONS, _COMPARE, _ARCHIVE),
            default=_STEPS,
            required=True,
            label_visibility="collapsed",
            key=_PART,
        )
        match part:
            case "Versions":
                show_versions(workspace, named)
            case "Compare":
                show_comparison(workspace, named)
            case "Archive":
                show_archive(workspace, named)
            case _:
                show_steps(workspace, named)
