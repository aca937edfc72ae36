"""`simlab train proxy`."""

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


def proxy(
    workspace: WorkspaceArgument,
    name: Annotated[str, typer.Option("--name", help="Of the model.")] = "proxy",
    kind: PretrainedKindOption = PretrainedKindName.baseline,
    recipe: RecipeOption = None,
    settings: SetOption = None,
    resume: ResumeOption = True,
    device: DeviceOption = "auto",
    store: StoreOption = StoreName.fp32,
    start_from: FromOption = None,
    register: RegisterOption = True,
    estimate: EstimateOption = False,
    as_json: JsonOption = False,
) -> None:
    """Train a network on classes by proxies, with groups of classes above them; goes on where a run was stopped."""
    from simlab.training import ProxyRecipe
    from simlab.training.train_classes import proxy_training
    from simlab.workspace import Workspace

    chosen = ProxyRecipe.from_json(recipe_settings(recipe, settings, start_from))
    opened = Workspace.open(workspace)
    carry_out(
        [
            lambda progress: proxy_training(
                opened,
                chosen,
                name=name,
                kind=kind.value,
                resume=resume,
                device=device,
                store=store.value,
                register=register,
                progress=progress,
            )
        ],
        estimate=estimate,
        as_json=as_json,
    )
