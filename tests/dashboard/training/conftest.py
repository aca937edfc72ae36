"""The Training page in Streamlit's own test runner, on runs that are written as training writes them."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from simlab.training import CSRecipe, EpochRecord, recipes
from simlab.training.history import write_history
from simlab.training.runs import Run, find_run
from simlab.workspace import ModelKind, Workspace
from tests.dashboard.one_page import open_page


@pytest.fixture
def training_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Opens the page; whatever the session should know comes as keywords, `__` for a dot."""
    monkeypatch.setattr("simlab.workspace.locations.SHIPPED_FOLDER", tmp_path / "none")
    return partial(open_page, "training")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What `start_job` was asked for: arguments, title, workspace."""
    jobs: list[tuple[object, ...]] = []
    for module in ("form", "estimates", "actions", "run_jobs"):
        monkeypatch.setattr(f"simlab.dashboard.training.{module}.start_job", lambda *given: jobs.append(given))
    return jobs


@pytest.fixture
def write_training_run() -> Callable[..., Path]:
    """Writes a CS-run of some epochs, stopped or with its model written."""

    def write(
        workspace: Workspace,
        name: str,
        epochs: int = 3,
        *,
        finished: bool = False,
        started: float = 1.7e9,
        recipe: CSRecipe | None = None,
    ) -> Path:
        recipe = recipe or CSRecipe(epochs=5)
        folder = workspace.path / "runs" / name
        folder.mkdir(parents=True)
        history = [
            EpochRecord(n, 1 / n, 10.0 * n, {"local": 0.5 + 0.1 * n, "context": 0.6, "validation": 0.7 - 0.1 * n})
            for n in range(1, epochs + 1)
        ]
        if history:
            write_history(folder, history)
        content = {
            "format_version": 1,
            "kind": "cs",
            "context": "indoor",
            "recipe": {"name": "CSRecipe", **recipe.as_json()},
            "data": "0",
            "finished": finished,
            "started": started,
            "selection": "local",
        }
        if finished:
            best = history[-1]
            content["outcome"] = {"epochs": epochs, "best_epoch": best.epoch, "selection": "local"}
            (workspace.path / "models" / name).mkdir(parents=True)
        (folder / "run.json").write_text(json.dumps(content), encoding="utf-8")
        return folder

    return write


@pytest.fixture
def workspace_of_runs(make_workspace: Callable[..., Workspace]) -> Callable[[str, ModelKind], tuple[Workspace, Run]]:
    """A workspace with one run of a recipe at its defaults, stopped before its first epoch ended."""

    def make(recipe_name: str, kind: ModelKind) -> tuple[Workspace, Run]:
        workspace = make_workspace(mapped=False)
        folder = workspace.path / "runs" / "mine"
        folder.mkdir(parents=True)
        recipe = {"name": recipe_name, **getattr(recipes, recipe_name)().as_json()}
        content = {"format_version": 1, "kind": kind, "context": None, "recipe": recipe, "finished": False}
        (folder / "run.json").write_text(json.dumps(content), encoding="utf-8")
        return workspace, find_run(workspace, "mine")

    return make
