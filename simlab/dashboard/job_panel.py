"""Running jobs on a page: how far, how long still, cancel; and how the last ones ended."""

import time
from collections.abc import Collection
from pathlib import Path

import streamlit as st

from simlab.dashboard.guard import guarded
from simlab.jobs import Job, list_jobs, resume_job
from simlab.jobs.snapshot import duration

_RECENT_SECONDS = 24 * 3600
_SHOWN = 4
_DISMISSED = "jobs.dismissed"


def show_jobs(workspace: Path | None = None, without: Collection[str] = ()) -> None:
    """Jobs of a workspace (or all): running ones with progress, and those that ended badly in the last day.

    The whole page runs again when a job ends, so that its result appears. The panel's place is always there, so that
    what follows keeps its own while jobs come and go.

    Args:
        workspace: whose jobs, None for all.
        without: ids of jobs that the page shows in a place of their own.
    """
    place = st.container()
    jobs = [job for job in _shown(workspace) if job.id not in without]
    if not jobs:
        return
    running = [job.id for job in jobs if job.state == "running"]

    @st.fragment(run_every=1.0 if running else None)
    def panel() -> None:
        if running and not all(job.state == "running" for job in jobs if job.id in running):
            st.rerun()
        for job in jobs:
            with guarded():
                _show(job)

    with place:
        panel()


def dismissed_jobs() -> set[str]:
    """Ids of jobs that ended badly and were put out of sight in this session."""
    dismissed: set[str] = st.session_state.setdefault(_DISMISSED, set())
    return dismissed


def _shown(workspace: Path | None) -> list[Job]:
    dismissed = dismissed_jobs()
    states = {job: job.state for job in list_jobs(workspace)}
    running = [job for job, state in states.items() if state == "running"]
    ended = [job for job, state in states.items() if state not in ("running", "done") and job.id not in dismissed]
    return running + [job for job in ended if time.time() - job.created < _RECENT_SECONDS][:_SHOWN]


def _show(job: Job) -> None:
    state = job.state
    with st.container(border=True, key=f"job-{job.id}"):
        text, button = st.columns([5, 1], vertical_alignment="center")
        if state == "running":
            with text:
                _show_progress(job)
            if button.button("Cancel", key=f"cancel-{job.id}", width="stretch"):
                job.cancel()
                st.toast("Stopping at the next step …")
            return
        with text:
            st.markdown(f"**{job.title}** · {state}")
            st.caption(job.message or "Its process ended without a word. Resume it, or look at the log.")
        if button.button("Resume", key=f"resume-{job.id}", width="stretch"):
            resume_job(job)
            st.rerun()
        if button.button("Dismiss", key=f"dismiss-{job.id}", width="stretch"):
            dismissed_jobs().add(job.id)
            st.rerun()
        with st.expander("Log"):
            st.code(job.log(), language=None)


def _show_progress(job: Job) -> None:
    snapshot = job.snapshot
    if snapshot is None:
        st.progress(0.0, text=f"**{job.title}** · starting")
        return
    parts = [f"**{job.title}** · {snapshot.stage}"]
    if snapshot.counted:
        parts.append(snapshot.counted)
    if snapshot.remaining_seconds is not None:
        parts.append(f"about {duration(snapshot.remaining_seconds)} left in this stage")
    st.progress(snapshot.share or 0.0, text=" · ".join(parts))
