"""`simlab train cs|global|contrastive|ordinal`."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from simlab.cli.options import DeviceOption, ModelNameOption, StoreName, StoreOption, WorkspaceArgument
from simlab.cli.reporting import reporting, say
from simlab.errors import InputError

app = typer.Typer(help="Train models on the answers and pictures of a workspace.", no_args_is_help=True)
RecipeOption = Annotated[Path | None, typer.Option(help="JSON file with settings of the recipe.")]
SetOption = Annotated[
    list[str] | None, typer.Option("--set", help="One setting of the recipe as NAME=VALUE; may be repeated.")
]
ResumeOption = Annotated[
    bool, typer.Option("--resume/--no-resume", help="Go on where a run of that name stopped, or forget it.")
]
FromOption = Annotated[
    str | None,
    typer.Option("--from", metavar="MODEL", help="A trained model, or a folder of one, whose weights to start from."),
]


class PretrainedKindName(StrEnum):
    """What a model trained without answers may be."""

    baseline = "baseline"
    features = "features"


@app.command("cs")
def train_cs(
    workspace: WorkspaceArgument,
    context: Annotated[str | None, typer.Option(help="One context cluster.")] = None,
    each_context: Annotated[bool, typer.Option("--each-context", help="One model for every context cluster.")] = False,
    name: ModelNameOption = None,
    recipe: RecipeOption = None,
    settings: SetOption = None,
    resume: ResumeOption = True,
    device: DeviceOption = "auto",
    store: StoreOption = StoreName.fp32,
    start_from: FromOption = None,
) -> None:
    """Train context-sensitive models; goes on where a run was stopped."""
    from simlab.training import CSRecipe
    from simlab.training import train_cs as train
    from simlab.workspace import Workspace

    opened = Workspace.open(workspace)
    if (context is None) == (not each_context):
        known = ", ".join(opened.manifest.contexts) or "none; make some with `simlab contexts`"
        raise InputError(f"Name one context (--context NAME) or all (--each-context). Contexts here: {known}.")
    if each_context and name:
        raise InputError("--name names one model; with --each-context the models are named after their contexts.")
    chosen = CSRecipe.from_json(_with_start(_settings(recipe, settings), start_from))
    for each in opened.manifest.contexts if each_context else [str(context)]:
        with reporting() as progress:
            _tell(
                train(
                    opened,
                    each,
                    chosen,
                    name=name,
                    resume=resume,
                    device=device,
                    store=store.value,
                    progress=progress,
                )
            )


@app.command("global")
def train_global(
    workspace: WorkspaceArgument,
    name: Annotated[str, typer.Option("--name", help="Of the model.")] = "global",
    recipe: RecipeOption = None,
    settings: SetOption = None,
    resume: ResumeOption = True,
    device: DeviceOption = "auto",
    store: StoreOption = StoreName.fp32,
    start_from: FromOption = None,
) -> None:
    """Train one model on all clusters together; goes on where a run was stopped."""
    from simlab.training import CSRecipe
    from simlab.training import train_global as train
    from simlab.workspace import Workspace

    chosen = CSRecipe.from_json(_with_start(_settings(recipe, settings), start_from))
    opened = Workspace.open(workspace)
    with reporting() as progress:
        _tell(train(opened, chosen, name=name, resume=resume, device=device, store=store.value, progress=progress))


@app.command("contrastive")
def train_contrastive(
    workspace: WorkspaceArgument,
    name: Annotated[str, typer.Option("--name", help="Of the model.")] = "contrastive",
    kind: Annotated[
        PretrainedKindName, typer.Option(help="baseline is scored; features only serves maps and as a start.")
    ] = PretrainedKindName.baseline,
    recipe: RecipeOption = None,
    settings: SetOption = None,
    resume: ResumeOption = True,
    device: DeviceOption = "auto",
    store: StoreOption = StoreName.fp32,
) -> None:
    """Train a backbone without answers, on two views of each training image; goes on where a run was stopped."""
    from simlab.training import ContrastiveRecipe
    from simlab.training import train_contrastive as train
    from simlab.workspace import Workspace

    chosen = ContrastiveRecipe.from_json(_settings(recipe, settings))
    opened = Workspace.open(workspace)
    with reporting() as progress:
        _tell(
            train(
                opened,
                chosen,
                name=name,
                kind=kind.value,
                resume=resume,
                device=device,
                store=store.value,
                progress=progress,
            )
        )


@app.command("ordinal")
def train_ordinal(
    workspace: WorkspaceArgument,
    name: Annotated[str, typer.Option("--name", help="Of the model.")] = "ordinal",
    recipe: RecipeOption = None,
    settings: SetOption = None,
    resume: ResumeOption = True,
) -> None:
    """Fit one vector per object to the answers, without looking at pictures: what answers alone can teach."""
    from simlab.training import OrdinalRecipe
    from simlab.training import train_ordinal as train
    from simlab.workspace import Workspace

    chosen = OrdinalRecipe.from_json(_settings(recipe, settings))
    with reporting() as progress:
        _tell(train(Workspace.open(workspace), chosen, name=name, resume=resume, progress=progress))


def _settings(file: Path | None, listed: list[str] | None) -> dict[str, Any]:
    """Settings of a recipe: those of the file, then those given one by one.

    Raises:
        InputError: the file cannot be read, or a setting is not NAME=VALUE.
    """
    settings: dict[str, Any] = {}
    if file is not None:
        try:
            settings = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError(f"The recipe {file} cannot be read ({error}). It must be a JSON object.") from None
        if not isinstance(settings, dict):
            raise InputError(f"The recipe {file} must be a JSON object of settings.")
    for item in listed or []:
        name, equals, value = item.partition("=")
        if not equals:
            raise InputError(f"--set takes NAME=VALUE; found {item!r}.")
        try:
            settings[name] = json.loads(value)
        except ValueError:
            settings[name] = value
    return settings


def _with_start(settings: dict[str, Any], start_from: str | None) -> dict[str, Any]:
    """The settings, with what --from says."""
    return settings if start_from is None else {**settings, "start_from": start_from}


def _tell(result: Any) -> None:
    figures = ", ".join(f"{name} {share:.1%}" for name, share in result.figures.items())
    examples = f"{result.triples:,} triples" if result.images is None else f"{result.images:,} images"
    say(
        f"Model {result.model}: {examples}, best of {result.epochs} epochs is {result.best_epoch} "
        f"({figures}), {result.seconds / 60:.1f} min."
    )
