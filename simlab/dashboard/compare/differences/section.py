"""The tab: two rows, the map of their difference, what it comes to, and the triples where they differ most."""

from functools import partial
from typing import cast, get_args

import numpy as np
import streamlit as st
from jaxtyping import Bool

from simlab.dashboard import state
from simlab.dashboard.chart_files import csv_button
from simlab.dashboard.compare.boards import board_of, is_test_open
from simlab.dashboard.compare.differences.choice import answering_rows, choose_rows
from simlab.dashboard.compare.differences.difference_map import DifferenceMap, choose_map, draw_map, map_now
from simlab.dashboard.compare.differences.figures import show_figures
from simlab.dashboard.compare.differences.found import differences_of
from simlab.dashboard.compare.row_cards import row_cards_html
from simlab.dashboard.compare.split_choice import show_closed, show_opened
from simlab.dashboard.explore.paging import page_of, show_pager
from simlab.dashboard.guard import guarded
from simlab.studies.differences import RowDifferences, Side
from simlab.studies.split_questions import Part
from simlab.workspace import Workspace
from simlab.workspace.fingerprints import fingerprint

CARDS_SHOWN = 6
_SIDE = state.key("compare", "differences-side")
_PAGER = "compare.differences"


@st.fragment
def show_differences(workspace: Workspace, split: Part) -> None:
    """Runs again by itself, so that a lasso does not wait for the rest of the page."""
    with guarded():
        if split == "test" and not is_test_open(workspace):
            show_closed(workspace)
            return
        if split == "test":
            show_opened(workspace)
        board = board_of(workspace, split)
        if len(answering_rows(board)) < 2:
            st.info(
                "A difference is between two rows, and the scoreboard has one. Run a baseline on the tab Scoreboard.",
                icon=":material/info:",
            )
            return
        with st.container(horizontal=True, vertical_alignment="bottom", key=state.key("compare", "differences")):
            row, against = choose_rows(workspace, board)
            map_id = choose_map(workspace)
        if row == against:
            st.info("Choose two different rows.", icon=":material/info:")
            return
        found = differences_of(workspace, split, row, against)
        chosen = _show_map_and_figures(workspace, split, map_id, found)
        _show_triples(workspace, found, chosen)


def _show_map_and_figures(
    workspace: Workspace, split: Part, map_id: str | None, found: RowDifferences
) -> Bool[np.ndarray, " references"] | None:
    """Returns the selected references of the board; None where nothing is selected."""
    if map_id is None:
        st.info(
            "There is no map yet, so the difference has no place to be shown on. Fit one on Explore.",
            icon=":material/info:",
        )
        st.page_link("pages/explore.py", label="Go to Explore", icon=":material/scatter_plot:")
        show_figures(found, None)
        return None
    shown: DifferenceMap = map_now(workspace, split, map_id)
    chosen = shown.chosen(found) if shown.selection is not None else None
    left, right = st.columns([2, 1], gap="medium")
    with left:
        draw_map(shown, found)
    with right:
        show_figures(found, chosen)
    return chosen


def _show_triples(workspace: Workspace, found: RowDifferences, chosen: Bool[np.ndarray, " references"] | None) -> None:
    where = "" if chosen is None else " in the selection"
    st.markdown(f"#### Where they differ most{where}")
    side = _choose_side(found)
    listed = found.listed(side, chosen)
    page = page_of(_PAGER, len(listed), CARDS_SHOWN, fingerprint(found.row.key, found.against.key, side, listed))
    with st.container(horizontal=True, vertical_alignment="center", key=state.key("compare", "differences-line")):
        st.caption(
            f"{len(listed):,} triples where one is right and the other is not, those first where both are surest",
            width="content",
            help="Sorted by how far the two margins lie apart, each in its own standard deviations.",
        )
        show_pager(_PAGER, page)
        csv_button(
            "CSV",
            partial(found.triple_table, workspace, listed),
            f"{workspace.path.name}-{found.board.asked.part}-{found.row.key}-{found.against.key}".replace("/", "-"),
            key=state.key("compare", "differences-csv"),
            help="All listed triples with what people chose, and the margin and score of both rows.",
        )
    if not len(listed):
        st.info(f"There is no such triple{where}.", icon=":material/info:")
        return
    st.html(row_cards_html(workspace, found.board, (found.row.key, found.against.key), listed[page.items]))


def _choose_side(found: RowDifferences) -> Side:
    names: dict[Side, str] = {
        "either": "Either is right",
        "row": f"Only {found.row.label} is right",
        "against": f"Only {found.against.label} is right",
    }
    if st.session_state.get(_SIDE) not in names:
        st.session_state[_SIDE] = "either"
    chosen = st.segmented_control(
        "Show",
        get_args(Side),
        format_func=lambda side: names[cast(Side, side)],
        required=True,
        key=_SIDE,
        persist_state="session",
        label_visibility="collapsed",
    )
    return cast(Side, chosen)
