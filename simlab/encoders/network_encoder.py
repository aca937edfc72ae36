"""A network as an encoder, whatever its weights: seeded and random, or trained in a workspace."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from PIL import Image

from simlab.encoders.devices import choose_device
from simlab.encoders.embedding_network import EmbeddingNetwork
from simlab.encoders.pixels import describe, normalised, squares
from simlab.workspace.embeddings import Distance
from simlab.workspace.fingerprints import fingerprint


class NetworkEncoder:
    """Unit vectors of a network in evaluation mode.

    Args:
        spec: the encoder spec that it was opened by.
        network: with its weights.
    """

    distance: Distance = "cosine"

    def __init__(self, spec: str, network: EmbeddingNetwork) -> None:
        self.spec = spec
        self._network = network.eval()

    @property
    def dimensions(self) -> int:
        """The length of its vectors."""
        return self._network.dimensions

    @property
    def preprocessing(self) -> dict[str, Any]:
        """Central square, scaled, with ImageNet's channel statistics."""
        return describe(self._network.shape.size)

    @property
    def fingerprint(self) -> str:
        """Of the network's shape, all weights and buffers by name, and the preprocessing."""
        weights = {name: value.detach().cpu().numpy() for name, value in self._network.state_dict().items()}
        return fingerprint(asdict(self._network.shape), weights, self.preprocessing)

    def use_device(self, name: str) -> None:
        """Move the network there."""
        self._network.to(choose_device(name))

    def encode(self, images: Sequence[Image.Image]) -> Float[np.ndarray, "images dimensions"]:
        """One unit vector per picture, float32."""
        device = next(self._network.parameters()).device
        with torch.inference_mode():
            vectors = self._network(normalised(squares(images, self._network.shape.size).to(device)))
        result: np.ndarray = vectors.cpu().numpy()
        return result
