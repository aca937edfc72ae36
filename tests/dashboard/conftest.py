"""A small workspace with names that would break a page that forgot to escape them."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from simlab.maps import fit_map
from simlab.workspace import Manifest, ModelEntry, Workspace, WorkspaceContent, create_workspace
from tests.demo_stand_in import make_shipped

N_REFERENCES = 12
N_IMAGES = 36


@pytest.fixture(autouse=True)
def own_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest puts the page in the place of `__main__`, which processes started later would run."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture
def make_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Workspace]:
    """Makes a workspace of 12 references with 4 triples each, with or without models and map."""
    monkeypatch.setenv("SIMLAB_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SIMLAB_WORKSPACES", raising=False)
    monkeypatch.setattr("simlab.workspace.locations.SHIPPED_FOLDER", tmp_path / "none")

    def make(
        *, models: bool = True, mapped: bool = True, pictures: bool = True, synthetic: bool = False, split="validation"
    ) -> Workspace:
        images = pd.DataFrame(
            {
                "id": [f"pic-{i}" if i else "<b>pic-0</b>" for i in range(N_IMAGES)],
                "pool": "pool",
                "context": [("indoor", "city")[i % 2] for i in range(N_IMAGES)],
                "gloss": np.linspace(0, 1, N_IMAGES),
            }
        )
        files: list[Path | None] = [None] * N_IMAGES
        if pictures:
            images["id"] = [f"pic-{i}" for i in range(N_IMAGES)]
            for i in range(N_IMAGES):
                files[i] = tmp_path / f"{i}.png"
                Image.new("RGB", (8, 8), (i * 7, 40, 200 - i)).save(files[i])
        rng = np.random.default_rng(0)
        rows = []
        for reference in range(N_REFERENCES):
            for turn in range(4):
                a, b = rng.choice(np.arange(N_REFERENCES, N_IMAGES), 2, replace=False)
                choice = ("A", "B", "A", "tie")[turn]
                votes = {"A": (3, 1), "B": (0, 2), "tie": (2, 2)}[choice]
                rows.append((f"q{reference}-{turn}", split, reference, int(a), int(b), choice, *votes))
        triples = pd.DataFrame(rows, columns=["id", "split", "reference", "a", "b", "choice", "votes_a", "votes_b"])
        triples = triples.assign(row=np.arange(len(triples)), source="made up")
        content = WorkspaceContent(
            Manifest(name="study", synthetic=synthetic, contexts=("indoor", "city")), images, triples, files, "a test"
        )
        workspace = create_workspace(tmp_path / "home" / "workspaces" / "study", content)
        if models:
            for entry in (
                ModelEntry("hsv", "baseline"),
                ModelEntry("indoor-model", "cs", "indoor"),
                ModelEntry("city-model", "cs", "city"),
            ):
                workspace.write_embedding(entry, rng.normal(size=(N_IMAGES, 4)), np.arange(N_IMAGES))
        if mapped:
            fit_map(workspace, "hsv", "pca")
        return workspace

    return make


@pytest.fixture(scope="session")
def shipped_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo world as a shipped workspace; nobody writes to it."""
    return make_shipped(tmp_path_factory.mktemp("shipped") / "data")


@pytest.fixture
def demo_home(shipped_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without workspaces, where SimLab comes with the demo; the place of the working copy."""
    monkeypatch.setattr("simlab.workspace.locations.SHIPPED_FOLDER", shipped_demo.parent)
    monkeypatch.setenv("SIMLAB_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SIMLAB_WORKSPACES", raising=False)
    return tmp_path / "home" / "workspaces" / "demo"
