"""A job as others see it: a folder that outlives the process, the page and the server.

`jobs/ID/` in the user's folder holds `job.json` (what), `process.json` (who), `progress.json` (how far), `log.txt`,
`cancel` (an empty file: please stop) and `outcome.json` (how it ended).
"""

import json
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import psutil

from simlab.errors import ConflictError, NotFoundError, first_few
from simlab.jobs.snapshot import ProgressSnapshot, read_snapshot
from simlab.workspace import user_folder

JobState = Literal["running", "done", "failed", "cancelled", "interrupted"]
_STARTING_SECONDS = 15.0


@dataclass(frozen=True)
class Job:
    """One long task.

    Attributes:
        id: the name of its folder.
        folder: where it keeps everything.
        title: what it does, for people.
        arguments: of `python -m simlab`.
        workspace: the workspace it works on, as it was given, or None.
        created: seconds since the epoch.
    """

    id: str
    folder: Path
    title: str
    arguments: tuple[str, ...]
    workspace: str | None
    created: float

    @property
    def state(self) -> JobState:
        """Where it stands now; `interrupted` means that its process vanished without a word."""
        if not self._read("outcome.json") and self._is_alive():
            return "running"
        # Read after the process was seen to be gone: its last act is to write it.
        state: JobState = self._read("outcome.json").get("state", "interrupted")
        return state

    @property
    def message(self) -> str:
        """What the job said at its end, or ""."""
        return str(self._read("outcome.json").get("message", ""))

    @property
    def snapshot(self) -> ProgressSnapshot | None:
        """How far it is."""
        return read_snapshot(self.folder)

    def log(self, lines: int = 200) -> str:
        """The last lines of its log."""
        try:
            text = (self.folder / "log.txt").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        return "\n".join(text.splitlines()[-lines:])

    def cancel(self) -> None:
        """Ask it to stop; it does so at its next step and keeps what can be resumed."""
        (self.folder / "cancel").touch()

    def wait(self, seconds: float) -> JobState:
        """Wait until it ends, at most so long; its state then."""
        until = time.monotonic() + seconds
        while (state := self.state) == "running" and time.monotonic() < until:
            time.sleep(0.05)
        return state

    def _is_alive(self) -> bool:
        recorded = self._read("process.json")
        if not recorded:
            return time.time() - self.created < _STARTING_SECONDS
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            process = psutil.Process(recorded["pid"])
            if abs(process.create_time() - recorded["created"]) > 1.0:
                return False  # the number has gone to another process
            return bool(process.status() != psutil.STATUS_ZOMBIE)
        return False

    def _read(self, name: str) -> dict[str, Any]:
        try:
            content = json.loads((self.folder / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}


def jobs_folder() -> Path:
    """Where all jobs of this user are."""
    return user_folder() / "jobs"


def find_job(job_id: str) -> Job:
    """The job of that id.

    Raises:
        NotFoundError: there is none.
    """
    for job in list_jobs():
        if job.id == job_id:
            return job
    raise NotFoundError(f"There is no job {job_id!r} under {jobs_folder()}.")


def list_jobs(workspace: Path | None = None) -> list[Job]:
    """All jobs, or those of one workspace, newest first."""
    found = []
    for path in jobs_folder().glob("*/job.json"):
        with suppress(OSError, ValueError, KeyError):
            content = json.loads(path.read_text(encoding="utf-8"))
            found.append(
                Job(
                    id=path.parent.name,
                    folder=path.parent,
                    title=content["title"],
                    arguments=tuple(content["arguments"]),
                    workspace=content["workspace"],
                    created=content["created"],
                )
            )
    if workspace is not None:
        found = [job for job in found if job.workspace and Path(job.workspace).resolve() == workspace.resolve()]
    return sorted(found, key=lambda job: job.created, reverse=True)


def require_idle(workspace: Path, what: str) -> None:
    """Refuse `what` ("be reset", say) while a job works on a workspace.

    Raises:
        ConflictError: one does.
    """
    running = [job.title for job in list_jobs(workspace) if job.state == "running"]
    if running:
        raise ConflictError(
            f"{workspace.name} cannot {what} while a job works on it ({first_few(running)}). Wait for it, or cancel it."
        )
