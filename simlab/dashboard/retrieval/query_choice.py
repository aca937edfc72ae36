"""Which picture of the study is searched with: those that most rows miss first, at random, or by id."""

from __future__ import annotations

import numpy as np
import streamlit as st
from jaxtyping import Int64
from streamlit.delta_generator import DeltaGenerator

from simlab.dashboard import state
from simlab.dashboard.explore.paging import page_of, show_pager
from simlab.dashboard.guard import guarded
from simlab.dashboard.opened import triples_of
from simlab.dashboard.regions.explanation.picture_strip import Tile, TileGroup, show_pictures, take_picture
from simlab.errors import NotFoundError
from simlab.evaluation.top_n import DEEPEST
from simlab.studies.retrieval import Matching, RetrievalTask
from simlab.workspace import Workspace
from simlab.workspace.fingerprints import fingerprint

_QUERY, _ORDER = state.key("retrieval", "query"), state.key("retrieval", "order")
_TURN, _ID = state.key("retrieval", "turn"), state.key("retrieval", "id")
_STRIP = state.key("retrieval", "strip")
_PAGER = "retrieval.queries"
_FAILURES, _RANDOM = "Failures first", "At random"
_SHOWN = 10
_ABOUT = f"Rows without a right answer among their first {DEEPEST}"
_LIKELY = 0.5
"""Where equally near answers stand around the last place that counts, they are found with a probability."""


def choose_query(
    workspace: Workspace, task: RetrievalTask | None, found: Matching | None, controls: DeltaGenerator
) -> int | None:
    """A gallery of queries with the ways to order it.

    Args:
        workspace: the study.
        task: whose queries; None offers the references that people were asked about, or all images.
        found: their ranking, as far as it is known.
        controls: where the ways to order it are drawn.

    Returns:
        the image row of the one that was clicked, at first of the first one; None until there is an order.
    """
    clicked = take_picture(_STRIP)
    if clicked is not None and clicked < len(workspace.images):
        take_query(workspace, clicked)
    with controls:
        listed, said = _listed(workspace, task, found)
        with st.popover("By id", key=state.key("retrieval", "by-id")):
            st.text_input("Picture id", key=_ID, on_change=_by_id, args=(workspace, task))
        page = page_of(_PAGER, len(listed), _SHOWN, fingerprint(listed))
        show_pager(_PAGER, page)
    rows = [int(row) for row in listed[page.items]]
    tiles = tuple(Tile(row, said.get(row, _name(workspace, row)), _ABOUT if row in said else "") for row in rows)
    chosen = query_in_hand(workspace)
    if chosen is None or (task is not None and chosen not in task.queries):
        settled = len(listed) > 0 and (task is None or found is not None)
        chosen = int(listed[0]) if settled else None
    show_pictures(workspace, [TileGroup(tiles)], chosen, key=_STRIP)
    return chosen


def query_in_hand(workspace: Workspace) -> int | None:
    """The image row that is searched with; that of another workspace is forgotten."""
    path, row = st.session_state.get(_QUERY, ("", None))
    return row if path == str(workspace.path) else None


def take_query(workspace: Workspace, row: int) -> None:
    """Search with this image from now on."""
    st.session_state[_QUERY] = (str(workspace.path), row)


def _listed(
    workspace: Workspace, task: RetrievalTask | None, found: Matching | None
) -> tuple[Int64[np.ndarray, " queries"], dict[int, str]]:
    """Image rows of all queries in the chosen order, and what is said below each."""
    if task is not None and _choose_order() == _FAILURES:
        return _failures(task, found)
    st.button(
        "Shuffle",
        icon=":material/casino:",
        type="tertiary",
        key=state.key("retrieval", "shuffle"),
        on_click=_shuffle,
    )
    rows = _offered(workspace, task)
    return np.random.default_rng(st.session_state.get(_TURN, 0)).permutation(rows), {}


def _choose_order() -> str:
    if st.session_state.get(_ORDER) is None:
        st.session_state[_ORDER] = _FAILURES
    return str(
        st.segmented_control(
            "Queries",
            [_FAILURES, _RANDOM],
            required=True,
            key=_ORDER,
            persist_state="session",
            label_visibility="collapsed",
            help=f"Failures first: those queries of which most rows have no right answer among their first {DEEPEST}.",
        )
    )


def _failures(task: RetrievalTask, found: Matching | None) -> tuple[Int64[np.ndarray, " queries"], dict[int, str]]:
    """As in the table of images, with nothing to say, until the ranking is known."""
    if found is None:
        return task.queries, {}
    missed = (np.array([row.found[:, -1] for row in found.scored]) < _LIKELY).sum(axis=0)
    said = {int(row): f"{n} of {len(found.scored)} miss" for row, n in zip(found.queries, missed, strict=True)}
    return found.queries[found.failures_first(DEEPEST)], said


def _offered(workspace: Workspace, task: RetrievalTask | None) -> Int64[np.ndarray, " queries"]:
    if task is not None:
        return task.queries
    references = triples_of(workspace, "validation")["reference"].unique()
    if len(references):
        return np.sort(np.asarray(references, dtype=np.int64))
    return np.flatnonzero(~workspace.images["split"].eq("test").fillna(False).to_numpy(dtype=bool))


def _name(workspace: Workspace, row: int) -> str:
    """The last part of its class or, without one, of its id, which is what fits below a tile."""
    label = workspace.images["label"].iloc[row]
    return (label if isinstance(label, str) else workspace.ids([row])[0]).rsplit("/", 1)[-1]


def _shuffle() -> None:
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def _by_id(workspace: Workspace, task: RetrievalTask | None) -> None:
    asked = str(st.session_state.get(_ID, "")).strip()
    if not asked:
        return
    with guarded():
        row = workspace.row(asked)
        if task is not None and row not in task.queries:
            raise NotFoundError(
                f"{asked!r} is none of the {len(task.queries):,} queries of this task; their ids look like "
                f"{workspace.ids([int(task.queries[0])])[0]!r}."
            )
        take_query(workspace, row)
