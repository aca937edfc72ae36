"""Training on classes, as a user asks for it: a network whose pictures lie near the proxies of their classes."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Unpack

import numpy as np

from simlab.encoders import StoredAs
from simlab.progress import SILENT, Progress
from simlab.training.course import Training
from simlab.training.network_register import NetworkRegister
from simlab.training.order import Order, Terms, TrainingResult
from simlab.training.proxies.class_data import ClassData, class_data
from simlab.training.recipes import ProxyRecipe
from simlab.training.run_folder import run_folder
from simlab.workspace import ModelEntry, Workspace
from simlab.workspace.fingerprints import fingerprint

if TYPE_CHECKING:
    from simlab.training.embedders import FeatureEmbedder, PictureEmbedder
    from simlab.training.proxies.proxy_problem import ProxyProblem

ProxyKind = Literal["baseline", "features"]


def train_proxy(
    workspace: Workspace,
    recipe: ProxyRecipe,
    *,
    name: str = "proxy",
    kind: ProxyKind = "baseline",
    **terms: Unpack[Terms],
) -> TrainingResult:
    """Train a network by the proxy loss on the classes of split train; its groups of classes stay beside the run.

    Args:
        workspace: images with pictures, classes and a split; see `simlab import folders`.
        recipe: every setting.
        name: of the model and its run.
        kind: `baseline` is scored beside the others as a network that no triple fine-tuned, `features` is not.
        terms: see `Terms`.

    Raises:
        NotFoundError: fewer than two classes can be trained on, or there is no such model as the recipe's `start_from`.
        InputError: the hierarchy asked for cannot be had from these classes, or there is no such network.
        ConflictError: a model of that name exists that was not trained here.
        FingerprintError: a run of that name was made with other settings or from other data.
        JobCancelled: the user asked to stop; call again to go on.
    """
    return proxy_training(workspace, recipe, name=name, kind=kind, **terms).run()


def proxy_training(
    workspace: Workspace,
    recipe: ProxyRecipe,
    *,
    name: str = "proxy",
    kind: ProxyKind = "baseline",
    resume: bool = True,
    device: str = "auto",
    store: StoredAs = "fp32",
    register: bool = True,
    progress: Progress = SILENT,
) -> "Training[ProxyProblem[PictureEmbedder | FeatureEmbedder]]":
    """What `train_proxy` runs, ready to be run or estimated."""
    from simlab.training.networks import network_for, network_source

    data = class_data(workspace, recipe.validation_classes, recipe.seed)
    entry = ModelEntry(name, kind)
    order = Order(
        workspace=workspace,
        entry=entry,
        recipe=recipe,
        source={"data": _data_fingerprint(workspace, data), **network_source(workspace, recipe, name)},
        counts={"images": len(data.training), "triples": 0, "left_out": data.left_out},
        resume=resume,
        progress=progress,
        register=register,
    )
    registered = NetworkRegister(workspace, entry, device, store, progress)

    def begin() -> "ProxyProblem[PictureEmbedder | FeatureEmbedder]":
        from simlab.encoders.devices import choose_device
        from simlab.training.embedders import embedder_for
        from simlab.training.proxies.proxy_problem import ProxyProblem

        progress.log(_told(data))
        embedder = embedder_for(
            workspace,
            network_for(workspace, recipe, name),
            recipe,
            training_rows=data.training,
            plain_rows=data.measured,
            device=choose_device(device),
            folder=run_folder(workspace, name),
            progress=progress,
        )
        return ProxyProblem(embedder, data, recipe, choose_device(device))

    def keep(problem: "ProxyProblem[PictureEmbedder | FeatureEmbedder]", description: dict[str, Any]) -> None:
        registered.write(problem.embedder.network, description)
        _write_hierarchy(run_folder(workspace, name), problem, data, recipe)

    return Training(order, begin, keep, registered.register)


def _write_hierarchy(run: Path, problem: "ProxyProblem[Any]", data: ClassData, recipe: ProxyRecipe) -> None:
    """Which classes lie under which groups, where the loss had any."""
    from simlab.training.proxies.hierarchy import path_groups
    from simlab.training.proxies.hierarchy_file import hierarchy_of, write_hierarchy

    loss = problem.proxy_loss
    parents = loss.parents()
    if not parents:
        return
    given = path_groups(data.names, recipe.levels) if recipe.hierarchy == "folders" else []
    levels = [(each, loss.group_proxies(level).cpu().numpy()) for level, each in enumerate(parents)]
    proxies = loss.proxies.detach().cpu().numpy()
    names = [groups for _, groups in given]
    write_hierarchy(run, hierarchy_of(data.names, recipe.hierarchy, proxies, levels, names))


def _data_fingerprint(workspace: Workspace, data: ClassData) -> str:
    """Of everything that a run learns from or is chosen by: pictures and classes."""
    rows = np.concatenate([data.training, data.measured])
    checksums = workspace.images["sha256"].fillna("").iloc[rows].tolist()
    return fingerprint(
        data.names, data.training, data.classes, data.measured, data.measured_classes.tolist(), checksums
    )


def _told(data: ClassData) -> str:
    held = f"{len(data.measured):,} of {len(np.unique(data.measured_classes)):,} other classes to measure on"
    left_out = f"; {data.left_out:,} are left out" if data.left_out else ""
    return (
        f"{len(data.training):,} pictures of {len(data.names):,} classes to learn from, "
        f"{held if len(data.measured) else 'none to measure on'}{left_out}"
    )
