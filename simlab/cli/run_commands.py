"""`simlab runs list|show|compare|delete|register`."""

import math
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simlab.cli.options import DeviceOption, JsonOption, StoreName, StoreOption, WorkspaceArgument
from simlab.cli.reporting import print_json, print_table, reporting, say
from simlab.errors import InputError

if TYPE_CHECKING:
    from simlab.training.history import EpochRecord
    from simlab.training.runs import Run

app = typer.Typer(help="Training runs: where they stand, how they differ.", no_args_is_help=True)
RunArgument = Annotated[str, typer.Argument(metavar="RUN", help="Name of the run, which is its model's too.")]


@app.command("list")
def list_all(workspace: WorkspaceArgument, as_json: JsonOption = False) -> None:
    """All runs of a workspace, those begun last first."""
    from simlab.training.runs import list_runs
    from simlab.workspace import Workspace

    opened = Workspace.open(workspace)
    runs = list_runs(opened)
    if as_json:
        print_json({"runs": [_as_json(run) for run in runs]})
        return
    rows = [
        [run.name, run.recipe_name, run.state, _epochs(run), _figure(run), _minutes(run.seconds), _begun(run)]
        for run in runs
    ]
    columns = ["run", "recipe", "state", "epochs", "best", "minutes", "begun"]
    print_table(f"Training runs of {opened.manifest.name}", columns, rows)


@app.command("show")
def show(workspace: WorkspaceArgument, run: RunArgument, as_json: JsonOption = False) -> None:
    """One run: its settings, its epochs, what came of it."""
    from simlab.training.runs import find_run
    from simlab.workspace import Workspace

    found = find_run(Workspace.open(workspace), run)
    if as_json:
        print_json({**_as_json(found), "history": [record.as_json() for record in found.history]})
        return
    typer.echo(f"{found.name}: {found.recipe_name}, {found.state}, {_epochs(found)} epochs, {found.folder}")
    typer.echo(", ".join(f"{name}={value}" for name, value in found.recipe.items()))
    names = list(dict.fromkeys(name for record in found.history for name in record.figures))
    rows = [
        [
            f"{record.epoch}{' (best)' if record is found.best else ''}",
            f"{record.loss:.4f}",
            *(f"{record.figures.get(name, math.nan):.3f}" for name in names),
            f"{record.seconds:.0f}",
        ]
        for record in found.history
    ]
    print_table("Epochs", ["epoch", "loss", *names, "seconds"], rows)


@app.command("compare")
def compare(
    workspace: WorkspaceArgument,
    runs: Annotated[list[str], typer.Argument(metavar="RUN...", help="Names of two runs or more.")],
    as_json: JsonOption = False,
) -> None:
    """Runs side by side: the settings in which they differ, and their best epochs."""
    from simlab.training.runs import compare_runs, find_run
    from simlab.workspace import Workspace

    if len(set(runs)) < 2:
        raise InputError(f"{len(set(runs))} run was named. Name two or more to compare; `simlab runs list` shows all.")
    opened = Workspace.open(workspace)
    compared = compare_runs([find_run(opened, name) for name in dict.fromkeys(runs)])
    if as_json:
        curves = {name: [_numbers(of_run) for of_run in by_run] for name, by_run in compared.curves.items()}
        best = [record and record.as_json() for record in compared.best]
        content = {"runs": compared.names, "settings": compared.settings, "curves": curves, "best": best}
        print_json({**content, "seconds": compared.seconds})
        return
    print_table(
        "Settings that differ",
        ["setting", *compared.names],
        [[name, *values] for name, values in compared.settings.items()],
    )
    rows = [["epoch", *(str(record.epoch) if record else "" for record in compared.best)]]
    rows += [[name, *(_of(record, name) for record in compared.best)] for name in compared.curves]
    rows.append(["minutes in all", *map(_minutes, compared.seconds)])
    print_table("Best epoch so far", ["", *compared.names], rows)


@app.command("delete")
def delete(workspace: WorkspaceArgument, run: RunArgument) -> None:
    """Remove a run, and its model where that is not registered; a registered model stays."""
    from simlab.training.runs import delete_run, find_run
    from simlab.workspace import Workspace

    opened = Workspace.open(workspace)
    state = find_run(opened, run).state
    delete_run(opened, run)
    say(f"Run {run} is removed. {'Its model stays registered.' if state == 'registered' else 'So is its model.'}")


@app.command("register")
def register(
    workspace: WorkspaceArgument,
    run: RunArgument,
    device: DeviceOption = "auto",
    store: StoreOption = StoreName.fp32,
) -> None:
    """Embed all images by the model of a finished run, and list it among the workspace's models."""
    from simlab.training.runs import register_run
    from simlab.workspace import Workspace

    with reporting() as progress:
        register_run(Workspace.open(workspace), run, device=device, store=store.value, progress=progress)
    say(f"Model {run} is registered.")


def _as_json(run: "Run") -> dict[str, Any]:
    return {
        "name": run.name,
        "recipe": run.recipe_name,
        "settings": dict(run.recipe),
        "kind": run.kind,
        "context": run.context,
        "state": run.state,
        "epochs": len(run.history),
        "best": run.best and run.best.as_json(),
        "selection": run.selection,
        "outcome": dict(run.outcome),
        "seconds": run.seconds,
        "started": run.started,
        "folder": str(Path(run.folder)),
    }


def _epochs(run: "Run") -> str:
    return f"{len(run.history)} of {run.recipe['epochs']}"


def _figure(run: "Run") -> str:
    if run.best is None or run.selection is None:
        return ""
    return f"{run.selection} {run.best.figures[run.selection]:.3f}"


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.1f}"


def _begun(run: "Run") -> str:
    return "" if run.started is None else time.strftime("%Y-%m-%d %H:%M", time.localtime(run.started))


def _of(record: "EpochRecord | None", name: str) -> str:
    if record is None:
        return ""
    value = record.loss if name == "loss" else record.figures.get(name, math.nan)
    return "" if math.isnan(value) else f"{value:.4f}"


def _numbers(values: Sequence[float]) -> list[float | None]:
    return [value if math.isfinite(value) else None for value in values]
