"""What the reader has in hand on the Regions page: a region or the fallback, and a reference."""

import streamlit as st

from simlab.dashboard import state
from simlab.ensembles import FALLBACK, Design

_REGION = state.key("regions", "region-in-hand")
_REFERENCE = state.key("regions", "reference-in-hand")


def region_in_hand(design: Design) -> str | None:
    """The id of the region that is chosen on the map or in the list, "fallback" for the fallback; None for none."""
    chosen = st.session_state.get(_REGION)
    known = {FALLBACK, *(region.id for region in design.regions)}
    return chosen if chosen in known else None


def take_region(region_id: str | None) -> None:
    """Choose a region, the fallback, or none."""
    st.session_state[_REGION] = region_id


def reference_in_hand() -> int | None:
    """The image row of the reference that was clicked last; None for none."""
    row: int | None = st.session_state.get(_REFERENCE)
    return row


def take_reference(row: int | None) -> None:
    """Choose a reference by its image row, or none."""
    st.session_state[_REFERENCE] = row
