"""Where the vectors of training come from: a network that looks at pictures, or free vectors per object."""

from typing import Protocol

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import nn

from simlab.encoders.embedding_network import EmbeddingNetwork
from simlab.encoders.pixels import normalised
from simlab.training.augmentation import augmented
from simlab.training.image_bank import ImageBank
from simlab.training.recipes import PictureRecipe

_MEASURING_BATCH = 128
# Crops enlarge a picture, so training keeps more pixels than the network's input has.
_BANK_SCALE = 1.5


class Embedder(Protocol):
    """Unit vectors of images, by image row."""

    @property
    def module(self) -> nn.Module:
        """What has weights."""

    @property
    def dimensions(self) -> int:
        """The length of the vectors."""

    def training_vectors(
        self, image_rows: Int[torch.Tensor, " k"], generator: torch.Generator
    ) -> Float[torch.Tensor, "k dimensions"]:
        """With gradients, of views drawn from `generator`."""

    def vectors(self, image_rows: Int[np.ndarray, " k"]) -> Float[np.ndarray, "k dimensions"]:
        """As the finished model gives them."""


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
        self.dimensions = network.dimensions
        self._training, self._plain, self._recipe, self._device = training, plain, recipe, device

    @property
    def module(self) -> nn.Module:
        """The network."""
        return self.network

    @staticmethod
    def bank_side(size: int) -> int:
        """The side at which pictures are kept for training a network of this input size."""
        return round(_BANK_SCALE * size)

    def training_vectors(
        self, image_rows: Int[torch.Tensor, " k"], generator: torch.Generator
    ) -> Float[torch.Tensor, "k dimensions"]:
        """One augmented view of each image through the network."""
        pixels = self._training.take(image_rows).to(self._device)
        vectors: torch.Tensor = self.network(normalised(augmented(pixels, self._recipe, generator)))
        return vectors

    def vectors(self, image_rows: Int[np.ndarray, " k"]) -> Float[np.ndarray, "k dimensions"]:
        """Plain images through the network, in batches."""
        rows = torch.from_numpy(np.asarray(image_rows, dtype=np.int64))
        with torch.inference_mode():
            parts = [
                self.network(normalised(self._plain.take(part).to(self._device))).cpu().numpy()
                for part in torch.split(rows, _MEASURING_BATCH)
            ]
        return np.concatenate(parts)


class ObjectEmbedder:
    """One free vector per object, whichever of its images is asked for."""

    def __init__(self, object_of_image: Int[np.ndarray, " images"], dimensions: int, seed: int) -> None:
        """Vectors at random.

        Args:
            object_of_image: per image row the number of its object from 0, or −1 where it has none.
            dimensions: of the vectors.
            seed: of their first values.
        """
        self._object_of_image = torch.from_numpy(np.asarray(object_of_image, dtype=np.int64))
        self.dimensions = dimensions
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.module = nn.Embedding(int(object_of_image.max()) + 1, dimensions)

    def training_vectors(
        self, image_rows: Int[torch.Tensor, " k"], generator: torch.Generator
    ) -> Float[torch.Tensor, "k dimensions"]:
        """The vectors of the images' objects."""
        vectors: torch.Tensor = self.module(self._object_of_image[image_rows])
        return nn.functional.normalize(vectors, dim=1)

    def vectors(self, image_rows: Int[np.ndarray, " k"]) -> Float[np.ndarray, "k dimensions"]:
        """The vectors of the images' objects."""
        with torch.inference_mode():
            rows = torch.from_numpy(np.asarray(image_rows, dtype=np.int64))
            vectors = nn.functional.normalize(self.module(self._object_of_image[rows]), dim=1)
        result: np.ndarray = vectors.numpy()
        return result
