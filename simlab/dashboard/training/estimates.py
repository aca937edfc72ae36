"""How long a run will take, as `simlab train … --estimate` says: asked for as a job, and read from its log."""

import json
from contextlib import suppress

import streamlit as st

from simlab.dashboard.training.asked import AskedRun
from simlab.jobs import Job, list_jobs, start_job
from simlab.jobs.snapshot import duration
from simlab.training.estimate import Estimate
from simlab.workspace import Workspace

_SECONDS_BETWEEN_LOOKS = 1.0


def ask_for_estimate(workspace: Workspace, asked: AskedRun) -> None:
    """Start the job that times a few steps."""
    start_job(
        asked.estimate_arguments(workspace.path), f"Estimate the time of {asked.name or 'these models'}", workspace.path
    )


def show_estimate(workspace: Workspace, asked: AskedRun) -> None:
    """What is known of the time of exactly this run; nothing where nobody asked."""
    job = _job_of(workspace, asked)
    waiting = job is not None and job.state == "running"

    @st.fragment(run_every=_SECONDS_BETWEEN_LOOKS if waiting else None)
    def estimate() -> None:
        if job is None:
            return
        found = read_estimate(job)
        if found is not None:
            st.markdown(f":material/timer: It takes {estimate_text(found)}.")
        elif job.state == "running":
            st.markdown(":material/timer: Timing a few steps …")
        elif job.state != "done":
            st.markdown(f":material/timer: The time could not be estimated ({job.state}). {job.message}")

    estimate()


def read_estimate(job: Job) -> Estimate | None:
    """What a job that estimates found, or None while it has found nothing."""
    for line in reversed(job.log().splitlines()):
        with suppress(ValueError, KeyError, TypeError):
            found = json.loads(line)
            return Estimate(
                float(found["seconds"]),
                float(found["seconds_per_epoch"]),
                int(found["epochs"]),
                int(found["measured_steps"]),
                str(found["device"]),
            )
    return None


def estimate_text(found: Estimate) -> str:
    """For people: "about 3 min: 25 epochs of 7 s on cpu, from 3 steps timed here. Embedding …"."""
    counted = f"{found.measured_steps:,} step{'s' * (found.measured_steps != 1)}"
    per_epoch = found.seconds_per_epoch
    epoch = duration(per_epoch) if per_epoch >= 2 else f"{per_epoch:.1f} s"
    return (
        f"about **{duration(found.seconds)}**: {found.epochs:,} epochs of {epoch} on {found.device}, from {counted} "
        "timed here. Embedding all images comes after it"
    )


def _job_of(workspace: Workspace, asked: AskedRun) -> Job | None:
    """The newest job that estimates exactly this run."""
    wanted = tuple(asked.estimate_arguments(workspace.path))
    return next((job for job in list_jobs(workspace.path) if job.arguments == wanted), None)
