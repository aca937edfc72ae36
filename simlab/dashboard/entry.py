"""A link to a page must open it inside the app, even as the first request that a server gets."""

import gc
from functools import cache

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

_ENTERED = "entry.entered"


def note_app() -> bool:
    """Call first in app.py: whatever page runs in this session runs inside the app.

    Returns:
        whether somebody has just come to the bare address, following no link and reloading nothing.
    """
    bare = _ENTERED not in st.session_state and not st.query_params
    st.session_state[_ENTERED] = True
    return bare


@cache
def settle_memory() -> None:
    """Call last in app.py. Takes what is loaded by now out of garbage collection, which cost edits 20 ms and more."""
    gc.collect()
    gc.freeze()


def enter_through_app() -> None:
    """Call first in every page. Until app.py has run once, Streamlit takes `pages/` for a menu of its own.

    A page opened by its address would then stand alone, without navigation and sidebar. This is the only place that
    uses Streamlit's flag for it.
    """
    if PagesManager.uses_pages_directory and not st.session_state.get(_ENTERED):
        PagesManager.uses_pages_directory = False
        st.rerun()
