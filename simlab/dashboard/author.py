"""Who works in this session, as far as the session was told."""

import streamlit as st

from simlab.dashboard import state

_AUTHOR = state.key("history", "author")


def session_author() -> str | None:
    """Who saved the last version in this session; None before the first."""
    return st.session_state.get(_AUTHOR) or None


def remember_author(name: str) -> None:
    """Somebody signed with this name."""
    st.session_state[_AUTHOR] = name.strip()
