"""The job's own side: it writes down how far it is, and notices that it should stop."""

import sys
import time
from pathlib import Path

from simlab.errors import JobCancelled
from simlab.jobs.job import JobState
from simlab.jobs.snapshot import ProgressSnapshot
from simlab.progress import Unit, counted
from simlab.workspace.atomic import write_json

_SECONDS_BETWEEN_WRITES = 0.2


class JobRecorder:
    """A `Progress` that keeps `progress.json` of a job folder fresh; its log lines go to standard error."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stage = "starting"
        self._done = 0
        self._total: int | None = None
        self._unit: Unit = "steps"
        self._started = time.time()
        self._written = 0.0
        self._write()

    def stage(self, name: str, total: int | None, unit: Unit = "steps") -> None:
        """See `Progress.stage`; also stops a cancelled job."""
        self._stage, self._done, self._total, self._unit, self._started = name, 0, total, unit, time.time()
        self.log(name if total is None else f"{name} ({counted(0, total, unit)})")
        self._write()
        self._stop_if_asked()

    def advance(self, steps: int = 1) -> None:
        """See `Progress.advance`."""
        self._done += steps
        if time.time() - self._written >= _SECONDS_BETWEEN_WRITES or self._done == self._total:
            self._write()
            self._stop_if_asked()

    def log(self, line: str) -> None:
        """See `Progress.log`."""
        print(f"{time.strftime('%H:%M:%S')} {line}", file=sys.stderr, flush=True)

    def finish(self, state: JobState, message: str) -> None:
        """Write how the job ended; nothing is recorded after it."""
        self._write()
        write_json(self._folder / "outcome.json", {"state": state, "message": message, "finished": time.time()})

    def _write(self) -> None:
        self._written = time.time()
        snapshot = ProgressSnapshot(self._stage, self._done, self._total, self._started, self._written, self._unit)
        snapshot.save(self._folder)

    def _stop_if_asked(self) -> None:
        if (self._folder / "cancel").exists():
            raise JobCancelled(f"Cancelled while {self._stage}. Resume the job to go on from here.")
