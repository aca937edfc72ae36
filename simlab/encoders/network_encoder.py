"""A network as an encoder, wherever its weights come from: seeded, trained in a workspace, or published."""

from functools import cached_property
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, UInt8

from simlab.encoders.backbones import Backbone
from simlab.encoders.devices import choose_device, require_precision
from simlab.encoders.encoder import Precision, Prepare
from simlab.encoders.pixels import normalised
from simlab.workspace.embeddings import Distance


class NetworkEncoder:
    """Unit vectors of a network in evaluation mode.

    Args:
        backbone: the network, and how pictures are prepared for it.
    """

    distance: Distance = "cosine"

    def __init__(self, backbone: Backbone) -> None:
        self._backbone = backbone
        self._network = backbone.module.eval().requires_grad_(False)
        self._precision: Precision = "fp32"
        self._mean, self._std = torch.tensor(backbone.preparation.mean), torch.tensor(backbone.preparation.std)

    @property
    def spec(self) -> str:
        """The spec that opens it again."""
        return self._backbone.spec

    @property
    def dimensions(self) -> int:
        """The length of its vectors."""
        return self._backbone.dimensions

    @property
    def preprocessing(self) -> dict[str, Any]:
        """From a picture to normalised pixels, and how the network's features become one vector."""
        return self._backbone.preprocessing

    @cached_property
    def fingerprint(self) -> str:
        """Of the network's architecture, all weights and buffers by name, and the preprocessing."""
        return self._backbone.fingerprint()

    @property
    def n_bytes(self) -> int:
        """Of parameters and buffers."""
        return sum(value.nbytes for value in self._network.state_dict().values())

    @property
    def prepare(self) -> Prepare:
        """Pixels of the network's input, uint8 [3, height, width]."""
        return self._backbone.preparation

    def use(self, device: str = "auto", precision: Precision = "fp32") -> None:
        """Move the network there."""
        chosen = choose_device(device)
        require_precision(chosen, precision)
        self._network.to(chosen)
        self._mean, self._std = self._mean.to(chosen), self._std.to(chosen)
        self._precision = precision

    def embed(self, prepared: UInt8[np.ndarray, "images 3 height width"]) -> Float[np.ndarray, "images dimensions"]:
        """One unit vector per picture, float32."""
        device = self._mean.device
        kind = {"bf16": torch.bfloat16, "fp16": torch.float16}.get(self._precision)
        with torch.inference_mode(), torch.autocast(device.type, kind, enabled=kind is not None):
            pixels = torch.as_tensor(prepared).to(device, non_blocking=True)
            features = self._backbone.features(normalised(pixels, self._mean, self._std))
            vectors = torch.nn.functional.normalize(features.float(), dim=1)
        result: np.ndarray = vectors.cpu().numpy()
        return result
