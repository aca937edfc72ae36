"""`cache/extraction/MODEL/`: what an extraction that runs, or was stopped, has so far.

A plan says which images come in which order and how they are cut into batches; each finished batch is a file. The cut
never changes, so that a resumed run computes the very batches that an uninterrupted one does.
"""

import json
import shutil
import threading
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from jaxtyping import Float, Int

from simlab.workspace import Workspace
from simlab.workspace.atomic import new_folder, write_array, write_json
from simlab.workspace.embeddings import Distance

FORMAT_VERSION = 1
_PLAN = "plan.json"
_ROWS = "rows.npy"


@dataclass(frozen=True)
class Plan:
    """What is to be done.

    Attributes:
        key: fingerprint of all that was asked for; a plan of another key is not gone on with.
        distance: which distance of two vectors is the model's.
        dimensions: of a vector.
        batch_size: images per file.
        at_once: images per call of the encoder: the batch size, or less since memory ran out.
    """

    key: str
    distance: Distance
    dimensions: int
    batch_size: int
    at_once: int


@dataclass(frozen=True)
class PartialEmbedding:
    """The vectors that an unfinished extraction has so far.

    Attributes:
        rows: the image rows done, in the order in which they are extracted.
        vectors: one for each of `rows`, float32.
        distance: which distance of two vectors is the model's.
        n_rows: how many images there will be.
    """

    rows: Int[np.ndarray, " done"]
    vectors: Float[np.ndarray, "done dimensions"]
    distance: Distance
    n_rows: int


class UnfinishedExtraction:
    """The folder of one model's extraction.

    Args:
        folder: see `work_folder`.
        plan: as it is on disk.
        rows: all image rows, in the order of extraction.
    """

    def __init__(self, folder: Path, plan: Plan, rows: Int[np.ndarray, " n"]) -> None:
        self.folder = folder
        self.plan = plan
        self.rows = rows
        self._lock = threading.Lock()

    @classmethod
    def begin(cls, folder: Path, plan: Plan, rows: Int[np.ndarray, " n"]) -> "UnfinishedExtraction":
        """A new one, in place of what was there."""
        with new_folder(folder, replace=True) as draft:
            write_array(draft / _ROWS, rows)
            write_json(draft / _PLAN, {"format_version": FORMAT_VERSION, **asdict(plan)})
        return cls(folder, plan, rows)

    @classmethod
    def read(cls, folder: Path) -> "UnfinishedExtraction | None":
        """The one in `folder`; None where there is none, or none of this format."""
        try:
            content = json.loads((folder / _PLAN).read_text(encoding="utf-8"))
            if content.pop("format_version") != FORMAT_VERSION:
                return None
            return cls(folder, Plan(**content), np.load(folder / _ROWS, allow_pickle=False))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError):
            return None

    @property
    def batches(self) -> list[Int[np.ndarray, " k"]]:
        """The image rows of each batch."""
        size = self.plan.batch_size
        return [self.rows[start : start + size] for start in range(0, len(self.rows), size)]

    @property
    def waiting(self) -> list[int]:
        """The numbers of the batches that are not done."""
        return [number for number in range(len(self.batches)) if not self._file(number).is_file()]

    @property
    def n_done(self) -> int:
        """How many images have a vector."""
        batches, waiting = self.batches, self.waiting
        return len(self.rows) - sum(len(batches[number]) for number in waiting)

    def write(self, number: int, vectors: Float[np.ndarray, "k dimensions"]) -> None:
        """Keep a finished batch."""
        write_array(self._file(number), vectors)

    def halve(self, at_once: int) -> None:
        """From now on half of `at_once` images go to the encoder at once, unless that, or less, is so already.

        A resumed run begins with that number.
        """
        with self._lock:
            if self.plan.at_once >= at_once:
                self.plan = replace(self.plan, at_once=at_once // 2)
                write_json(self.folder / _PLAN, {"format_version": FORMAT_VERSION, **asdict(self.plan)})

    def joined(self) -> Float[np.ndarray, "n dimensions"]:
        """All vectors, by ascending image row; every batch must be done."""
        vectors = np.empty((len(self.rows), self.plan.dimensions), dtype=np.float32)
        place = np.argsort(np.argsort(self.rows))
        for number, start in enumerate(range(0, len(self.rows), self.plan.batch_size)):
            vectors[place[start : start + self.plan.batch_size]] = np.load(self._file(number), allow_pickle=False)
        return vectors

    def so_far(self) -> PartialEmbedding:
        """The batches that are done."""
        batches, waiting = self.batches, set(self.waiting)
        done = [number for number in range(len(batches)) if number not in waiting]
        rows = [batches[number] for number in done]
        vectors = [np.load(self._file(number), allow_pickle=False) for number in done]
        return PartialEmbedding(
            np.concatenate([np.empty(0, dtype=np.int64), *rows]),
            np.concatenate([np.empty((0, self.plan.dimensions), dtype=np.float32), *vectors]),
            self.plan.distance,
            len(self.rows),
        )

    def remove(self) -> None:
        """Forget it all."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _file(self, number: int) -> Path:
        return self.folder / f"{number:07d}.npy"


def work_folder(workspace: Workspace, model: str) -> Path:
    """Where the extraction of a model keeps what it has."""
    return workspace.path / "cache" / "extraction" / model


def partial_embedding(workspace: Workspace, model_name: str) -> PartialEmbedding | None:
    """What the extraction of a model has so far, whether it runs now or was stopped.

    Args:
        workspace: whose images are embedded.
        model_name: the name that the model has, or will have when done.

    Returns:
        Vectors of the images done, none at first; or None where no extraction is under way (it may have just ended).
    """
    found = UnfinishedExtraction.read(work_folder(workspace, model_name))
    try:
        return None if found is None else found.so_far()
    except (OSError, ValueError, EOFError):  # finished, and removed, while it was being read
        return None
