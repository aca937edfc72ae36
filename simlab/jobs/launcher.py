"""Starting a job: `python -m simlab …` in a session of its own, so that it outlives the page that asked for it."""

import os
import re
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Sequence
from pathlib import Path

import filelock
import psutil

from simlab.errors import ConflictError
from simlab.jobs.job import Job, jobs_folder
from simlab.workspace.atomic import write_json

JOB_VARIABLE = "SIMLAB_JOB"
_PROJECT = Path(__file__).resolve().parents[2]


def start_job(arguments: Sequence[str], title: str, workspace: Path | None = None) -> Job:
    """Run `python -m simlab ARGUMENTS` as a job.

    Args:
        arguments: of the command line, without `simlab` itself.
        title: what it does, for people.
        workspace: the workspace it works on, so that its pages find it again.

    Returns:
        The job, already running.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40]
    job_id = f"{time.strftime('%Y%m%d-%H%M%S')}-{slug}-{uuid.uuid4().hex[:4]}"
    folder = jobs_folder() / job_id
    folder.mkdir(parents=True)
    job = Job(job_id, folder, title, tuple(arguments), str(workspace) if workspace else None, time.time())
    write_json(
        folder / "job.json",
        {"title": title, "arguments": list(arguments), "workspace": job.workspace, "created": job.created},
    )
    _launch(job)
    return job


def resume_job(job: Job) -> None:
    """Run a job that ended again, with the same arguments; commands go on where they were.

    Raises:
        ConflictError: it is running.
    """
    with filelock.FileLock(job.folder / ".resume.lock"):
        if job.state == "running":
            raise ConflictError(f"Job {job.title!r} is running already. Cancel it first to start it again.")
        for name in ("cancel", "outcome.json", "process.json", "progress.json"):
            (job.folder / name).unlink(missing_ok=True)
        _launch(job)


def child_environment(folder: Path) -> dict[str, str]:
    """The environment of a command that reports to the job folder `folder`, whatever the working directory."""
    path = os.pathsep.join(part for part in (str(_PROJECT), os.environ.get("PYTHONPATH")) if part)
    return {**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1", JOB_VARIABLE: str(folder)}


def _launch(job: Job) -> None:
    with (job.folder / "log.txt").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "simlab", *job.arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=child_environment(job.folder),
            start_new_session=True,
        )
    try:
        created = psutil.Process(process.pid).create_time()
    except psutil.NoSuchProcess:
        created = time.time()
    write_json(job.folder / "process.json", {"pid": process.pid, "created": created})
    threading.Thread(target=process.wait, name=f"end of {job.id}", daemon=True).start()  # or it would stay a zombie
