"""`simlab train contrastive`."""

from functools import partial
from typing import Annotated

import typer

from simlab.cli.options import DeviceOption, JsonOption, StoreName, StoreOption, WorkspaceArgument
from simlab.cli.training_options import (
    EstimateOption,
    FromOption,
    PretrainedKindName,
    PretrainedKindOption,
    RecipeOption,
    RegisterOption,
    ResumeOption,
    SetOption,
    carry_out,
    recipe_settings,
)


def contrastive(
    workspace: WorkspaceArgument,
    name: Annotated[str, typer.Option("--name", help="Of the model.")] = "contrastive",
    kind: PretrainedKindOption = PretrainedKindName.baseline,
    recipe: RecipeOption = None,
    settings: SetOption = None,
    resume: ResumeOption = True,
    register: RegisterOption = True,
    estimate: EstimateOption = False,
    device: DeviceOption = "auto",
    store: StoreOption = StoreName.fp32,
    start_from: FromOption = None,
    as_json: JsonOption = False,
) -> None:
    """Train a backbone without answers, on two views of each training image; goes on where a run was stopped."""
    from simlab.training import ContrastiveRecipe
    from simlab.training.pretrain import contrastive_training
    from simlab.workspace import Workspace

    prepare = partial(
        contrastive_training,
        Workspace.open(workspace),
        ContrastiveRecipe.from_json(recipe_settings(recipe, settings, start_from)),
        name=name,
        kind=kind.value,
        resume=resume,
        device=device,
        store=store.value,
        register=register,
    )
    carry_out([prepare], estimate=estimate, as_json=as_json)
