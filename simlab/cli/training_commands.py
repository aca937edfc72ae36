"""`simlab train cs|global|ordinal`; the other recipes' commands join the same group."""

from functools import partial
from typing import Annotated

import typer

from simlab.cli.options import DeviceOption, JsonOption, ModelNameOption, StoreName, StoreOption, WorkspaceArgument
from simlab.cli.training_options import (
    EstimateOption,
    FromOption,
    RecipeOption,
    RegisterOption,
    ResumeOption,
    SetOption,
    carry_out,
    recipe_settings,
)
from simlab.errors import InputError

app = typer.Typer(help="Train models on the answers and pictures of a workspace.", no_args_is_help=True)


@app.command("cs")
def train_cs(
    workspace: WorkspaceArgument,
    context: Annotated[str | None, typer.Option(help="One context cluster.")] = None,
    each_context: Annotated[bool, typer.Option("--each-context", help="One model for every context cluster.")] = False,
    name: ModelNameOption = None,
    recipe: RecipeOption = None,
    settings: SetOption = None,
    start_from: FromOption = None,
    resume: ResumeOption = True,
    register: RegisterOption = True,
    estimate: EstimateOption = False,
    device: DeviceOption = "auto",
    store: StoreOption = StoreName.fp32,
    as_json: JsonOption = False,
) -> None:
    """Train context-sensitive models; goes on where a run was stopped."""
    from simlab.training import CSRecipe
    from simlab.training.train import cs_training
    from simlab.workspace import Workspace

    opened = Workspace.open(workspace)
    if (context is None) == (not each_context):
        known = ", ".join(opened.manifest.contexts) or "none; make some with `simlab contexts`"
        raise InputError(f"Name one context (--context NAME) or all (--each-context). Contexts here: {known}.")
    if each_context and name:
        raise InputError("--name names one model; with --each-context the models are named after their contexts.")
    chosen = CSRecipe.from_json(recipe_settings(recipe, settings, start_from))
    prepare = partial(
        cs_training,
        opened,
        recipe=chosen,
        name=name,
        resume=resume,
        device=device,
        store=store.value,
        register=register,
    )
    contexts = opened.manifest.contexts if each_context else [str(context)]
    runs = [partial(prepare, one) for one in contexts]
    carry_out(runs, backbone=chosen.backbone, estimate=estimate, as_json=as_json)


@app.command("global")
def train_global(
    workspace: WorkspaceArgument,
    name: Annotated[str, typer.Option("--name", help="Of the model.")] = "global",
    recipe: RecipeOption = None,
    settings: SetOption = None,
    start_from: FromOption = None,
    resume: ResumeOption = True,
    register: RegisterOption = True,
    estimate: EstimateOption = False,
    device: DeviceOption = "auto",
    store: StoreOption = StoreName.fp32,
    as_json: JsonOption = False,
) -> None:
    """Train one model on all clusters together; goes on where a run was stopped."""
    from simlab.training import CSRecipe
    from simlab.training.train import global_training
    from simlab.workspace import Workspace

    chosen = CSRecipe.from_json(recipe_settings(recipe, settings, start_from))
    prepare = partial(
        global_training,
        Workspace.open(workspace),
        chosen,
        name=name,
        resume=resume,
        device=device,
        store=store.value,
        register=register,
    )
    carry_out([prepare], backbone=chosen.backbone, estimate=estimate, as_json=as_json)


@app.command("ordinal")
def train_ordinal(
    workspace: WorkspaceArgument,
    name: Annotated[str, typer.Option("--name", help="Of the model.")] = "ordinal",
    recipe: RecipeOption = None,
    settings: SetOption = None,
    resume: ResumeOption = True,
    estimate: EstimateOption = False,
    as_json: JsonOption = False,
) -> None:
    """Fit one vector per object to the answers, without looking at pictures: what answers alone can teach."""
    from simlab.training import OrdinalRecipe
    from simlab.training.train import ordinal_training
    from simlab.workspace import Workspace

    prepare = partial(
        ordinal_training,
        Workspace.open(workspace),
        OrdinalRecipe.from_json(recipe_settings(recipe, settings)),
        name=name,
        resume=resume,
    )
    carry_out([prepare], estimate=estimate, as_json=as_json)
