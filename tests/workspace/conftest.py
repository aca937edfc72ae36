"""A study of five images and six triples, without files."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from simlab.workspace import Manifest, Workspace, WorkspaceContent, create_workspace


@pytest.fixture
def images() -> pd.DataFrame:
    return pd.DataFrame({"id": list("pqrst"), "pool": "main"})


@pytest.fixture
def triples() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": [f"t{i}" for i in range(6)],
            "split": ["train", "train", "validation", "validation", "test", "test"],
            "row": range(10, 16),
            "reference": [0, 0, 1, 1, 2, 2],
            "a": [1, 2, 0, 3, 0, 1],
            "b": [2, 3, 4, 4, 1, 4],
            "choice": ["A", "B", "A", "tie", "B", "A"],
            "source": "study.csv",
        }
    )


@pytest.fixture
def content(images, triples) -> Callable[..., WorkspaceContent]:
    def make(**changes: object) -> WorkspaceContent:
        parts = {
            "manifest": Manifest("study", contexts=("sea",)),
            "images": images,
            "triples": triples,
            "files": [None] * len(images),
            "source": "study.csv",
        }
        return WorkspaceContent(**{**parts, **changes})

    return make


@pytest.fixture
def workspace(content, tmp_path: Path) -> Workspace:
    return create_workspace(tmp_path / "place" / "study", content())


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test looks at, or writes to, the folders of whoever runs it."""
    monkeypatch.setenv("SIMLAB_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SIMLAB_WORKSPACES", raising=False)
    return tmp_path / "home"
