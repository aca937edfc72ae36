"""Differences as the page uses them: found once, and kept by content. Cached values must not be written to."""

import streamlit as st

from simlab.dashboard.compare.boards import board_key, board_of
from simlab.studies.differences import RowDifferences, row_differences
from simlab.studies.split_questions import Part
from simlab.workspace import Workspace


def differences_of(workspace: Workspace, split: Part, row: str, against: str) -> RowDifferences:
    """What one row of the board has over another; raises what `row_differences` and `board_of` do."""
    return _differences(workspace, split, row, against, board_key(workspace, split))


@st.cache_resource(max_entries=16, show_spinner="Comparing the two rows …")
def _differences(_workspace: Workspace, split: Part, row: str, against: str, key: str) -> RowDifferences:
    return row_differences(board_of(_workspace, split), row, against)
