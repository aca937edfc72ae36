"""Rankings of all queries, made in the background once for what is there, and shared by all sessions of this server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import streamlit as st

from simlab.dashboard.compare.live.desk import live_desk
from simlab.dashboard.opened import vectors_stamp
from simlab.dashboard.retrieval.gathering import Gathering
from simlab.errors import SimLabError
from simlab.progress import Progress
from simlab.studies.retrieval import Matching, RetrievalRow, RetrievalTask
from simlab.workspace import Workspace
from simlab.workspace.fingerprints import fingerprint

if TYPE_CHECKING:
    from simlab.studies.live import LiveSubject

LONG = 1_000_000_000
"""Distances that are computed without being asked for: some minutes on two cores."""
_MOST = 24
_NO_WAIT = 0.3
"""Seconds that a page waits before it shows how far the work is."""


def fitted(workspace: Workspace, key: str) -> LiveSubject:
    """An ensemble, fitted once for each state of it; the tab Live uses the same."""
    return live_desk().subject(workspace, key, _state_of(workspace, key))


def matching_of(
    workspace: Workspace, task: RetrievalTask, rows: tuple[RetrievalRow, ...], *, begin: bool = False
) -> Gathering[Matching] | None:
    """All queries ranked under these rows; the test split must have been opened for them.

    Args:
        workspace: the study.
        task: of it.
        rows: at least one.
        begin: somebody asked for it.

    Returns:
        the work; None where it would take long, and nobody has asked for it.
    """
    key = _key(workspace, task, rows)
    if not begin and key not in _desk().works and len(task.queries) * len(task.gallery) * len(rows) > LONG:
        return None

    def work(progress: Progress) -> Iterator[Matching]:
        from simlab.studies.retrieval import matching

        yield matching(workspace, task, rows, progress=progress, fit=fitted)

    return _kept(key, work)


def begin_matching(workspace: Workspace, task: RetrievalTask, rows: tuple[RetrievalRow, ...]) -> None:
    """Begin a ranking that takes long."""
    matching_of(workspace, task, rows, begin=True)


def compared_matching(
    workspace: Workspace, task: RetrievalTask, rows: tuple[RetrievalRow, ...], plain: Matching, other: str
) -> Gathering[Matching]:
    """The same with every row's difference to one of them.

    Args:
        workspace: the study.
        task: of it.
        rows: of `plain`.
        plain: what `matching_of` found.
        other: key of the row compared with, which has figures.
    """

    def work(progress: Progress) -> Iterator[Matching]:
        from simlab.studies.retrieval.matching import compared

        yield compared(plain, other, progress)

    return _kept(fingerprint(_key(workspace, task, rows), other), work)


def start_again(gathering: Gathering[Matching]) -> None:
    """Forget what was stopped or failed, so that it is begun anew when it is asked for next."""
    desk = _desk()
    with desk.lock:
        if desk.works.get(gathering.key) is gathering:
            del desk.works[gathering.key]


class _Desk:
    def __init__(self) -> None:
        self.works: dict[str, Gathering[Matching]] = {}
        self.lock = threading.Lock()


@st.cache_resource(show_spinner=False)
def _desk() -> _Desk:
    return _Desk()


def _kept(key: str, work: Callable[[Progress], Iterator[Matching]]) -> Gathering[Matching]:
    desk = _desk()
    with desk.lock:
        known = desk.works.pop(key, None)
        found = desk.works[key] = known or Gathering(key, work)
        while len(desk.works) > _MOST:
            desk.works.pop(next(iter(desk.works))).stop()
    if known is None:
        found.wait(_NO_WAIT)
    return found


def rows_key(workspace: Workspace, rows: tuple[RetrievalRow, ...]) -> str:
    """Changes whenever pictures, vectors or these rows do, and whatever ensembles among them have learned from."""
    images = (workspace.path / "images.parquet").stat().st_mtime_ns
    states = []
    for row in rows:
        states.append(row.key)
        if row.is_ensemble:
            with suppress(SimLabError):  # it says why when it is asked
                states.append(_state_of(workspace, row.key))
    return fingerprint(str(workspace.path), images, str(vectors_stamp(workspace)), *states)


def _key(workspace: Workspace, task: RetrievalTask, rows: tuple[RetrievalRow, ...]) -> str:
    return fingerprint(rows_key(workspace, rows), task.kind, task.split)


def _state_of(workspace: Workspace, key: str) -> str:
    from simlab.studies.live import subject_state

    return subject_state(workspace, key)
