"""The board on the page: as intervals or as a table, either of which takes a click to the triples of a row."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.chart_files import picture_buttons
from simlab.dashboard.compare.boards import board_of, compared_board
from simlab.dashboard.compare.row_look import best_first, board_lines, row_colours
from simlab.dashboard.compare.row_table import ABOUT_P, context_columns, context_table, row_columns, row_table
from simlab.evaluation.wording import counts_text
from simlab.figures.scoreboard import scoreboard_figure
from simlab.studies.scoreboard import Scoreboard, ScoreboardRow
from simlab.studies.scoreboard.row import BRACKETS
from simlab.studies.split_questions import Part
from simlab.workspace import Workspace

ROW = state.key("compare", "row")
_AGAINST, _VIEW = state.key("compare", "against"), state.key("compare", "view")
_FIGURE, _TABLE = state.key("compare", "figure"), state.key("compare", "table")
_LISTED = state.key("compare", "listed")
_INTERVALS, _AS_TABLE, _BY_CONTEXT = "Intervals", "Table", "Contexts"
_ROW_HEIGHT = 30


def show_board(workspace: Workspace, split: Part) -> Scoreboard:
    """Controls, figure or table, and what is left out.

    Returns:
        the board, compared with the row that was chosen.
    """
    plain = board_of(workspace, split)
    with st.container(horizontal=True, vertical_alignment="bottom", key=state.key("compare", "controls")):
        compared = _choose_compared(plain)
        views = [_INTERVALS, _AS_TABLE, *([_BY_CONTEXT] if plain.contexts else [])]
        if st.session_state.get(_VIEW) not in views:
            st.session_state[_VIEW] = _INTERVALS
        view = st.segmented_control("Show as", views, required=True, key=_VIEW, persist_state="session")
        board = compared_board(workspace, split, compared)
        name = f"{workspace.manifest.name}-{split}-scoreboard"
        st.download_button(
            "CSV",
            board.table().to_csv(index=False),
            f"{name}.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
            key=state.key("compare", "csv"),
            help="Every row with all its figures, nothing rounded.",
        )
    _show_way(board)
    rows = best_first(board)
    if view == _INTERVALS:
        _show_figure(workspace, board, rows, name)
    else:
        _show_table(board, rows, view == _BY_CONTEXT)
    _show_notes(board)
    return board


def _show_way(board: Scoreboard) -> None:
    """A line that is always there: how to choose a row, or the way down to the triples of the one chosen."""
    chosen = st.session_state.get(ROW)
    row = next((row for row in board.scored if row.key == chosen), None)
    if row is None:
        st.caption("Click on a row for the triples behind its figure.")
    else:
        st.caption(f"**{row.label}** is chosen: [see its triples below](#the-triples-behind-a-figure).")


def compared_key(board: Scoreboard) -> str:
    """Key of the row that the reader compares with; the board's own choice until there is one."""
    chosen = st.session_state.get(_AGAINST)
    return str(chosen) if chosen in {row.key for row in board.scored} else board.default_row


def _choose_compared(board: Scoreboard) -> str:
    labels = {row.key: row.label for row in best_first(board)}
    st.session_state[_AGAINST] = compared_key(board)
    return str(
        st.selectbox(
            "Compare with",
            list(labels),
            format_func=labels.__getitem__,
            width=280,
            key=_AGAINST,
            persist_state="session",
            help="Every row's difference is taken to this one, on the same triples.",
        )
    )


def _show_figure(workspace: Workspace, board: Scoreboard, rows: list[ScoreboardRow], name: str) -> None:
    marks = [", revealed"] * (board.asked.part == "test") + [", SYNTHETIC"] * board.synthetic
    figure = scoreboard_figure(
        board_lines(rows, board, row_colours(workspace, board)),
        f"{workspace.manifest.name}, {board.asked.part} split{''.join(marks)}",
        brackets=[(row.label, row.estimate) for row in rows if row.kind in BRACKETS and row.estimate is not None],
        compared=board.compared_with,
        selected=st.session_state.get(ROW),
        dark=state.is_dark(),
    )
    st.plotly_chart(
        figure,
        theme=None,
        key=_FIGURE,
        on_select=_take_from_figure,
        selection_mode="points",
        config={
            "displaylogo": False,
            "modeBarButtons": [["toImage"]],
            "displayModeBar": True,
            "toImageButtonOptions": {"format": "png", "filename": name, "scale": 2},
        },
    )
    picture_buttons(_FIGURE)


def _show_table(board: Scoreboard, rows: list[ScoreboardRow], by_context: bool) -> None:
    other = board.row(str(board.compared_with)).label
    st.session_state[_LISTED] = [row.key for row in rows]
    st.dataframe(
        context_table(rows, board.contexts) if by_context else row_table(rows),
        hide_index=True,
        row_height=_ROW_HEIGHT,
        height=_ROW_HEIGHT * len(rows) + 40,
        placeholder="",
        column_config=context_columns(board.contexts) if by_context else row_columns(other),
        key=_TABLE,
        on_select=_take_from_table,
        selection_mode="single-cell",
    )


def _show_notes(board: Scoreboard) -> None:
    scored = (board.asked.questions.signs != 0).sum()
    st.caption(
        f"{counts_text(int(scored), len(board.asked.questions.references))}, the same for every row · "
        f"{board.asked.n_ties:,} human ties left out · {board.n_missing:,} triples left out that some row cannot "
        f"answer · differences corrected for {board.n_compared} comparisons",
        help=ABOUT_P,
    )
    without = [row for row in board.rows if row.problem and not row.pending]
    if without:
        with st.expander(f"{len(without)} row{'' if len(without) == 1 else 's'} without a figure"):
            for row in without:
                st.markdown(f"**{row.label}**: {row.problem}")


def _take_from_figure() -> None:
    points = st.session_state[_FIGURE].selection.points
    if points:
        key = points[0]["customdata"]
        st.session_state[ROW] = key[0] if isinstance(key, list) else key


def _take_from_table() -> None:
    cells = st.session_state[_TABLE].selection.cells
    if cells:
        st.session_state[ROW] = st.session_state[_LISTED][cells[0][0]]
