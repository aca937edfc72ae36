"""What a training problem asks for vectors."""

from typing import Protocol

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import nn


class Embedder(Protocol):
    """Vectors of images, by image row."""

    @property
    def module(self) -> nn.Module:
        """What has weights; those that are not trained ask for no gradients."""

    @property
    def dimensions(self) -> int:
        """The length of the vectors."""

    def training_vectors(
        self, image_rows: Int[torch.Tensor, " k"], generator: torch.Generator
    ) -> Float[torch.Tensor, "k dimensions"]:
        """Unit vectors with gradients, of one random view of each image, drawn from `generator`.

        A row that is asked for twice in one call is seen in two views.
        """

    def training_outputs(
        self, image_rows: Int[torch.Tensor, " k"], generator: torch.Generator
    ) -> Float[torch.Tensor, "k dimensions"]:
        """The same before they are brought to unit length."""

    def vectors(self, image_rows: Int[np.ndarray, " k"]) -> Float[np.ndarray, "k dimensions"]:
        """Unit vectors as the finished model gives them."""
