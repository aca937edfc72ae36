"""The ranking of all queries on the page: what it found, or how far it is."""

from functools import partial

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.retrieval.gathering import Gathering
from simlab.dashboard.retrieval.matchings import begin_matching, compared_matching, matching_of, start_again
from simlab.dashboard.retrieval.watch import show_waiting, watch
from simlab.studies.retrieval import Matching, RetrievalRow, RetrievalTask
from simlab.workspace import Workspace


def ranked(workspace: Workspace, task: RetrievalTask, rows: tuple[RetrievalRow, ...]) -> Matching | None:
    """The ranking under these rows; None while it is being made, and where it was stopped or failed."""
    work = matching_of(workspace, task, rows)
    return None if work is None else _result(work)


def show_ranking(workspace: Workspace, task: RetrievalTask, rows: tuple[RetrievalRow, ...], name: str) -> None:
    """How far the ranking is, or what begins one that takes long; nothing once it is there, but its place stays.

    Args:
        workspace: the study.
        task: of it.
        rows: that rank.
        name: of the place on the page.
    """
    with st.container():
        work = matching_of(workspace, task, rows)
        if work is None:
            _offer(workspace, task, rows, name)
        else:
            _show(work, f"Ranking all {len(task.queries):,} queries", name)


def show_compared(
    workspace: Workspace, task: RetrievalTask, rows: tuple[RetrievalRow, ...], plain: Matching, other: str
) -> Matching | None:
    """The ranking with differences to one row; None, with how far it is, while these are being computed."""
    work = compared_matching(workspace, task, rows, plain, other)
    with st.container():
        _show(work, f"Comparing with {plain.row(other).row.label}", "compared")
    return _result(work)


def _offer(workspace: Workspace, task: RetrievalTask, rows: tuple[RetrievalRow, ...], name: str) -> None:
    with st.container(border=True, key=state.key("retrieval", f"offer-{name}")):
        text, button = st.columns([5, 1], vertical_alignment="center")
        text.markdown(
            f"**The {len(task.queries):,} queries are not ranked yet**: under {len(rows)} rows in a gallery of "
            f"{len(task.gallery):,} that takes a while, in the background."
        )
        button.button(
            "Rank them",
            type="primary",
            icon=":material/play_arrow:",
            key=state.key("retrieval", f"begin-{name}"),
            width="stretch",
            on_click=begin_matching,
            args=(workspace, task, rows),
        )


def _show(work: Gathering[Matching], title: str, name: str) -> None:
    if _result(work) is None:
        watch(work, lambda: show_waiting(work, title, name, partial(start_again, work)))


def _result(work: Gathering[Matching]) -> Matching | None:
    return work.found[0] if work.found and not work.working else None
