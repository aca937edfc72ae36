"""The tab Neighbours: a picture to search with, and what every row finds nearest to it."""

from collections.abc import Iterable, Iterator

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from simlab.dashboard import state
from simlab.dashboard.compare.live.desk import live_desk
from simlab.dashboard.compare.live.memory import show_memory
from simlab.dashboard.compare.live.missing_weights import MissingWeights, fetched_count, show_missing
from simlab.dashboard.guard import guarded
from simlab.dashboard.retrieval.asked import Asked
from simlab.dashboard.retrieval.gathering import Gathering
from simlab.dashboard.retrieval.ground import Ground, show_closed
from simlab.dashboard.retrieval.matchings import fitted, rows_key
from simlab.dashboard.retrieval.neighbours_view import show_neighbours
from simlab.dashboard.retrieval.own_picture import show_inlet
from simlab.dashboard.retrieval.query_choice import choose_query
from simlab.dashboard.retrieval.ranked import ranked, show_ranking
from simlab.dashboard.retrieval.watch import watch
from simlab.dashboard.thumbnails import HOVER_SIDE, thumbnails
from simlab.evaluation.top_n import DEEPEST
from simlab.images import decode_rgb
from simlab.progress import Progress
from simlab.studies.retrieval import Neighbours, RetrievalRow
from simlab.workspace import Workspace
from simlab.workspace.fingerprints import fingerprint

_SOURCE, _RUN = state.key("retrieval", "source"), state.key("retrieval", "run")
_GALLERY = state.key("retrieval", "gallery")
_STUDY, _OWN = "A picture of the study", "A picture of your own"
_NO_WAIT = 0.3
"""Seconds that the page waits for neighbours before it shows which rows are still looking."""


@st.fragment
def show_neighbours_tab(workspace: Workspace, ground: Ground, rows: tuple[RetrievalRow, ...]) -> None:
    """The query, and the nearest pictures under every row; runs again by itself, so that a click is quick."""
    with guarded():
        _show(workspace, ground, rows)


def _show(workspace: Workspace, ground: Ground, rows: tuple[RetrievalRow, ...]) -> None:
    controls = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    source = controls.segmented_control(
        "Search with",
        (_STUDY, _OWN),
        default=_STUDY,
        required=True,
        label_visibility="collapsed",
        key=_SOURCE,
        persist_state="session",
    )
    asked = _ask_own(workspace, ground) if source == _OWN else _ask_study(workspace, ground, rows, controls)
    if asked is None:
        return
    run = _run_of(workspace, asked, rows)
    found = None if ground.open_task is None else ranked(workspace, ground.open_task, rows)
    watch(run, lambda: show_neighbours(workspace, ground, rows, asked, run, found, _forget))
    if asked.picture is not None:
        if not run.working:
            show_missing(workspace, _missing(run.found))
        show_memory(live_desk().encoders)


def _ask_study(
    workspace: Workspace, ground: Ground, rows: tuple[RetrievalRow, ...], controls: DeltaGenerator
) -> Asked | None:
    task = ground.task
    if task is not None and ground.closed:
        show_closed(workspace, task, rows)
        return None
    if task is not None:
        show_ranking(workspace, task, rows, "queries")
    found = None if task is None else ranked(workspace, task, rows)
    row = choose_query(workspace, task, found, controls)
    if row is None:
        st.caption("Click a picture above: what lies nearest to it is shown here, one line for every row.")
        return None
    return Asked(row, None, np.arange(len(workspace.images)) if task is None else task.gallery)


def _ask_own(workspace: Workspace, ground: Ground) -> Asked | None:
    left, right = st.columns([2, 3], gap="medium")
    with left:
        picture = show_inlet()
    everything = np.arange(len(workspace.images))
    galleries = {f"All {len(everything):,} pictures of the study": everything}
    if ground.task is not None:
        galleries[f"The gallery of the task ({len(ground.task.gallery):,})"] = ground.task.gallery
    with right:
        if st.session_state.get(_GALLERY) not in galleries:
            st.session_state[_GALLERY] = next(iter(galleries))
        chosen = st.radio("Search among", list(galleries), key=_GALLERY, persist_state="session")
        if picture is None:
            st.caption(
                "Drop in a picture: every row looks for the pictures of the study that are nearest to it. The first "
                "search loads the models, which takes a while; from then on they stay loaded."
            )
            return None
    return Asked(None, picture, galleries[chosen])


def _run_of(workspace: Workspace, asked: Asked, rows: tuple[RetrievalRow, ...]) -> Gathering[Neighbours]:
    """The search on its way; another one starts when anything that it depends on has changed."""
    key = fingerprint(asked.key, rows_key(workspace, rows), fetched_count(workspace))
    run: Gathering[Neighbours] | None = st.session_state.get(_RUN)
    if run is None or run.key != key:
        if run is not None:
            run.stop()
        run = st.session_state[_RUN] = Gathering(key, lambda progress: _search(workspace, asked, rows, progress))
        run.wait(_NO_WAIT)
    return run


def _missing(found: Iterable[Neighbours]) -> list[MissingWeights]:
    """Encoders without weights, each with all the rows that wait for it."""
    waiting: dict[str, list[str]] = {}
    for one in found:
        if one.lacks_weights_of:
            waiting.setdefault(one.lacks_weights_of, []).append(one.row.label)
    return [
        MissingWeights(", ".join(labels), spec, live_desk().weights(spec, ask_hub=False))
        for spec, labels in waiting.items()
    ]


def _forget() -> None:
    del st.session_state[_RUN]


def _search(
    workspace: Workspace, asked: Asked, rows: tuple[RetrievalRow, ...], progress: Progress
) -> Iterator[Neighbours]:
    from simlab.studies.live import LivePicture
    from simlab.studies.retrieval import neighbours

    query: int | LivePicture | None = asked.row
    if asked.picture is not None:
        query = LivePicture(decode_rgb(asked.picture.content, asked.picture.name), asked.picture.name)
    assert query is not None
    lacking: set[str] = set()
    for found in neighbours(
        workspace,
        query,
        rows,
        gallery=asked.gallery,
        top=DEEPEST,
        encoders=live_desk().encoders,
        fit=fitted,
        progress=progress,
    ):
        thumbnails(workspace, found.image_rows.tolist(), HOVER_SIDE)  # painted here, so that the page need not wait
        lacking |= {found.lacks_weights_of} - {""}
        yield found
    for spec in lacking:  # how large they are is asked here as well
        live_desk().weights(spec, ask_hub=True)
