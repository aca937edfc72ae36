"""The network under every trained model: a timm backbone, an optional linear head, and unit vectors out."""

import difflib
from dataclasses import dataclass

import timm
import torch
from jaxtyping import Float
from torch import nn

from simlab.errors import InputError, MissingDependencyError


@dataclass(frozen=True)
class NetworkShape:
    """What must be known to build a network again.

    Attributes:
        backbone: a name that timm knows.
        size: side of the square input in pixels, 16…1024.
        dimensions: outputs of a linear head on the backbone's features; None for the features themselves.
    """

    backbone: str
    size: int = 96
    dimensions: int | None = None

    def __post_init__(self) -> None:
        if not 16 <= self.size <= 1024:
            raise InputError(f"The input size must be 16 to 1024 pixels; it is {self.size}.")
        if self.dimensions is not None and not 1 <= self.dimensions <= 65_536:
            raise InputError(f"The embedding must have 1 to 65536 dimensions; {self.dimensions} were asked for.")


class EmbeddingNetwork(nn.Module):
    """Normalised pixels to unit vectors, so that cosine geometry holds in training as in use."""

    def __init__(self, shape: NetworkShape) -> None:
        super().__init__()
        self.shape = shape
        self.backbone = _backbone(shape.backbone, shape.size)
        features = _features(self.backbone, shape.size)
        self.head = nn.Linear(features, shape.dimensions) if shape.dimensions else nn.Identity()
        self.dimensions = shape.dimensions or features

    def forward(self, pixels: Float[torch.Tensor, "images 3 size size"]) -> Float[torch.Tensor, "images dimensions"]:
        """Unit vectors of normalised pixels."""
        return nn.functional.normalize(self.outputs(pixels), dim=1)

    def outputs(self, pixels: Float[torch.Tensor, "images 3 size size"]) -> Float[torch.Tensor, "images dimensions"]:
        """What the head gives, before it is brought to unit length."""
        vectors: torch.Tensor = self.head(self.backbone(pixels))
        return vectors


def build_network(shape: NetworkShape, seed: int) -> EmbeddingNetwork:
    """A network at random weights drawn from `seed`; torch's own generator is left as it was.

    Raises:
        InputError: timm knows no such backbone, or it cannot take this input size.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return EmbeddingNetwork(shape)


def _backbone(name: str, size: int) -> nn.Module:
    if name not in timm.list_models():
        near = ", ".join(difflib.get_close_matches(name, timm.list_models(), 3)) or "none of a similar name"
        raise InputError(
            f"timm {timm.__version__} knows no backbone {name!r} (near: {near}). `timm.list_models()` lists all."
        )
    try:
        model: nn.Module = timm.create_model(name, pretrained=False, num_classes=0)
        if hasattr(model, "patch_embed"):  # transformers fix their grid when built
            model = timm.create_model(name, pretrained=False, num_classes=0, img_size=size)
    except ImportError as error:
        raise MissingDependencyError(f"Backbone {name!r} needs a package that is not installed: {error}.") from None
    return model


def _features(backbone: nn.Module, size: int) -> int:
    """The width of the backbone's output, found by trying, since timm's own attributes differ between families."""
    backbone.eval()
    try:
        with torch.inference_mode():
            output = backbone(torch.zeros(1, 3, size, size))
    except (RuntimeError, AssertionError, ValueError) as error:
        raise InputError(f"The backbone cannot take pictures of {size} × {size} pixels: {error}") from None
    finally:
        backbone.train()
    if output.ndim != 2:
        raise InputError(f"The backbone gives features of shape {tuple(output.shape[1:])}; one vector is needed.")
    return int(output.shape[1])
