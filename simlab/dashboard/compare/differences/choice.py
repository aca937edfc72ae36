"""Which row is held against which; at first the best ensemble against CLIP, or what comes nearest to that."""

from collections.abc import Sequence

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.compare.row_look import best_first
from simlab.studies.scoreboard import Scoreboard, ScoreboardRow
from simlab.studies.scoreboard.row import BRACKETS
from simlab.workspace import Workspace

_ROW, _AGAINST = state.key("compare", "differences-row"), state.key("compare", "differences-against")
_NETWORKS = ("open_clip:", "timm:")


def answering_rows(board: Scoreboard) -> list[ScoreboardRow]:
    """The rows that give answers of their own, best first; brackets are none."""
    return [row for row in best_first(board) if row.margin is not None and row.kind not in BRACKETS]


def default_pair(workspace: Workspace, board: Scoreboard) -> tuple[str, str]:
    """Keys of the best ensemble and of CLIP; of a board with at least two answering rows.

    Without an ensemble the best row stands in for it. For CLIP, the best of all CLIP models does, or another network
    that anyone can download, or the best baseline, or the row that a board compares with.
    """
    rows = answering_rows(board)
    row = next((row.key for row in rows if row.kind in ("strategy", "published", "design")), rows[0].key)
    others = [other for other in rows if other.key != row]
    baselines = [other for other in others if other.kind == "baseline"]
    for prefix in _NETWORKS:
        for other in baselines:
            if (workspace.model(other.label).encoder or "").startswith(prefix):
                return row, other.key
    if baselines:
        return row, baselines[0].key
    keys = [other.key for other in others]
    return row, board.default_row if board.default_row in keys else keys[0]


def choose_rows(workspace: Workspace, board: Scoreboard) -> tuple[str, str]:
    """Two select boxes; returns the keys of the two rows, which may be the same."""
    labels = {row.key: row.label for row in answering_rows(board)}
    row, against = default_pair(workspace, board)
    chosen = _select("Row", _ROW, row, labels, "The row in question.")
    other = _select("minus", _AGAINST, against, labels, "The row it is held against, on the same triples.")
    return chosen, other


def _select(label: str, key: str, default: str, labels: dict[str, str], about: str) -> str:
    if st.session_state.get(key) not in labels:
        st.session_state[key] = default
    keys: Sequence[str] = list(labels)
    return str(
        st.selectbox(
            label, keys, format_func=labels.__getitem__, width=240, key=key, persist_state="session", help=about
        )
    )
