"""Which embedder a recipe asks for, over the pictures that a run needs."""

from pathlib import Path

import numpy as np
import torch
from jaxtyping import Int

from simlab.encoders.embedding_network import EmbeddingNetwork
from simlab.errors import first_few
from simlab.progress import Progress
from simlab.training.embedders.cached_features import FEATURES, compute_features
from simlab.training.embedders.feature_embedder import FeatureEmbedder
from simlab.training.embedders.picture_embedder import PictureEmbedder
from simlab.training.image_bank import ImageBank
from simlab.training.recipes import PictureRecipe
from simlab.workspace import Workspace

NetworkEmbedder = PictureEmbedder | FeatureEmbedder
"""An embedder over a network; both have it as `network`."""


def embedder_for(
    workspace: Workspace,
    network: EmbeddingNetwork,
    recipe: PictureRecipe,
    *,
    training_rows: Int[np.ndarray, " training"],
    plain_rows: Int[np.ndarray, " plain"],
    device: torch.device,
    folder: Path,
    progress: Progress,
) -> NetworkEmbedder:
    """A network with the pictures of a run: decoded, or, where only a head is trained, as features.

    Args:
        workspace: whose pictures.
        network: see `network_for`.
        recipe: what of it is trained, and how views differ.
        training_rows: image rows that `training_vectors` and `training_outputs` will be asked for.
        plain_rows: image rows that `vectors` will be asked for.
        device: where to compute.
        folder: of the run; features are kept there until it has ended.
        progress: hears of every picture.
    """
    plain = ImageBank(workspace, plain_rows, network.size, progress=progress)
    plain_only = recipe.tuning == "head" and recipe.views == 1
    side = network.size if plain_only else PictureEmbedder.bank_side(network.size)
    training = ImageBank(workspace, training_rows, side, progress=progress)
    if network.adapted:
        layers = f"{len(network.adapted)} layers ({first_few(network.adapted)})"
        progress.log(f"adapters of rank {network.shape.lora_rank} at {layers}")
    if recipe.tuning != "head":
        return PictureEmbedder(network, training, plain, recipe, device)
    network = network.to(device)
    features = compute_features(network, training, plain, recipe, device, folder / FEATURES, progress)
    return FeatureEmbedder(network, features, device)
