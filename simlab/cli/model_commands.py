"""`simlab embed`, `simlab contexts`, `simlab train cs|global|ordinal`."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from simlab.cli.options import SeedOption, WorkspaceArgument
from simlab.cli.reporting import reporting, say
from simlab.errors import InputError

train_app = typer.Typer(help="Train models on the answers of a workspace.", no_args_is_help=True)
DeviceOption = Annotated[str, typer.Option(help="auto, cpu, cuda, mps.")]
RecipeOption = Annotated[Path | None, typer.Option(help="JSON file with settings of the recipe.")]
SetOption = Annotated[
    list[str] | None, typer.Option("--set", help="One setting of the recipe as NAME=VALUE; may be repeated.")
]
ResumeOption = Annotated[
    bool, typer.Option("--resume/--no-resume", help="Go on where a run of that name stopped, or forget it.")
]
ModelNameOption = Annotated[str | None, typer.Option("--name", help="Of the model.")]


class BaselineKind(StrEnum):
    """What an embedded model may be."""

    baseline = "baseline"
    features = "features"
    global_ = "global"


def embed(
    workspace: WorkspaceArgument,
    encoder: Annotated[
        str, typer.Option(help="An encoder spec, e.g. histogram:hsv, hash:perceptual, scratch:resnet10t.")
    ],
    name: ModelNameOption = None,
    kind: Annotated[
        BaselineKind, typer.Option(help="baseline is scored; features only serves maps.")
    ] = BaselineKind.baseline,
    batch: Annotated[int, typer.Option(help="Images at a time.", min=1)] = 64,
    device: DeviceOption = "auto",
) -> None:
    """Embed the images of a workspace; goes on where it was stopped."""
    import re

    from simlab.encoders import extract, open_encoder
    from simlab.workspace import ModelEntry, Workspace

    opened = Workspace.open(workspace)
    model = ModelEntry(name or re.sub(r"[^A-Za-z0-9._+-]+", "-", encoder).strip("-"), kind.value)
    with reporting() as progress:
        done = extract(opened, open_encoder(encoder, opened), model, batch_size=batch, device=device, progress=progress)
    unchanged = " Nothing had changed since the last time." if not done.computed else ""
    without = f" {done.without_file:,} images have no file." if done.without_file else ""
    say(f"Model {done.model}: {done.embedded:,} images embedded.{without}{unchanged}")


def contexts(
    workspace: WorkspaceArgument,
    features: Annotated[str, typer.Option(help="The model whose vectors are clustered.")],
    k: Annotated[int, typer.Option("--k", help="Number of clusters.", min=2)],
    seed: SeedOption = 0,
    held_out: Annotated[
        float, typer.Option(help="Share of each cluster's training rows held out for local accuracy.")
    ] = 0.1,
    replace: Annotated[bool, typer.Option(help="Replace the contexts that the workspace has.")] = False,
) -> None:
    """Make context clusters by k-means where a source has none."""
    from simlab.studies.context_clusters import cluster_contexts
    from simlab.workspace import Workspace

    with reporting() as progress:
        made = cluster_contexts(
            Workspace.open(workspace),
            features,
            k,
            seed,
            held_out=held_out,
            replace_known=replace,
            progress=progress,
        )
    for cluster in made.clusters:
        say(
            f"{cluster.name}: {cluster.references:,} training references and {cluster.other_references:,} others, "
            f"{cluster.triples:,} training triples of which {cluster.held_out:,} are held out"
        )
    if made.without_vector:
        say(f"{made.without_vector:,} references have no vector in {features!r} and so no context.")


@train_app.command("cs")
def train_cs(
    workspace: WorkspaceArgument,
    context: Annotated[str | None, typer.Option(help="One context cluster.")] = None,
    each_context: Annotated[bool, typer.Option("--each-context", help="One model for every context cluster.")] = False,
    name: ModelNameOption = None,
    recipe: RecipeOption = None,
    settings: SetOption = None,
    resume: ResumeOption = True,
    device: DeviceOption = "auto",
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
    chosen = CSRecipe.from_json(_settings(recipe, settings))
    for each in opened.manifest.contexts if each_context else [str(context)]:
        with reporting() as progress:
            _tell(train(opened, each, chosen, name=name, resume=resume, device=device, progress=progress))


@train_app.command("global")
def train_global(
    workspace: WorkspaceArgument,
    name: Annotated[str, typer.Option("--name", help="Of the model.")] = "global",
    recipe: RecipeOption = None,
    settings: SetOption = None,
    resume: ResumeOption = True,
    device: DeviceOption = "auto",
) -> None:
    """Train one model on all clusters together; goes on where a run was stopped."""
    from simlab.training import CSRecipe
    from simlab.training import train_global as train
    from simlab.workspace import Workspace

    chosen = CSRecipe.from_json(_settings(recipe, settings))
    with reporting() as progress:
        _tell(train(Workspace.open(workspace), chosen, name=name, resume=resume, device=device, progress=progress))


@train_app.command("ordinal")
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


def _tell(result: Any) -> None:
    figures = ", ".join(f"{name} {share:.1%}" for name, share in result.figures.items())
    say(
        f"Model {result.model}: {result.triples:,} triples, best of {result.epochs} epochs is {result.best_epoch} "
        f"({figures}), {result.seconds / 60:.1f} min."
    )
