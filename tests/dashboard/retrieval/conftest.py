"""The study of pairs in a home of its own."""

from pathlib import Path

import pytest

from simlab.workspace import Workspace
from tests.dashboard.retrieval.pair_study import make_pair_study


@pytest.fixture
def study(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """See `make_pair_study`; no other study is known."""
    monkeypatch.setattr("simlab.workspace.locations.SHIPPED_FOLDER", tmp_path / "none")
    return make_pair_study(home / "workspaces" / "study", tmp_path)
