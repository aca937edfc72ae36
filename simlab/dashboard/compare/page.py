"""The Compare page put together: which split, and a tab for each way to hold models against each other."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.compare.baselines import show_baselines
from simlab.dashboard.compare.board_view import show_board
from simlab.dashboard.compare.boards import board_of, is_test_open
from simlab.dashboard.compare.differences import show_differences
from simlab.dashboard.compare.fitting import show_pending
from simlab.dashboard.compare.latency import show_latency
from simlab.dashboard.compare.live import show_live
from simlab.dashboard.compare.relations import show_relations
from simlab.dashboard.compare.row_triples import show_row_triples
from simlab.dashboard.compare.split_choice import choose_split, show_closed, show_opened
from simlab.dashboard.guard import guarded
from simlab.dashboard.job_panel import show_jobs
from simlab.dashboard.opened import embedded_models
from simlab.studies.split_questions import Part
from simlab.workspace import Workspace


def compare_page(workspace: Workspace) -> None:
    """Everything below the title."""
    show_jobs(workspace.path)
    if not len(workspace.triples):
        st.info(
            "Nobody has answered triples of this workspace, so there is nothing to compare models by. Where classes "
            "or pairs are known, Retrieval compares them.",
            icon=":material/info:",
        )
        st.page_link("pages/retrieval.py", label="Go to Retrieval", icon=":material/image_search:")
        return
    if not embedded_models(workspace):
        st.info(
            "No model of this workspace has vectors yet, so there is nothing to compare. Run a baseline here, or embed "
            "one on Home.",
            icon=":material/info:",
        )
        show_baselines(workspace, "validation")
        st.page_link("pages/home.py", label="Go to Home", icon=":material/home:")
        return
    split = choose_split(workspace)
    shown = {
        "Scoreboard": _scoreboard,
        "Live": show_live,
        "Differences": show_differences,
        "Relations": show_relations,
        "Latency": show_latency,
    }
    tabs = st.tabs(list(shown), on_change="rerun", key=state.key("compare", "tab"))
    for tab, show in zip(tabs, shown.values(), strict=True):
        if tab.open:
            with tab:
                show(workspace, split)


def _scoreboard(workspace: Workspace, split: Part) -> None:
    with guarded():
        show_baselines(workspace, split)
    _show_board(workspace, split)


@st.fragment
def _show_board(workspace: Workspace, split: Part) -> None:
    """Runs again by itself, so that a click on a row does not wait for the rest of the page."""
    with guarded():
        if split == "test" and not is_test_open(workspace):
            show_closed(workspace)
            return
        if split == "test":
            show_opened(workspace)
        show_pending(workspace, board_of(workspace, split))
        board = show_board(workspace, split)
        show_row_triples(workspace, board)
