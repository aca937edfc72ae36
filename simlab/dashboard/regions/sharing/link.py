"""The address that opens a design as it is looked at: workspace, design, version, and the view of its map."""

from urllib.parse import urlencode

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.regions import editing
from simlab.dashboard.regions.history import VERSION
from simlab.dashboard.regions.in_hand import region_in_hand, take_region
from simlab.studies.designs.named import NamedDesign
from simlab.studies.designs.versions import list_versions
from simlab.workspace import Workspace

_REGION = "region"
_VIEW = "view"
_PARTS = {
    _VIEW: state.key("regions", "view"),
    "colour": state.key("regions", "colour-by"),
    "each": state.key("regions", "colour-each-by"),
    "of": state.key("regions", "difference-of"),
    "minus": state.key("regions", "difference-from"),
    "under": state.key("regions", "under"),
}
_VIEWS = ("One map", "Each model")


def take_view() -> None:
    """What the address says of the view becomes the session's, and leaves the address: the reader goes on from it."""
    for part, key in _PARTS.items():
        value = st.query_params.pop(part, None)
        if value is not None and (part != _VIEW or value in _VIEWS):
            st.session_state[key] = value
    region = st.query_params.pop(_REGION, None)
    if region is not None:
        take_region(region)


def show_link(workspace: Workspace, named: NamedDesign) -> None:
    """The address, with a button that copies it."""
    now = "As it is when it is opened"
    names = [version.name for version in reversed(list_versions(workspace, named.name))]
    version = st.selectbox(
        "What the link opens",
        [now, *names],
        key=state.key("share", "version"),
        help="A version is shown as it was saved, to look at. Save one under History.",
    )
    st.code(address(named, None if version == now else version), language=None, wrap_lines=True)
    st.caption("It opens this workspace, map, design and view for whoever can reach this server.")


def address(named: NamedDesign, version: str | None) -> str:
    """The link to a design, or to one of its versions, as it is looked at now."""
    told = {state.WORKSPACE: state.workspace_name(), state.SPLIT: state.split(), editing.DESIGN: named.name}
    told |= {VERSION: version, _REGION: region_in_hand(named.design)}
    told |= {part: st.session_state.get(key) for part, key in _PARTS.items()}
    base = (st.context.url or "").partition("?")[0]
    return f"{base}?{urlencode({name: value for name, value in told.items() if value is not None})}"
