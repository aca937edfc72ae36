"""The tab Who finds it first: how often each row puts a right answer earliest, and on which queries."""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.chart_files import csv_button
from simlab.dashboard.explore.paging import page_of, show_pager
from simlab.dashboard.guard import guarded
from simlab.dashboard.regions.explanation.picture_strip import Tile, TileGroup, show_pictures, take_picture
from simlab.dashboard.retrieval.finder_bars import Finder, finders_html
from simlab.dashboard.retrieval.query_choice import query_in_hand, take_query
from simlab.dashboard.retrieval.row_choice import row_colours
from simlab.studies.retrieval import Matching, RetrievalRow
from simlab.workspace import Workspace
from simlab.workspace.fingerprints import fingerprint

_ROW, _STRIP = state.key("retrieval", "finder"), state.key("retrieval", "finder-strip")
TURN_TO = state.key("retrieval", "turn-to")
"""Set where the page is to turn to the tab Neighbours when it runs next."""
_PAGER = "retrieval.finders"
_SHOWN = 10


def show_finders(workspace: Workspace, rows: tuple[RetrievalRow, ...], found: Matching) -> None:
    """Bars, and the queries of one of them.

    Args:
        workspace: the study.
        rows: that rank.
        found: their ranking.
    """
    if not found.scored:
        return
    colours = row_colours(workspace, rows)
    finders = [
        Finder(one.row.label, colours[one.row.key], int((share == 1).sum()), int(((share > 0) & (share < 1)).sum()))
        for one, share in zip(found.scored, found.finds_first, strict=True)
    ]
    st.html(finders_html(finders, len(found.queries)))
    _show_queries(workspace, found)


@st.fragment
def _show_queries(workspace: Workspace, found: Matching) -> None:
    with guarded():
        clicked = take_picture(_STRIP)
        if clicked is not None and clicked in found.queries:
            take_query(workspace, clicked)
            st.session_state[TURN_TO] = True
            st.rerun()
        labels = {one.row.key: one.row.label for one in found.scored}
        if st.session_state.get(_ROW) not in labels:
            st.session_state[_ROW] = list(labels)[int(found.finds_first.sum(axis=1).argmax())]
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            key = st.selectbox(
                "Queries that it finds first",
                list(labels),
                format_func=labels.__getitem__,
                key=_ROW,
                persist_state="session",
                width=240,
                help="Those first where the next row needs the most places more.",
            )
            number = list(labels).index(key)
            listed, ahead = queries_of(found, number)
            page = page_of(_PAGER, len(listed), _SHOWN, fingerprint(key, listed))
            show_pager(_PAGER, page)
            csv_button(
                "CSV",
                partial(per_query, workspace, found),
                f"{workspace.path.name}-{found.task.split}-{found.task.name}-first-right",
                key=state.key("retrieval", "finders-csv"),
                help="The place of the first right answer of every query under every row.",
            )
        if not len(listed):
            st.caption(f"{labels[key]} finds no query first.")
            return
        st.caption(
            f"Below each, where {labels[key]} has its first right answer, and where the next row has it. A click shows "
            "the neighbours."
        )
        tiles = tuple(
            Tile(
                int(found.queries[query]), _caption(found, number, int(query), float(lead)), "Click for its neighbours"
            )
            for query, lead in zip(listed[page.items], ahead[page.items], strict=True)
        )
        show_pictures(workspace, [TileGroup(tiles)], query_in_hand(workspace), key=_STRIP)


def queries_of(found: Matching, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Places of the queries that a row finds first, and how many places the next row is behind; largest leads first.

    Args:
        found: the ranking.
        number: of the row among those that have figures.
    """
    first = np.flatnonzero(found.finds_first[number] > 0)
    others = np.delete(found.ranks, number, axis=0)[:, first]
    ahead = others.min(axis=0, initial=np.inf) - found.ranks[number, first]
    order = np.lexsort((first, -ahead))
    return first[order], ahead[order]


def per_query(workspace: Workspace, found: Matching) -> pd.DataFrame:
    """One line a query: the place of its first right answer under each row, NaN under none."""
    places = {one.row.key: ranks for one, ranks in zip(found.scored, found.ranks, strict=True)}
    return pd.DataFrame({"query": workspace.ids(found.queries), **places})


def _caption(found: Matching, number: int, query: int, ahead: float) -> str:
    own = found.ranks[number, query]
    if ahead == 0:
        return f"{own:g}, shared"
    return f"{own:g}" if np.isinf(ahead) else f"{own:g}, next {own + ahead:g}"
