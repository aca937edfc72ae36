"""Which rows search: models of the study, models side by side, strategies and saved designs."""

import streamlit as st

from simlab.dashboard import state
from simlab.errors import SimLabError
from simlab.figures.colours import CATEGORIES, model_colours
from simlab.figures.scoreboard import ENSEMBLE
from simlab.studies.retrieval import RetrievalRow, rows_of
from simlab.workspace import Workspace

_ROWS, _ROWS_OF = state.key("retrieval", "rows"), state.key("retrieval", "rows-of")
KIND_NAMES = {
    "cs": "CS-model",
    "global": "global model",
    "baseline": "baseline",
    "concatenation": "side by side",
    "strategy": "strategy",
    "design": "design",
}
SINGLE = ("cs", "global", "baseline")
"""Kinds of row that are one model."""
_MOST_AT_FIRST = 10
"""Rows that are chosen at first; more are a click away, and a page of them could not be taken in."""


def choose_rows(workspace: Workspace) -> tuple[RetrievalRow, ...]:
    """The rows that search, in the order of the study; at first its models and the newest design."""
    known = {row.key: row for row in rows_of(workspace)}
    if _ROWS not in st.session_state or st.session_state.get(_ROWS_OF) != str(workspace.path):
        st.session_state[_ROWS] = _first_rows(list(known.values()))
    st.session_state[_ROWS_OF] = str(workspace.path)
    chosen = st.session_state[_ROWS]
    with st.popover(f"Rows: {len(chosen)}", icon=":material/tune:", key=state.key("retrieval", "chooser")):
        st.multiselect(
            "Who searches",
            list(dict.fromkeys([*known, *chosen])),
            key=_ROWS,
            format_func=lambda key: known[key].label if key in known else key,
            persist_state="session",
            accept_new_options=True,
            width=460,
            help="Models of this study, strategies and saved designs. Of models side by side the unit vectors are put "
            "one after the other.",
        )
        st.caption("Models side by side: type their names with a plus, `one+two`, and press Enter.")
        found, problems = _opened(workspace, known, st.session_state[_ROWS])
        for problem in problems:
            st.error(problem, icon=":material/error:")
    return tuple(sorted(found, key=lambda row: list(known).index(row.key) if row.key in known else len(known)))


def row_colours(workspace: Workspace, rows: tuple[RetrievalRow, ...]) -> dict[str, str]:
    """By key: of a single model the colour it has on every page, of whatever combines models one.

    Where a study has nothing but baselines, whose greys could not be told apart, they have colours of their own here.
    """
    entries = workspace.models()
    of_model = model_colours(entries)
    if all(entry.kind == "baseline" for entry in entries):
        of_model = {entry.name: CATEGORIES[number % len(CATEGORIES)] for number, entry in enumerate(entries)}
    return {row.key: of_model[row.models[0]] if row.kind in SINGLE else ENSEMBLE for row in rows}


def _first_rows(known: list[RetrievalRow]) -> list[str]:
    able = [row for row in known if not row.problem]
    designs = [row.key for row in able if row.kind == "design"][-1:]
    singles = [row.key for row in able if not row.is_ensemble]
    return [*singles[: _MOST_AT_FIRST - len(designs)], *designs]


def _opened(
    workspace: Workspace, known: dict[str, RetrievalRow], keys: list[str]
) -> tuple[list[RetrievalRow], list[str]]:
    """The rows, and why others are none."""
    found: list[RetrievalRow] = []
    problems: list[str] = []
    for key in keys:
        try:
            found += [known[key]] if key in known else rows_of(workspace, [key])
        except SimLabError as error:
            problems.append(str(error))
    return list(dict.fromkeys(found)), problems
