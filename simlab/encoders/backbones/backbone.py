"""A network apart from the encoder around it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from jaxtyping import Float
from torch import nn

from simlab.encoders.preparation import Preparation
from simlab.workspace.fingerprints import fingerprint


@dataclass(frozen=True)
class Backbone:
    """A network with its weights, on the processor, and how pictures are prepared for it.

    Attributes:
        spec: the spec that opens it again, complete with its defaults.
        module: what has the weights.
        features: normalised pixels [images, 3, height, width] to features [images, dimensions], not of unit length.
        preparation: from a decoded picture to pixels, with the statistics that normalise them.
        dimensions: the length of the features.
        architecture: what beside weights and preparation decides the features, as JSON has it.
        notes: what a sidecar says of the way from pixels to features: pooling, activation.
    """

    spec: str
    module: nn.Module
    features: Callable[[torch.Tensor], Float[torch.Tensor, "images dimensions"]]
    preparation: Preparation
    dimensions: int
    architecture: dict[str, Any]
    notes: dict[str, Any] = field(default_factory=dict)

    def fingerprint(self) -> str:
        """Of the network's architecture, all weights and buffers by name, and the preprocessing, as they are now."""
        weights = {name: value.detach().cpu().numpy() for name, value in self.module.state_dict().items()}
        return fingerprint(self.architecture, weights, self.preprocessing)

    @property
    def preprocessing(self) -> dict[str, Any]:
        """From a picture to normalised pixels, and how the network's features become one vector."""
        return {**self.preparation.describe(), **self.notes}
