"""The small study in a home of its own, and pictures that it does not have."""

from collections.abc import Callable
from pathlib import Path

import pytest

from simlab.workspace import Workspace
from tests.dashboard.compare.live.small_study import blobs, make_study, png


@pytest.fixture
def study(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """See `make_study`; no other study is known."""
    monkeypatch.setattr("simlab.workspace.locations.SHIPPED_FOLDER", tmp_path / "none")
    return make_study(home / "workspaces" / "study", tmp_path)


@pytest.fixture
def outside() -> Callable[[int], tuple[str, bytes]]:
    """Name and content of a picture that no study has."""
    return lambda number: (f"mine-{number}.png", png(blobs(1000 + number)))
