"""What a frozen network makes of the pictures of a run: features of random views, and of the plain pictures."""

from dataclasses import dataclass, fields
from pathlib import Path

import torch
from jaxtyping import Float, Int
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from simlab.encoders.embedding_network import EmbeddingNetwork
from simlab.progress import Progress
from simlab.training.augmentation import augmented
from simlab.training.image_bank import ImageBank
from simlab.training.processes import is_first_process
from simlab.training.recipes import LoopRecipe, PictureRecipe, ViewRecipe
from simlab.workspace.atomic import write_bytes
from simlab.workspace.fingerprints import fingerprint

FEATURES = "features.safetensors"
_BATCH = 64
_LOOKS = ("seed", "views", *sorted({f.name for f in fields(ViewRecipe)} - {f.name for f in fields(LoopRecipe)}))
"""The settings that decide what features are made of."""


@dataclass(frozen=True)
class CachedFeatures:
    """Features by image row.

    Attributes:
        training_place: per image row its place among those trained on, −1 for none.
        training: features of the views of the pictures trained on.
        plain_place: per image row its place among those measured on, −1 for none.
        plain: features of the plain pictures measured on.
    """

    training_place: Int[torch.Tensor, " images"]
    training: Float[torch.Tensor, "training views features"]
    plain_place: Int[torch.Tensor, " images"]
    plain: Float[torch.Tensor, "plain features"]

    @property
    def views(self) -> int:
        """How many of each picture."""
        return self.training.shape[1]

    def of_views(
        self, image_rows: Int[torch.Tensor, " k"], views: Int[torch.Tensor, " k"]
    ) -> Float[torch.Tensor, "k features"]:
        """Of one view of each image, by the number of the view."""
        return self.training[self.training_place[image_rows], views]

    def of_plain(self, image_rows: Int[torch.Tensor, " k"]) -> Float[torch.Tensor, "k features"]:
        """Of the plain pictures."""
        return self.plain[self.plain_place[image_rows]]


def compute_features(
    network: EmbeddingNetwork,
    training: ImageBank,
    plain: ImageBank,
    recipe: PictureRecipe,
    device: torch.device,
    path: Path,
    progress: Progress,
) -> CachedFeatures:
    """The features of both banks' pictures, computed once or read from an earlier start of the same run.

    Args:
        network: its backbone is asked.
        training: pictures trained on, in `recipe.views` random views drawn from the seed; or, where that is 1, as they
            are.
        plain: pictures measured on.
        recipe: says how views differ.
        device: where the backbone computes.
        path: where the features are kept; the run removes them when it has ended.
        progress: hears one step per picture.
    """
    looks = {name: getattr(recipe, name) for name in _LOOKS}
    key = fingerprint(network.base_fingerprint, network.size, looks, training.rows.numpy(), plain.rows.numpy())
    kept = _read(path, key)
    if kept is None:
        progress.stage("computing features", len(training.rows) * recipe.views + len(plain.rows))
        kept = {
            "training": _of_views(network, training, recipe, device, progress),
            "plain": _of_plain(network, plain, device, progress),
        }
        if is_first_process():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_bytes(path, save(kept, metadata={"key": key}))
    return CachedFeatures(training.places, kept["training"], plain.places, kept["plain"])


def _of_views(
    network: EmbeddingNetwork, bank: ImageBank, recipe: PictureRecipe, device: torch.device, progress: Progress
) -> Float[torch.Tensor, "training views features"]:
    if recipe.views == 1:
        return _of_plain(network, bank, device, progress)[:, None]
    generator = torch.Generator().manual_seed(recipe.seed)
    parts = []
    for rows in torch.split(bank.rows, _BATCH):
        pixels = bank.take(rows).to(device)
        views = [_features(network, augmented(pixels, recipe, network.size, generator)) for _ in range(recipe.views)]
        parts.append(torch.stack(views, dim=1))
        progress.advance(len(rows) * recipe.views)
    return torch.cat(parts)


def _of_plain(
    network: EmbeddingNetwork, bank: ImageBank, device: torch.device, progress: Progress
) -> Float[torch.Tensor, "plain features"]:
    if not len(bank.rows):  # which torch would split into one part of nothing
        return torch.empty(0, network.features)
    parts = []
    for rows in torch.split(bank.rows, _BATCH):
        parts.append(_features(network, bank.take(rows).to(device)))
        progress.advance(len(rows))
    return torch.cat(parts)


def _features(network: EmbeddingNetwork, pixels: torch.Tensor) -> Float[torch.Tensor, "images features"]:
    with torch.inference_mode():
        features: torch.Tensor = network.backbone(network.normalise(pixels)).float().cpu()
    return features.clone()


def _read(path: Path, key: str) -> dict[str, torch.Tensor] | None:
    """What is kept, where it was made of the same."""
    try:
        with safe_open(path, framework="pt") as file:
            if (file.metadata() or {}).get("key") != key:
                return None
            return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (safe_open is no mapping)
    except (OSError, SafetensorError):  # none yet, or torn: it can be computed again
        return None
