"""A timm backbone at seeded random weights: the baseline that has seen nothing, and needs no download."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float
from PIL import Image

from simlab.encoders.embedding_network import EmbeddingNetwork, NetworkShape, build_network
from simlab.encoders.network_inference import encode_images, weights_fingerprint
from simlab.encoders.pixels import describe
from simlab.workspace.embeddings import Distance
from simlab.workspace.fingerprints import fingerprint


class ScratchBackbone:
    """Features of an untrained network."""

    distance: Distance = "cosine"

    def __init__(self, backbone: str, size: int = 96, seed: int = 0) -> None:
        self.spec = f"scratch:{backbone}?size={size}&seed={seed}"
        self._network: EmbeddingNetwork = build_network(NetworkShape(backbone, size), seed).eval()

    @property
    def dimensions(self) -> int:
        """The number of features of the backbone."""
        return self._network.dimensions

    @property
    def preprocessing(self) -> dict[str, Any]:
        """Central square, scaled, with ImageNet's channel statistics."""
        return describe(self._network.shape.size)

    @property
    def fingerprint(self) -> str:
        """Of the weights and the preprocessing."""
        return fingerprint(self.spec, weights_fingerprint(self._network), self.preprocessing)

    def use_device(self, name: str) -> None:
        """Move the network there."""
        from simlab.encoders.devices import choose_device

        self._network.to(choose_device(name))

    def encode(self, images: Sequence[Image.Image]) -> Float[np.ndarray, "images dimensions"]:
        """One unit vector per picture."""
        return encode_images(self._network, images)
