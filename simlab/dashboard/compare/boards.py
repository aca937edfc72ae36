"""The scoreboard as the page uses it: made once for what is there, and kept until something of it changes.

Cached values must not be written to.
"""

import streamlit as st

from simlab.dashboard.author import session_author
from simlab.dashboard.opened import part_key, vectors_stamp
from simlab.studies.reveal import is_revealed
from simlab.studies.scoreboard import SUBJECT, Lineup, Scoreboard, line_up, standings
from simlab.studies.split_questions import Part
from simlab.workspace import Workspace
from simlab.workspace.fingerprints import fingerprint


def lineup_of(workspace: Workspace) -> Lineup:
    """Who stands on the board of a workspace; raises what `line_up` does."""
    return _lineup(workspace, _content(workspace))


def board_of(workspace: Workspace, split: Part) -> Scoreboard:
    """The rows on one part, not compared yet; what would have to be fitted first is pending.

    Raises:
        InputError: the test split is closed.
        NotFoundError: the part has no triples, or none that all models can answer.
    """
    lineup = lineup_of(workspace)
    if split == "test" and not is_test_open(workspace):
        standings(workspace, lineup, "test", fit=False)  # refuses, in the words of the command line
    return _board(workspace, lineup, split, board_key(workspace, split))


def compared_board(workspace: Workspace, split: Part, compared: str) -> Scoreboard:
    """The same, with every row's difference to one of them."""
    return _compared(board_of(workspace, split), compared, board_key(workspace, split))


def is_test_open(workspace: Workspace) -> bool:
    """Whether somebody has given a reason to look at the test figures of exactly these rows."""
    return is_revealed(workspace, SUBJECT, lineup_of(workspace).state)


def open_test(workspace: Workspace, reason: str) -> None:
    """Record a reveal of the whole board; raises InputError without a reason, and what `standings` does."""
    standings(workspace, lineup_of(workspace), "test", reveal=reason, author=session_author(), fit=False)


def board_key(workspace: Workspace, split: Part) -> str:
    """Changes with everything that is on the board, and whenever a strategy has been fitted."""
    answers = workspace.path / "cache" / "answers"
    fitted = answers.stat().st_mtime_ns if answers.is_dir() else 0
    return f"{_content(workspace)}|{split}|{fitted}"


def _content(workspace: Workspace) -> str:
    """Changes whenever models, vectors, triples, the check set, a design, a test reveal of one, or a map does."""
    store = workspace.store
    designs = [
        (name, fingerprint(store.design(name).state), _revealed(workspace, name)) for name in store.design_names()
    ]
    maps = sorted((path.parent.name, path.stat().st_mtime_ns) for path in workspace.path.glob("maps/*/map.json"))
    manifest = workspace.manifest
    parts = [manifest.models, manifest.contexts, vectors_stamp(workspace), designs, maps]
    return "|".join([part_key(workspace, "validation"), *map(str, parts)])


def _revealed(workspace: Workspace, design: str) -> list[str]:
    return [look.state for look in workspace.store.looks.of(design) if look.part == "test"]


@st.cache_resource(max_entries=8, show_spinner="Finding everything that can be compared …")
def _lineup(_workspace: Workspace, key: str) -> Lineup:
    return line_up(_workspace)


@st.cache_resource(max_entries=8, show_spinner="Scoring every row on the same triples …")
def _board(_workspace: Workspace, _lineup: Lineup, split: Part, key: str) -> Scoreboard:
    return standings(_workspace, _lineup, split, fit=False)


@st.cache_resource(max_entries=16, show_spinner="Comparing every row …")
def _compared(_board: Scoreboard, compared: str, key: str) -> Scoreboard:
    return _board.compared_to(compared)
