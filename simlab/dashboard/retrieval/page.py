"""The Retrieval page put together: what is searched, which rows search, and a tab for each way to look at it."""

from collections.abc import Callable

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.guard import guarded
from simlab.dashboard.job_panel import show_jobs
from simlab.dashboard.opened import embedded_models
from simlab.dashboard.retrieval.curves_tab import show_curves
from simlab.dashboard.retrieval.finders_tab import TURN_TO, show_finders
from simlab.dashboard.retrieval.ground import Ground, choose_task, ground_of, show_closed, show_opened, show_task
from simlab.dashboard.retrieval.neighbours_tab import show_neighbours_tab
from simlab.dashboard.retrieval.ranked import ranked, show_ranking
from simlab.dashboard.retrieval.row_choice import choose_rows
from simlab.studies.retrieval import Matching, RetrievalRow
from simlab.workspace import Workspace

_TAB = state.key("retrieval", "tab")
_NEIGHBOURS, _TOP_N, _FIRST = "Neighbours", "Top-N", "Who finds it first"
_NO_TASK = "Neighbours only: a study of pairs or classes (Import on Home) has right answers, and figures"
Show = Callable[[Workspace, tuple[RetrievalRow, ...], Matching], None]


def retrieval_page(workspace: Workspace) -> None:
    """Everything below the title."""
    show_jobs(workspace.path)
    if not embedded_models(workspace):
        st.info(
            "No model of this workspace has vectors yet, so nothing can be searched. Embed the pictures with a model "
            "on Home.",
            icon=":material/info:",
        )
        st.page_link("pages/home.py", label="Go to Home", icon=":material/home:")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        task = choose_task(workspace)
        rows = choose_rows(workspace)
        if task is None:
            st.caption(_NO_TASK, width="content")
        else:
            show_task(task)
    if not rows:
        st.info("Choose at least one row that searches, above.", icon=":material/info:")
        return
    ground = ground_of(workspace, task, rows)
    with st.container():
        if task is not None and not ground.closed:
            show_opened(workspace, task, rows)
    if st.session_state.pop(TURN_TO, False):
        st.session_state[_TAB] = _NEIGHBOURS
    names = [_NEIGHBOURS] if task is None else [_NEIGHBOURS, _TOP_N, _FIRST]
    shown: dict[str, Show] = {_TOP_N: show_curves, _FIRST: show_finders}
    tabs = st.tabs(names, on_change="rerun", key=_TAB)
    for name, tab in zip(names, tabs, strict=True):
        if tab.open:
            with tab:
                if name == _NEIGHBOURS:
                    show_neighbours_tab(workspace, ground, rows)
                else:
                    _show_ranked(workspace, ground, rows, shown[name])


def _show_ranked(workspace: Workspace, ground: Ground, rows: tuple[RetrievalRow, ...], show: Show) -> None:
    """What needs the ranking of all queries: closed, on its way, or there."""
    task = ground.task
    assert task is not None
    with guarded():
        if ground.closed:
            show_closed(workspace, task, rows)
            return
        show_ranking(workspace, task, rows, "tab")
        found = ranked(workspace, task, rows)
        if found is not None:
            show(workspace, rows, found)
