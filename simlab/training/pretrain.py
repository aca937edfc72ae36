"""Training without answers, as a user asks for it: a backbone that learns from the pictures of the training split."""

from typing import Any, Literal

import numpy as np

from simlab.encoders import StoredAs
from simlab.progress import SILENT, Progress
from simlab.training.contrastive_data import contrastive_data
from simlab.training.course import NetworkRegister, Order, TrainingResult, run_training
from simlab.training.recipes import ContrastiveRecipe
from simlab.workspace import ModelEntry, Workspace
from simlab.workspace.fingerprints import fingerprint

PretrainedKind = Literal["baseline", "features"]


def train_contrastive(
    workspace: Workspace,
    recipe: ContrastiveRecipe,
    *,
    name: str = "contrastive",
    kind: PretrainedKind = "baseline",
    resume: bool = True,
    device: str = "auto",
    store: StoredAs = "fp32",
    progress: Progress = SILENT,
) -> TrainingResult:
    """Train a network by NT-Xent on two views of each image, embed all images with it, and register it.

    Args:
        workspace: images with pictures; its training triples say which images may be learned from.
        recipe: every setting.
        name: of the model and its run.
        kind: `baseline` is scored beside the others as the network that nobody fine-tuned, `features` is not.
        resume: go on where a run of that name stopped; a finished one is left as it is.
        device: `auto`, `cpu`, `cuda`, …
        store: the numbers in which the vectors are stored.
        progress: hears of every step.

    Raises:
        NotFoundError: too few images can be learned from.
        InputError: timm knows no such backbone, or it cannot take this input size.
        ConflictError: a model of that name exists that was not trained here.
        FingerprintError: a run of that name was made with other settings or from other data.
        JobCancelled: the user asked to stop; call again to go on.
    """
    from simlab.encoders.devices import choose_device
    from simlab.encoders.embedding_network import NetworkShape, build_network
    from simlab.training.contrastive_problem import ContrastiveProblem
    from simlab.training.embedders import PictureEmbedder
    from simlab.training.image_bank import ImageBank

    data = contrastive_data(workspace, recipe.seed)
    everything = np.concatenate([data.training, data.held_out])
    checksums = workspace.images["sha256"].fillna("").iloc[everything].tolist()
    entry = ModelEntry(name, kind)
    order = Order(
        workspace=workspace,
        entry=entry,
        recipe=recipe,
        source={"data": fingerprint(data.training, data.held_out, checksums)},
        counts={"images": len(data.training), "triples": 0, "left_out": data.left_out},
        resume=resume,
        progress=progress,
    )
    registered = NetworkRegister(workspace, entry, device, store, progress)

    def begin() -> ContrastiveProblem:
        left_out = f"; {data.left_out:,} of training triples are left out" if data.left_out else ""
        progress.log(f"{len(data.training):,} images to learn from, {len(data.held_out):,} to measure on{left_out}")
        network = build_network(NetworkShape(recipe.backbone, recipe.size, recipe.dimensions), recipe.seed)
        bank = ImageBank(workspace, everything, PictureEmbedder.bank_side(recipe.size), progress=progress)
        return ContrastiveProblem(network, bank, data, recipe, choose_device(device))

    def register(problem: ContrastiveProblem, description: dict[str, Any]) -> None:
        registered.add(problem.network, description)

    result = run_training(order, begin, register)
    registered.match_store()
    return result
