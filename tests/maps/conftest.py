"""Clustered vectors, a small study around them, and listeners to progress."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simlab.errors import JobCancelled
from simlab.workspace import Manifest, ModelEntry, Workspace, WorkspaceContent, create_workspace

N_REFERENCES = 120
N_VALIDATION = 90


class Listener:
    """Remembers stages and steps; stops the work when `stop_at(stage, steps)` says so."""

    def __init__(self, stop_at: Callable[[str, int], bool] = lambda stage, steps: False) -> None:
        self.stages: list[tuple[str, int | None]] = []
        self.steps: list[int] = []
        self._stop_at = stop_at

    def stage(self, name: str, total: int | None) -> None:
        self.stages.append((name, total))
        self.steps.append(0)

    def advance(self, steps: int = 1) -> None:
        self.steps[-1] += steps
        if self._stop_at(self.stages[-1][0], self.steps[-1]):
            raise JobCancelled("stopped by the test")

    def log(self, line: str) -> None:
        pass


@pytest.fixture(name="listener")
def _listener() -> type[Listener]:
    return Listener


@pytest.fixture(scope="session")
def clusters() -> np.ndarray:
    """Three clusters of 12-dimensional vectors; row i belongs to cluster i mod 3."""
    rng = np.random.default_rng(3)
    centres = rng.normal(size=(3, 12)) * 4
    return centres[np.arange(N_REFERENCES) % 3] + rng.normal(size=(N_REFERENCES, 12))


@pytest.fixture
def study(tmp_path: Path, clusters: np.ndarray) -> Workspace:
    """90 validation, 18 test and 12 training references; 'look' lacks references 4, 7 (validation) and 100 (test)."""
    images = pd.DataFrame({"id": [f"val/{i}" for i in range(N_REFERENCES + 2)], "pool": "val"})
    splits = ["validation"] * N_VALIDATION + ["test"] * 18 + ["train"] * 12
    triples = pd.DataFrame(
        {
            "id": [f"t{i}" for i in range(N_REFERENCES)],
            "split": splits,
            "row": range(N_REFERENCES),
            "held_out": False,
            "reference": range(N_REFERENCES),
            "a": N_REFERENCES,
            "b": N_REFERENCES + 1,
            "choice": "A",
            "source": "made up",
        }
    )
    content = WorkspaceContent(Manifest("maps"), images, triples, [None] * len(images), "the test")
    workspace = create_workspace(tmp_path / "study", content)
    rows = np.setdiff1d(np.arange(N_REFERENCES), [4, 7, 100]).astype(np.int32)
    workspace.write_embedding(ModelEntry("look", "features"), clusters[rows].astype(np.float32), rows)
    return workspace
