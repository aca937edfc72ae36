"""The sidebar: navigation (Streamlit's own), workspace and split, and nothing else."""

import streamlit as st

from simlab.dashboard import state

_STYLE = """<style>
[data-testid="stMainBlockContainer"] { padding: 2.6rem 1.6rem 3rem; }
[data-testid="stSidebar"] { min-width: 13.5rem; max-width: 13.5rem; }
[class*="-picture-desk"] { display: none; }
@media (max-width: 1000px) {
  .st-key-regions-halves > * > [data-testid="stHorizontalBlock"],
  .st-key-regions-halves > [data-testid="stHorizontalBlock"] { flex-wrap: wrap; }
  .st-key-regions-halves > * > [data-testid="stHorizontalBlock"] > [data-testid="stColumn"],
  .st-key-regions-halves > [data-testid="stHorizontalBlock"] > [data-testid="stColumn"] { min-width: 100%; }
}
</style>"""
_WORKSPACE, _SPLIT = state.key("sidebar", "workspace"), state.key("sidebar", "split")
_LABELS = {"validation": "Validation", "train": "Training"}


def show_sidebar() -> None:
    """Pickers for workspace and split; both stand in the page's address."""
    known = list(state.known_workspaces())
    name = state.workspace_name()
    st.html(_STYLE)
    with st.sidebar:
        if name is None:
            st.caption("No workspace yet: import one on Home.")
            return
        st.session_state[_WORKSPACE] = name
        st.selectbox("Workspace", known, key=_WORKSPACE, on_change=_open_picked)
        st.session_state[_SPLIT] = state.split()
        st.selectbox(
            "Split",
            state.VISIBLE_SPLITS,
            format_func=_LABELS.__getitem__,
            key=_SPLIT,
            on_change=_show_picked,
            help="Which triples the pages show. Test triples stay closed until a reveal on Regions or Compare.",
        )
        st.query_params[state.WORKSPACE] = name
        st.query_params[state.SPLIT] = state.split()


def _open_picked() -> None:
    state.choose_workspace(st.session_state[_WORKSPACE])


def _show_picked() -> None:
    state.choose_split(st.session_state[_SPLIT])
