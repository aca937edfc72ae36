"""Which tab of the Training page is open, and which run is looked at: what one part of the page leaves to another."""

import streamlit as st

from simlab.dashboard import state

RUNS, NEW = "Runs", "New run"
TAB = state.key("training", "tab")
_NEXT, _FOLLOWED = state.key("training", "next-tab"), state.key("training", "followed")


def follow(name: str | None) -> None:
    """Look at this run from the next drawing of the page on; None for whichever is the newest."""
    st.session_state[_NEXT] = RUNS
    st.session_state[_FOLLOWED] = name


def followed() -> str | None:
    """The run that is looked at unless others are chosen in the list."""
    found: str | None = st.session_state.get(_FOLLOWED)
    return found


def go_to_next() -> None:
    """Open the tab that was asked for; to be called before the tabs are drawn."""
    if _NEXT in st.session_state:
        st.session_state[TAB] = st.session_state.pop(_NEXT)
