"""How far a job is, as one small JSON file that pages poll."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from simlab.progress import Unit, counted
from simlab.workspace.atomic import write_json

FILE_NAME = "progress.json"


@dataclass(frozen=True)
class ProgressSnapshot:
    """One moment of a job.

    Attributes:
        stage: what is being done.
        done, total: steps of this stage; `total` is None where it cannot be known.
        started, updated: seconds since the epoch, of the stage and of this snapshot.
        unit: what a step is.
    """

    stage: str
    done: int
    total: int | None
    started: float
    updated: float
    unit: Unit = "steps"

    @property
    def share(self) -> float | None:
        """Share of the stage that is done, in [0, 1], or None."""
        return min(1.0, self.done / self.total) if self.total else None

    @property
    def counted(self) -> str:
        """How much of the stage is done, for people; empty where its length is not known."""
        return counted(self.done, self.total, self.unit) if self.total else ""

    @property
    def remaining_seconds(self) -> float | None:
        """How long the stage still takes if it goes on as it went, or None while that cannot be said."""
        if not self.total or not self.done:
            return None
        return max(0.0, (self.total - self.done) * (self.updated - self.started) / self.done)

    def save(self, folder: Path) -> None:
        """Replace the snapshot of a job."""
        write_json(folder / FILE_NAME, asdict(self))


def read_snapshot(folder: Path) -> ProgressSnapshot | None:
    """The last snapshot of a job, or None before the first."""
    try:
        return ProgressSnapshot(**json.loads((folder / FILE_NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def duration(seconds: float) -> str:
    """A time span for people: "40 s", "3 min", "1 h 20 min"."""
    if round(seconds) < 60:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
