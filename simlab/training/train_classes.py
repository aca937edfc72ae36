"""Training on classes, as a user asks for it: a network whose pictures lie near the proxies of their classes."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from simlab.training.course import Training
from simlab.training.network_training import network_training
from simlab.training.order import Terms, TrainingResult
from simlab.training.pretrain import PretrainedKind
from simlab.training.proxies.class_data import ClassData, class_data
from simlab.training.recipes import ProxyRecipe
from simlab.training.run_folder import run_folder
from simlab.workspace import ModelEntry, Workspace
from simlab.workspace.fingerprints import fingerprint

if TYPE_CHECKING:
    from simlab.training.embedders import NetworkEmbedder
    from simlab.training.proxies.proxy_problem import ProxyProblem


def train_proxy(
    workspace: Workspace,
    recipe: ProxyRecipe,
    *,
    name: str = "proxy",
    kind: PretrainedKind = "baseline",
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
    kind: PretrainedKind = "baseline",
    **terms: Unpack[Terms],
) -> "Training[ProxyProblem[NetworkEmbedder]]":
    """What `train_proxy` runs, ready to be run or estimated."""
    from simlab.training.proxies.proxy_problem import ProxyProblem

    data = class_data(workspace, recipe.validation_classes, recipe.seed)
    return network_training(
        workspace,
        ModelEntry(name, kind),
        recipe,
        lambda embedder, device: ProxyProblem(embedder, data, recipe, device),
        data=_data_fingerprint(workspace, data),
        counts={"images": len(data.training), "triples": 0, "left_out": data.left_out},
        training_rows=data.training,
        plain_rows=data.measured,
        told=_told(data),
        kept=lambda problem: _write_hierarchy(run_folder(workspace, name), problem, data, recipe),
        **terms,
    )


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
