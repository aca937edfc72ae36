"""Work in a thread of its own that hands over what it finds piece by piece: how far it is, and a way to stop it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from simlab.errors import JobCancelled, SimLabError
from simlab.jobs.snapshot import ProgressSnapshot
from simlab.progress import Progress, Unit

Found = TypeVar("Found")
_log = logging.getLogger("simlab.dashboard")
_UNEXPECTED = "Something went wrong that SimLab did not expect. The server's log has the details."


class Gathering(Generic[Found]):
    """One piece of work. What it has found so far may be read at any time, from any thread.

    Args:
        key: of everything that the result depends on.
        work: gives the pieces; it is told who listens, and stopped between two pieces or two steps.
    """

    def __init__(self, key: str, work: Callable[[Progress], Iterable[Found]]) -> None:
        self.key = key
        self.found: tuple[Found, ...] = ()
        self.failure = ""
        self.stopped = False
        """Somebody stopped it before it had everything."""
        self.snapshot: ProgressSnapshot | None = None
        self._work = work
        self._given_up = False
        self._thread = threading.Thread(target=self._gather, name=f"gathering {key}", daemon=True)
        self._thread.start()

    @property
    def working(self) -> bool:
        """Whether something is still to come."""
        return self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        """Wait until it is done, at most so long."""
        self._thread.join(seconds)

    def stop(self) -> None:
        """Nobody waits for it any more: it ends at its next step and keeps what it has found."""
        self._given_up = True

    def stage(self, name: str, total: int | None, unit: Unit = "steps") -> None:
        """See `Progress.stage`; also stops what was given up."""
        now = time.time()
        self.snapshot = ProgressSnapshot(name, 0, total, now, now, unit)
        self._end_if_given_up()

    def advance(self, steps: int = 1) -> None:
        """See `Progress.advance`."""
        last = self.snapshot
        if last is not None:
            self.snapshot = ProgressSnapshot(
                last.stage, last.done + steps, last.total, last.started, time.time(), last.unit
            )
        self._end_if_given_up()

    def log(self, line: str) -> None:
        """See `Progress.log`; the server's log has it."""
        _log.info(line)

    def _gather(self) -> None:
        try:
            for piece in self._work(self):
                self.found = (*self.found, piece)
                self._end_if_given_up()
        except JobCancelled:
            self.stopped = True
        except SimLabError as error:
            self.failure = str(error)
        except Exception:
            _log.exception("An unexpected error while a page waited for %s", self.key)
            self.failure = _UNEXPECTED

    def _end_if_given_up(self) -> None:
        if self._given_up:
            raise JobCancelled("Stopped.")
