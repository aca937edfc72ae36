"""What all training of a network on pictures has in common: its order, its beginning, and what becomes of it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
from jaxtyping import Int

from simlab.encoders import StoredAs
from simlab.progress import SILENT, Progress
from simlab.training.course import Training
from simlab.training.network_register import NetworkRegister
from simlab.training.order import Order
from simlab.training.recipes import PictureRecipe
from simlab.training.run_folder import run_folder
from simlab.workspace import ModelEntry, Workspace

if TYPE_CHECKING:
    import torch

    from simlab.training.embedders import NetworkEmbedder
    from simlab.training.loop import Problem

    class NetworkProblem(Problem, Protocol):
        """A problem whose vectors come from a network."""

        @property
        def embedder(self) -> NetworkEmbedder:
            """Over the network that is trained."""


P = TypeVar("P", bound="NetworkProblem")


def network_training(
    workspace: Workspace,
    entry: ModelEntry,
    recipe: PictureRecipe,
    pose: "Callable[[NetworkEmbedder, torch.device], P]",
    *,
    data: str,
    counts: Mapping[str, int],
    training_rows: Int[np.ndarray, " training"],
    plain_rows: Int[np.ndarray, " plain"],
    told: str = "",
    kept: Callable[[P], None] | None = None,
    resume: bool = True,
    device: str = "auto",
    store: StoredAs = "fp32",
    register: bool = True,
    progress: Progress = SILENT,
) -> Training[P]:
    """A training run of a network, ready to be run or estimated; for `resume` and what follows see `Terms`.

    Args:
        workspace: whose pictures.
        entry: the model to be.
        recipe: every setting.
        pose: makes the problem over an embedder of these pictures, on a device.
        data: fingerprint of everything that is learned from.
        counts: see `Order`.
        training_rows: image rows that are learned from.
        plain_rows: image rows that figures are measured on without changes.
        told: how much there is to learn from, said as it begins.
        kept: writes what else is kept of the trained problem.
    """
    from simlab.training.networks import network_for, network_source

    order = Order(
        workspace=workspace,
        entry=entry,
        recipe=recipe,
        source={"data": data, **network_source(workspace, recipe, entry.name)},
        counts=counts,
        resume=resume,
        progress=progress,
        register=register,
    )
    registered = NetworkRegister(workspace, entry, device, store, progress)

    def begin() -> P:
        from simlab.encoders.devices import choose_device
        from simlab.training.embedders import embedder_for

        if told:
            progress.log(told)
        chosen = choose_device(device)
        embedder = embedder_for(
            workspace,
            network_for(workspace, recipe, entry.name),
            recipe,
            training_rows=training_rows,
            plain_rows=plain_rows,
            device=chosen,
            folder=run_folder(workspace, entry.name),
            progress=progress,
        )
        return pose(embedder, chosen)

    def keep(problem: P, description: dict[str, Any]) -> None:
        registered.write(problem.embedder.network, description)
        if kept is not None:
            kept(problem)

    return Training(order, begin, keep, registered.register)
