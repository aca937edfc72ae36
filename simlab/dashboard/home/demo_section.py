"""The demo on Home: what it is, the tour, the best that can be reached, and putting it back as it came."""

import streamlit as st

from simlab.dashboard import demo_study, state
from simlab.dashboard.guard import guarded
from simlab.dashboard.tour import begin, can_be_given
from simlab.workspace import Workspace

_NOTE = state.key("home", "reset-note")
_ABOUT = (
    "**This is the demo.** Its pictures are painted by a program and its answers come from a simulated annotator, so "
    "nothing here says anything about people. The study on them is real: the models were trained, the maps fitted and "
    "the designs drawn with SimLab."
)
_LOST = (
    "Puts the demo back as it came, at once. Designs, reveals, maps and models that were made in it are lost; studies "
    "of your own are not touched."
)


def show_demo(workspace: Workspace) -> None:
    """Nothing for any other study."""
    note = st.session_state.pop(_NOTE, None)
    if note:
        st.toast(note, icon=":material/restart_alt:")
    if not demo_study.is_demo_world(workspace):
        return
    with st.container(border=True, key=state.key("home", "demo")):
        st.markdown(_ABOUT)
        with guarded():
            st.markdown(demo_study.ceiling_text(workspace))
        with st.container(horizontal=True):
            if can_be_given(workspace) and st.button(
                "Start the tour", type="primary", icon=":material/tour:", key=state.key("home", "tour")
            ):
                begin(workspace, "home")
            if demo_study.can_be_reset(workspace) and st.button(
                "Reset the demo", icon=":material/restart_alt:", help=_LOST, key=state.key("home", "reset")
            ):
                _reset(workspace)


def _reset(workspace: Workspace) -> None:
    with st.spinner("Unpacking the demo study again …", show_time=True):
        demo_study.reset(workspace.path)
    st.session_state[_NOTE] = "The demo is as it came."
    st.rerun()
