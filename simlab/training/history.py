"""`history.jsonl` of a run: one line per epoch, for curves and for people."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simlab.workspace.atomic import write_text

FILE_NAME = "history.jsonl"


@dataclass(frozen=True)
class EpochRecord:
    """What one epoch gave.

    Attributes:
        epoch: from 1.
        loss: mean over its batches.
        seconds: since the run began, without pauses.
        figures: in 0…1 by name: accuracies `local`, `context`, `validation`, or what a recipe without answers
            measures; only those that can be measured.
    """

    epoch: int
    loss: float
    seconds: float
    figures: Mapping[str, float]

    def line(self) -> str:
        """As a person reads it."""
        parts = [f"{name} {value:.3f}" for name, value in self.figures.items()]
        return f"epoch {self.epoch}: " + ", ".join([f"loss {self.loss:.4f}", *parts, f"{self.seconds:.0f} s"])

    def as_json(self) -> dict[str, Any]:
        """As JSON has it; a loss that is no number becomes null."""
        loss = self.loss if math.isfinite(self.loss) else None
        return {"epoch": self.epoch, "loss": loss, "seconds": round(self.seconds, 3), "figures": dict(self.figures)}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "EpochRecord":
        """What `as_json` gave."""
        loss = math.nan if content["loss"] is None else float(content["loss"])
        return cls(int(content["epoch"]), loss, float(content["seconds"]), dict(content["figures"]))


def write_history(folder: Path, records: Sequence[EpochRecord]) -> None:
    """Replace the history of the run in `folder`."""
    lines = [json.dumps(record.as_json(), allow_nan=False) for record in records]
    write_text(folder / FILE_NAME, "\n".join(lines) + "\n")


def read_history(folder: Path) -> list[EpochRecord]:
    """The epochs of a run so far; empty before the first has ended."""
    path = folder / FILE_NAME
    if not path.is_file():
        return []
    return [EpochRecord.from_json(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def best_record(history: Sequence[EpochRecord], selection: str | None) -> EpochRecord:
    """The epoch whose weights are kept: the first with the highest figure, or the last where none is measured."""
    if selection is None:
        return history[-1]
    return max(history, key=lambda record: (record.figures[selection], -record.epoch))
