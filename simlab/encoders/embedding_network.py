"""The network under every trained model: a backbone, an optional head, and unit vectors out."""

from typing import TYPE_CHECKING

import torch
from jaxtyping import Float
from torch import nn

from simlab.encoders.base_networks import BaseNetwork
from simlab.encoders.network_shape import NetworkShape
from simlab.encoders.pixels import normalised

if TYPE_CHECKING:
    from simlab.encoders.adapters import Adapter


class EmbeddingNetwork(nn.Module):
    """Normalised pixels to unit vectors, so that cosine geometry holds in training as in use.

    Args:
        shape: what is trained.
        base: what it stands on; head and adapters are drawn from torch's generator.
    """

    def __init__(self, shape: NetworkShape, base: BaseNetwork) -> None:
        super().__init__()
        self.shape = shape
        self.preparation, self.base_fingerprint = base.preparation, base.fingerprint
        self.backbone = base.module
        if shape.tuning == "lora":
            from simlab.encoders.adapters import add_adapters

            add_adapters(self.backbone, shape.lora_rank, shape.lora_alpha, shape.lora_targets)
        self.head = _head(base.features, shape)
        self.features = base.features
        self.dimensions = shape.dimensions or base.features
        self._mean: torch.Tensor
        self._std: torch.Tensor
        self.register_buffer("_mean", torch.tensor(base.preparation.mean), persistent=False)
        self.register_buffer("_std", torch.tensor(base.preparation.std), persistent=False)
        if shape.tuning == "head":
            self.backbone.requires_grad_(False)
        self.train()

    def forward(self, pixels: Float[torch.Tensor, "images 3 size size"]) -> Float[torch.Tensor, "images dimensions"]:
        """Unit vectors of normalised pixels."""
        return nn.functional.normalize(self.outputs(pixels), dim=1)

    def outputs(self, pixels: Float[torch.Tensor, "images 3 size size"]) -> Float[torch.Tensor, "images dimensions"]:
        """What the head gives, before it is brought to unit length."""
        vectors: torch.Tensor = self.head(self.backbone(pixels))
        return vectors

    def normalise(self, pixels: torch.Tensor) -> Float[torch.Tensor, "images 3 size size"]:
        """Pixels as the backbone expects them, with its own statistics.

        Args:
            pixels: [images, 3, size, size], uint8 in 0…255 or float in 0…1.
        """
        return normalised(pixels, self._mean, self._std)

    def train(self, mode: bool = True) -> "EmbeddingNetwork":
        """Training mode, except of a backbone whose weights stay as they are: it computes as in use."""
        super().train(mode)
        if self.shape.tuning != "full":
            self.backbone.eval()
        return self

    @property
    def size(self) -> int:
        """Side of the input in pixels."""
        return self.preparation.size[0]

    @property
    def trained(self) -> nn.Module:
        """What training changes, and a model's file holds: all of it, the head, or adapters and head."""
        if self.shape.tuning == "full":
            return self
        parts: dict[str, nn.Module] = {"head": self.head}
        if self.shape.tuning == "lora":
            parts["adapters"] = nn.ModuleDict(
                {name.replace(".", "/"): nn.ModuleDict({"a": a, "b": b}) for name, a, b in self.adapters()}
            )
        return nn.ModuleDict(parts)

    @property
    def adapted(self) -> tuple[str, ...]:
        """The layers of the backbone that have an adapter."""
        return tuple(name for name, _, _ in self.adapters())

    def adapters(self) -> "tuple[Adapter, ...]":
        """Those that training changes."""
        if self.shape.tuning != "lora":
            return ()
        from simlab.encoders.adapters import adapters_of

        return tuple(adapters_of(self.backbone))


def _head(features: int, shape: NetworkShape) -> nn.Module:
    if shape.dimensions is None:
        return nn.Identity()
    if shape.head == "linear":
        return nn.Linear(features, shape.dimensions)
    hidden = shape.hidden or features
    return nn.Sequential(nn.Linear(features, hidden), nn.ReLU(), nn.Linear(hidden, shape.dimensions))
