"""A network on pictures, where training changes more than its head."""

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import nn
from torch.nn.functional import normalize

from simlab.encoders.embedding_network import EmbeddingNetwork
from simlab.training.augmentation import augmented
from simlab.training.image_bank import ImageBank
from simlab.training.recipes import PictureRecipe

_MEASURING_BATCH = 128
# Crops enlarge a picture, so training keeps more pixels than the network's input has.
_BANK_SCALE = 1.5


class PictureEmbedder:
    """A network on pictures: augmented views in training, the plain central square otherwise."""

    def __init__(
        self,
        network: EmbeddingNetwork,
        training: ImageBank,
        plain: ImageBank,
        recipe: PictureRecipe,
        device: torch.device,
    ) -> None:
        self.network = network.to(device)
        self.module: nn.Module = network
        self.dimensions = network.dimensions
        self._training, self._plain, self._recipe, self._device = training, plain, recipe, device

    @staticmethod
    def bank_side(size: int) -> int:
        """The side at which pictures are kept for training a network of this input size."""
        return round(_BANK_SCALE * size)

    def training_vectors(
        self, image_rows: Int[torch.Tensor, " k"], generator: torch.Generator
    ) -> Float[torch.Tensor, "k dimensions"]:
        """One augmented view of each image through the network."""
        return normalize(self.training_outputs(image_rows, generator), dim=1)

    def training_outputs(
        self, image_rows: Int[torch.Tensor, " k"], generator: torch.Generator
    ) -> Float[torch.Tensor, "k dimensions"]:
        """The same before unit length."""
        pixels = self._training.take(image_rows).to(self._device)
        views = augmented(pixels, self._recipe, self.network.size, generator)
        return self.network.outputs(self.network.normalise(views))

    def vectors(self, image_rows: Int[np.ndarray, " k"]) -> Float[np.ndarray, "k dimensions"]:
        """Plain images through the network, in batches."""
        rows = torch.from_numpy(np.asarray(image_rows, dtype=np.int64))
        with torch.inference_mode():
            parts = [
                self.network(self.network.normalise(self._plain.take(part).to(self._device))).cpu().numpy()
                for part in torch.split(rows, _MEASURING_BATCH)
            ]
        return np.concatenate(parts)
