"""A network as an encoder, whatever its weights: seeded and random, or trained in a workspace."""

from dataclasses import asdict
from functools import partial
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, UInt8
from PIL import Image

from simlab.encoders.devices import choose_device
from simlab.encoders.embedding_network import EmbeddingNetwork
from simlab.encoders.encoder import Precision, Prepare
from simlab.encoders.pixels import describe, normalised, square
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
        self._precision: Precision = "fp32"

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

    @property
    def n_bytes(self) -> int:
        """Of parameters and buffers."""
        return sum(value.nbytes for value in self._network.state_dict().values())

    @property
    def prepare(self) -> Prepare:
        """The central square, uint8 [3, size, size]."""
        return partial(_square_array, size=self._network.shape.size)

    def use(self, device: str = "auto", precision: Precision = "fp32") -> None:
        """Move the network there."""
        self._network.to(choose_device(device))
        self._precision = precision

    def embed(self, prepared: UInt8[np.ndarray, "images 3 size size"]) -> Float[np.ndarray, "images dimensions"]:
        """One unit vector per picture, float32."""
        device = next(self._network.parameters()).device
        kind = {"bf16": torch.bfloat16, "fp16": torch.float16}.get(self._precision)
        with torch.inference_mode(), torch.autocast(device.type, kind, enabled=kind is not None):
            vectors = self._network(normalised(torch.as_tensor(prepared).to(device, non_blocking=True)))
        result: np.ndarray = vectors.float().cpu().numpy()
        return result


def _square_array(image: Image.Image, size: int) -> UInt8[np.ndarray, "3 size size"]:
    pixels: np.ndarray = square(image, size).numpy()
    return pixels
