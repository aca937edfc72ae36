"""The triples behind a row of the board: its failures first, and where it differs from the row compared with."""

from collections.abc import Iterator
from functools import partial
from typing import Literal, cast, get_args

import numpy as np
import pandas as pd
import streamlit as st
from jaxtyping import Bool, Float64, Int64

from simlab.dashboard import state
from simlab.dashboard.chart_files import csv_button
from simlab.dashboard.compare.board_view import ROW
from simlab.dashboard.compare.row_look import best_first, row_colours
from simlab.dashboard.compare.triple_table import listed_table
from simlab.dashboard.explore.paging import page_of, show_pager
from simlab.dashboard.picture_tile import picture_of
from simlab.dashboard.triple_cards import Choice, ModelAnswer, TripleCard, triple_cards_html
from simlab.evaluation.wording import accuracy_text
from simlab.studies.scoreboard import Scoreboard, ScoreboardRow
from simlab.workspace import Workspace
from simlab.workspace.fingerprints import fingerprint

TripleKind = Literal["wrong", "right", "differs", "all"]
CARDS_SHOWN = 10
_KIND = state.key("compare", "kind")
_FULL_MARGIN = 0.98


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
    colours = row_colours(workspace, board)
    shown = _shown_answers(board, row)
    scales = {shown_row.key: _full_margin(shown_row) for shown_row in shown}
    cards = [_card(workspace, board, shown, colours, scales, int(place)) for place in listed[page.items]]
    st.html(triple_cards_html(cards))


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


def _shown_answers(board: Scoreboard, row: ScoreboardRow) -> list[ScoreboardRow]:
    """The row, the one compared with, then every single model; each once, and only what answers by itself."""
    first = (row.key, str(board.compared_with))
    wanted = {key: board.row(key) for key in first}
    wanted |= {other.key: other for other in board.scored if other.kind in ("cs", "global", "baseline")}
    return [found for found in wanted.values() if found.margin is not None]


def _full_margin(row: ScoreboardRow) -> float:
    """The size that 98 % of its margins do not exceed: the length of a full bar."""
    assert row.margin is not None
    return float(np.quantile(np.abs(row.margin), _FULL_MARGIN)) or 1.0


def _card(
    workspace: Workspace,
    board: Scoreboard,
    shown: list[ScoreboardRow],
    colours: dict[str, str],
    scales: dict[str, float],
    place: int,
) -> TripleCard:
    triple = board.asked.triples.iloc[place]
    reference, a, b = (picture_of(workspace, int(triple[column])) for column in ("reference", "a", "b"))
    counted = not (pd.isna(triple["votes_a"]) or pd.isna(triple["votes_b"]))
    votes = (int(triple["votes_a"]), int(triple["votes_b"])) if counted else None
    answers = tuple(_answers(shown, colours, scales, place))
    return TripleCard(str(triple["id"]), reference, a, b, cast(Choice, triple["choice"]), votes, answers)


def _answers(
    shown: list[ScoreboardRow], colours: dict[str, str], scales: dict[str, float], place: int
) -> Iterator[ModelAnswer]:
    for row in shown:
        assert row.margin is not None
        assert row.scores is not None
        margin, score = float(row.margin[place]), float(row.scores[place])
        yield ModelAnswer(row.label, colours[row.key], margin, score, scales[row.key])
