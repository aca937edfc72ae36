"""The triples behind a row of the board: its failures first, and where it differs from the row compared with."""

from functools import partial
from typing import Literal, cast, get_args

import numpy as np
import streamlit as st
from jaxtyping import Bool, Float64, Int64

from simlab.dashboard import state
from simlab.dashboard.chart_files import csv_button
from simlab.dashboard.compare.board_view import ROW
from simlab.dashboard.compare.row_cards import row_cards_html
from simlab.dashboard.compare.row_look import best_first
from simlab.dashboard.compare.triple_table import listed_table
from simlab.dashboard.explore.paging import page_of, show_pager
from simlab.evaluation.wording import accuracy_text
from simlab.studies.scoreboard import Scoreboard, ScoreboardRow
from simlab.workspace import Workspace
from simlab.workspace.fingerprints import fingerprint

TripleKind = Literal["wrong", "right", "differs", "all"]
CARDS_SHOWN = 10
_KIND = state.key("compare", "kind")


def show_row_triples(workspace: Workspace, board: Scoreboard) -> None:
    """The cards of the chosen row, or how to choose one."""
    labels = {row.key: row.label for row in best_first(board)}
    if st.session_state.get(ROW) not in labels:
        st.session_state[ROW] = None
    st.markdown("#### The triples behind a figure")
    with st.container(horizontal=True, vertical_alignment="bottom", key=state.key("compare", "triple_controls")):
        key = st.selectbox(
            "Row",
            list(labels),
            index=None,
            format_func=labels.__getitem__,
            placeholder="Click on a row above, or choose one here",
            width=340,
            key=ROW,
            persist_state="session",
        )
        if key is None:
            return
        row = board.row(key)
        kind = _choose_kind(board, row)
    listed = listed_triples(board, row, kind)
    page = page_of("compare.triples", len(listed), CARDS_SHOWN, fingerprint(key, kind, listed))
    with st.container(horizontal=True, vertical_alignment="center", key=state.key("compare", "triple_line")):
        assert row.estimate is not None
        st.caption(f"{row.label}: {accuracy_text(row.estimate)} · {len(listed):,} triples listed", width="content")
        show_pager("compare.triples", page)
        csv_button(
            "CSV",
            partial(listed_table, workspace, board, row, listed),
            f"{workspace.path.name}-{board.asked.part}-{row.key}-triples".replace("/", "-"),
            key=state.key("compare", "triples-csv"),
            help="All listed triples with what people chose, and the margin and score of this row and the one compared "
            "with.",
        )
    if not len(listed):
        st.info("No triple is of this kind. Choose another.", icon=":material/info:")
        return
    st.html(row_cards_html(workspace, board, (row.key, str(board.compared_with)), listed[page.items]))


def listed_triples(board: Scoreboard, row: ScoreboardRow, kind: TripleKind) -> Int64[np.ndarray, " listed"]:
    """Positions of the common triples of a kind, the row's worst failures first, human ties last.

    Args:
        board: compared with a row.
        row: has a figure.
        kind: `wrong`: a score below 1, which takes in what is undecided; `right`; `differs`: scored otherwise by the
            row compared with; or `all`.
    """
    scores = row.scores
    assert scores is not None
    chosen = _of_kind(scores, board.row(str(board.compared_with)).scores, kind)
    towards = np.zeros(len(scores)) if row.margin is None else row.margin * board.asked.questions.signs
    order = np.lexsort((towards, np.where(np.isnan(scores), 2.0, scores)))
    listed: Int64[np.ndarray, " listed"] = order[chosen[order]]
    return listed


def _of_kind(
    scores: Float64[np.ndarray, " triples"], other: Float64[np.ndarray, " triples"] | None, kind: TripleKind
) -> Bool[np.ndarray, " triples"]:
    assert other is not None
    match kind:
        case "wrong":
            return np.asarray(scores < 1)
        case "right":
            return np.asarray(scores == 1)
        case "differs":
            return np.asarray(~np.isnan(scores - other) & (scores != other))
        case _:
            return np.ones(len(scores), dtype=bool)


def _choose_kind(board: Scoreboard, row: ScoreboardRow) -> TripleKind:
    other = board.row(str(board.compared_with))
    names: dict[TripleKind, str] = {
        "wrong": "Wrong",
        "right": "Right",
        "differs": f"Differs from {other.label}",
        "all": "All",
    }
    offered = [kind for kind in get_args(TripleKind) if kind != "differs" or row.key != other.key]
    if st.session_state.get(_KIND) not in offered:
        st.session_state[_KIND] = "wrong"
    chosen = st.segmented_control(
        "Show",
        offered,
        format_func=lambda kind: names[cast(TripleKind, kind)],
        required=True,
        key=_KIND,
        persist_state="session",
        help="Wrong takes in what is undecided. The worst failures come first.",
    )
    return cast(TripleKind, chosen)
