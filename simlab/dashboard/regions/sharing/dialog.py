"""The button and the dialog for handing designs on; only the part that is looked at is made."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.guard import guarded
from simlab.dashboard.regions.sharing.importing import show_import
from simlab.dashboard.regions.sharing.link import show_link
from simlab.studies.design_report import report_html
from simlab.studies.designs.exchange import design_file
from simlab.studies.designs.named import NamedDesign, open_design
from simlab.workspace import Workspace

_LINK, _FILES, _IMPORT = "Link", "Files", "Import"


def share_button(workspace: Workspace, named: NamedDesign) -> None:
    """Opens the dialog."""
    if st.button(
        "Share",
        icon=":material/share:",
        key=state.key("regions", "share"),
        help="Copy a link, export or import a design, write its report, present it.",
    ):
        _share(workspace, named.name)


@st.dialog("Share", width="large", icon=":material/share:")
def _share(workspace: Workspace, name: str) -> None:
    with guarded():
        named = open_design(workspace, name)
        part = st.segmented_control(
            "Part",
            (_LINK, _FILES, _IMPORT),
            default=_LINK,
            required=True,
            label_visibility="collapsed",
            key=state.key("share", "part"),
        )
        match part:
            case "Files":
                _show_files(workspace, named)
            case "Import":
                show_import(workspace)
            case _:
                show_link(workspace, named)
                if st.button("Present it", icon=":material/slideshow:", key=state.key("share", "present")):
                    state.open_page("present")


def _show_files(workspace: Workspace, named: NamedDesign) -> None:
    name = named.name
    st.download_button(
        "Design (JSON)",
        lambda: design_file(workspace, name).to_bytes(),
        f"{name}.simlab-design.json",
        "application/json",
        icon=":material/download:",
        on_click="ignore",
        key=state.key("share", "export"),
        help="Regions, rules and fingerprints of map and models, to import in another copy of this study.",
    )
    st.download_button(
        "Report (HTML)",
        lambda: report_html(workspace, name),
        f"{workspace.path.name}-{name}.html",
        "text/html",
        icon=":material/description:",
        on_click="ignore",
        key=state.key("share", "report"),
        help="Map, regions, figures with intervals, check and test statement, on one page that needs no network.",
    )
    st.caption("Files are made when their button is pressed, of the design as it is stored then.")
