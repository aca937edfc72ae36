"""Work in the background on the page: how far it is, a way to stop it, and what is shown once it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.guard import guarded
from simlab.dashboard.retrieval.gathering import Gathering
from simlab.jobs.snapshot import duration

Found = TypeVar("Found")
_LOOK_AGAIN = 0.4
"""Seconds between two looks at what has come in."""


def watch(gathering: Gathering[Found], show: Callable[[], None]) -> None:
    """Show what has come in, again and again until all is there; then the whole page once more.

    Args:
        gathering: the work.
        show: draws what it has found so far, and how far it is.
    """
    working = gathering.working

    @st.fragment(run_every=_LOOK_AGAIN if working else None)
    def part() -> None:
        if working and not gathering.working:
            st.rerun()
        with guarded():
            show()

    part()


def show_waiting(gathering: Gathering[Found], title: str, name: str, again: Callable[[], None]) -> None:
    """How far it is, with a button that stops it; or that it was stopped or failed, with one that begins again.

    Args:
        gathering: the work.
        title: what is being done, for people.
        name: of the place on the page.
        again: makes it begin anew when the page runs next.
    """
    if gathering.failure:
        st.error(gathering.failure, icon=":material/error:")
    with st.container(border=True, key=state.key("retrieval", f"waiting-{name}")):
        text, button = st.columns([5, 1], vertical_alignment="center")
        if gathering.working:
            snapshot = gathering.snapshot
            parts = [f"**{title}**", *([snapshot.stage, snapshot.counted] if snapshot else ["starting"])]
            if snapshot is not None and snapshot.remaining_seconds is not None:
                parts.append(f"about {duration(snapshot.remaining_seconds)} left in this stage")
            share = (snapshot.share or 0.0) if snapshot else 0.0
            text.progress(share, text=" · ".join(filter(None, parts)))
            if button.button("Stop", key=state.key("retrieval", f"stop-{name}"), width="stretch"):
                gathering.stop()
                st.toast("Stopping at the next step …")
            return
        text.markdown(f"**{title}** · {'failed' if gathering.failure else 'stopped'}")
        button.button("Start again", key=state.key("retrieval", f"again-{name}"), width="stretch", on_click=again)
