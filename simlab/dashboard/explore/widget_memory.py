"""What widgets remember must be among what they offer now: another workspace has other models and columns."""

from collections.abc import Collection

import streamlit as st

from simlab.dashboard import state


def forget_unless(name: str, offered: Collection[object]) -> None:
    """Forget what the widget of that name on Explore remembers, unless all of it is offered."""
    key = state.key("explore", name)
    if key not in st.session_state:
        return
    remembered = st.session_state[key]
    values = remembered if isinstance(remembered, list) else [remembered]
    if any(value not in offered for value in values):
        del st.session_state[key]
