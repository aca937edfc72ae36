"""One training run, as `runs/NAME/` tells of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from simlab.errors import NotFoundError, first_few
from simlab.training import recipes
from simlab.training.history import EpochRecord, best_record, read_history
from simlab.training.run_folder import FILE_NAME, is_at_work, is_kept, read_run, run_folder
from simlab.workspace import ModelKind, Workspace

RunState = Literal["training", "stopped", "finished", "registered"]


@dataclass(frozen=True)
class Run:
    """One training run.

    Attributes:
        name: of the run and of its model.
        folder: where it is kept.
        recipe_name: the class of its recipe: `CSRecipe`, `ContrastiveRecipe`, …
        recipe: every setting, by name; those that an earlier SimLab did not store have their default.
        kind: of its model.
        context: of its model, where that is a CS-model.
        state: `training`: a process works on it now. `stopped`: none does, and it is not finished; train it again to
            go on. `finished`: the model is written, and is none of the workspace's models. `registered`: it is one.
        history: the epochs so far.
        outcome: what came of it (`epochs`, `best_epoch`, `figures`, `seconds`, …); {} before it is finished.
        started: when it was first begun, in seconds since the epoch; None in runs of an earlier SimLab.
        seconds: spent in training so far, without pauses, as of its last epoch.
        selection: the figure that chooses its best epoch; None where there is none, or training has not begun.
    """

    name: str
    folder: Path
    recipe_name: str
    recipe: Mapping[str, Any]
    kind: ModelKind
    context: str | None
    state: RunState
    history: tuple[EpochRecord, ...]
    outcome: Mapping[str, Any]
    started: float | None
    seconds: float
    selection: str | None

    @property
    def best(self) -> EpochRecord | None:
        """The best epoch so far, whose weights are kept; None before the first has ended."""
        return best_record(self.history, self.selection) if self.history else None


def list_runs(workspace: Workspace) -> list[Run]:
    """All runs, those begun last first.

    Raises:
        WorkspaceError: the description of one is damaged.
    """
    names = sorted(path.parent.name for path in (workspace.path / "runs").glob(f"*/{FILE_NAME}"))
    return sorted((find_run(workspace, name) for name in names), key=lambda run: -(run.started or 0.0))


def find_run(workspace: Workspace, name: str) -> Run:
    """The run of that name.

    Raises:
        NotFoundError: there is none.
        WorkspaceError: its description is damaged.
    """
    folder = run_folder(workspace, name)
    content = read_run(folder)
    if content is None:
        known = first_few((path.parent.name for path in (workspace.path / "runs").glob(f"*/{FILE_NAME}")), 12)
        raise NotFoundError(
            f"Workspace {workspace.manifest.name!r} has no training run {name!r}. Its runs: {known or 'none yet'}."
        )
    recipe = dict(content["recipe"])
    recipe_name = recipe.pop("name")
    outcome = content.get("outcome", {}) if content["finished"] else {}
    history = tuple(read_history(folder))
    return Run(
        name=name,
        folder=folder,
        recipe_name=recipe_name,
        recipe={**_usual(recipe_name), **recipe},
        kind=content["kind"],
        context=content["context"],
        state=_state(workspace, name, content),
        history=history,
        outcome=outcome,
        started=content.get("started"),
        seconds=history[-1].seconds if history else 0.0,
        selection=outcome.get("selection", content.get("selection")),
    )


def _usual(recipe_name: str) -> dict[str, Any]:
    """The defaults of a recipe, by the name of its class; {} where this SimLab has none of that name."""
    known = getattr(recipes, recipe_name, None) if recipe_name in recipes.__all__ else None
    return known().as_json() if isinstance(known, type) and issubclass(known, recipes.LoopRecipe) else {}


def _state(workspace: Workspace, name: str, content: Mapping[str, Any]) -> RunState:
    if is_at_work(workspace, name):
        return "training"
    if not (content["finished"] and is_kept(workspace, name)):
        return "stopped"
    known = any(entry.name == name for entry in workspace.manifest.models)
    return "registered" if known and (workspace.path / "embeddings" / name).is_dir() else "finished"
