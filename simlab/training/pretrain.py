"""Training without answers, as a user asks for it: a backbone that learns from the pictures of the training split."""

from typing import TYPE_CHECKING, Literal, Unpack

import numpy as np

from simlab.training.contrastive_data import contrastive_data
from simlab.training.course import Training
from simlab.training.network_training import network_training
from simlab.training.order import Terms, TrainingResult
from simlab.training.recipes import ContrastiveRecipe
from simlab.workspace import ModelEntry, Workspace
from simlab.workspace.fingerprints import fingerprint

if TYPE_CHECKING:
    from simlab.training.contrastive_problem import ContrastiveProblem
    from simlab.training.embedders import NetworkEmbedder

PretrainedKind = Literal["baseline", "features"]


def train_contrastive(
    workspace: Workspace,
    recipe: ContrastiveRecipe,
    *,
    name: str = "contrastive",
    kind: PretrainedKind = "baseline",
    **terms: Unpack[Terms],
) -> TrainingResult:
    """Train a network by NT-Xent on two views of each image; embed all images with it and register it, if asked to.

    Args:
        workspace: images with pictures; its training triples say which images may be learned from, or, where it has
            none, the split of the images.
        recipe: every setting.
        name: of the model and its run.
        kind: `baseline` is scored beside the others as the network that nobody fine-tuned, `features` is not.
        terms: see `Terms`.

    Raises:
        NotFoundError: too few images can be learned from.
        InputError: there is no such backbone, or it cannot be trained as the recipe says.
        WeightsMissingError: weights that the recipe names are not on this machine.
        ConflictError: a model of that name exists that was not trained here.
        FingerprintError: a run of that name was made with other settings or from other data.
        JobCancelled: the user asked to stop; call again to go on.
    """
    return contrastive_training(workspace, recipe, name=name, kind=kind, **terms).run()


def contrastive_training(
    workspace: Workspace,
    recipe: ContrastiveRecipe,
    *,
    name: str = "contrastive",
    kind: PretrainedKind = "baseline",
    **terms: Unpack[Terms],
) -> "Training[ContrastiveProblem[NetworkEmbedder]]":
    """What `train_contrastive` runs, ready to be run or estimated."""
    from simlab.training.contrastive_problem import ContrastiveProblem

    data = contrastive_data(workspace, recipe.held_out, recipe.seed)
    everything = np.concatenate([data.training, data.held_out])
    checksums = workspace.images["sha256"].fillna("").iloc[everything].tolist()
    left_out = f"; {data.left_out:,} of the training split are left out" if data.left_out else ""
    return network_training(
        workspace,
        ModelEntry(name, kind),
        recipe,
        lambda embedder, device: ContrastiveProblem(embedder, data, recipe, device),
        data=fingerprint(data.training, data.held_out, checksums),
        counts={"images": len(data.training), "triples": 0, "left_out": data.left_out},
        training_rows=everything,
        plain_rows=np.empty(0, dtype=np.int64),
        told=f"{len(data.training):,} images to learn from, {len(data.held_out):,} to measure on{left_out}",
        **terms,
    )
