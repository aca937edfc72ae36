"""A small study with pictures: one model that was imported, and encoders that can be asked anew."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from simlab_tests_toy_study import make

from simlab.encoders import encode, open_encoder
from simlab.encoders.loaded import LoadedEncoders
from simlab.workspace import ModelEntry, Workspace

ENCODERS = {
    "net-a": "scratch:resnet10t?size=32&seed=0",
    "net-b": "scratch:resnet10t?size=32&seed=1",
    "colours": "histogram:hsv",
}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study, made once; nobody writes to it."""
    workspace = make(
        tmp_path_factory.mktemp("live") / "study",
        references={"validation": 12, "test": 2, "train": 2},
        per_reference=3,
        skills={"imported": (0.9, 0.6)},
        baselines={},
        ties=0.0,
        files=True,
    )
    rows = np.arange(len(workspace.images), dtype=np.int32)
    pictures = [workspace.picture(int(row)) for row in rows]
    for name, spec in ENCODERS.items():
        encoder = open_encoder(spec)
        entry = ModelEntry(name, "baseline" if name == "colours" else "cs")
        vectors = encode(encoder, pictures)
        workspace.write_embedding(entry, vectors, rows, encoder=spec, distance=encoder.distance)
    return workspace.path


@pytest.fixture
def study(made: Path, tmp_path: Path) -> Workspace:
    """Members: `imported` (no encoder), `net-a`, `net-b`; `colours` is a baseline, `look` describes references."""
    shutil.copytree(made, tmp_path / "study")
    return Workspace.open(tmp_path / "study")


@pytest.fixture(scope="session")
def encoders() -> LoadedEncoders:
    """Shared, so that a network is built once."""
    return LoadedEncoders(10**9, "cpu")
