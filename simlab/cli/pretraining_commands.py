"""`simlab train contrastive` and `simlab train proxy`: networks that learn from pictures or classes alone."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

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

if TYPE_CHECKING:
    from simlab.training.course import Training

Prepare = Callable[..., "Training[Any]"]


def _contrastive(settings: Mapping[str, Any]) -> tuple[Prepare, Any]:
    from simlab.training import ContrastiveRecipe
    from simlab.training.pretrain import contrastive_training

    return contrastive_training, ContrastiveRecipe.from_json(settings)


def _proxy(settings: Mapping[str, Any]) -> tuple[Prepare, Any]:
    from simlab.training import ProxyRecipe
    from simlab.training.train_classes import proxy_training

    return proxy_training, ProxyRecipe.from_json(settings)


def _command(usual: str, chosen: Callable[[Mapping[str, Any]], tuple[Prepare, Any]], about: str) -> Callable[..., None]:
    """A command that trains without answers.

    Args:
        usual: the model's name unless another is given.
        chosen: what prepares the run, and its recipe of these settings.
        about: its help.
    """

    def command(
        workspace: WorkspaceArgument,
        name: Annotated[str, typer.Option("--name", help="Of the model.")] = usual,
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
        from simlab.workspace import Workspace

        training, asked = chosen(recipe_settings(recipe, settings, start_from))
        prepare = partial(
            training,
            Workspace.open(workspace),
            asked,
            name=name,
            kind=kind.value,
            resume=resume,
            device=device,
            store=store.value,
            register=register,
        )
        carry_out([prepare], backbone=asked.backbone, estimate=estimate, as_json=as_json)

    command.__doc__ = about
    return command


contrastive = _command(
    "contrastive",
    _contrastive,
    "Train a backbone without answers, on two views of each training image; goes on where a run was stopped.",
)
proxy = _command(
    "proxy",
    _proxy,
    "Train a network on classes by proxies, with groups of classes above them; goes on where a run was stopped.",
)
