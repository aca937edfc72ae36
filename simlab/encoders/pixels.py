"""Pixels as tensors, and as the networks expect their values."""

from collections.abc import Sequence

import torch
from jaxtyping import Float, UInt8
from PIL import Image

from simlab.encoders.preparation import MEAN, STD, central_square


def square(image: Image.Image, size: int) -> UInt8[torch.Tensor, "3 size size"]:
    """The picture's central square, scaled to `size` pixels."""
    return torch.from_numpy(central_square(size)(image))


def normalised(
    pixels: torch.Tensor, mean: torch.Tensor | Sequence[float] = MEAN, std: torch.Tensor | Sequence[float] = STD
) -> Float[torch.Tensor, "images 3 height width"]:
    """Pixels as the networks expect them.

    Args:
        pixels: [images, 3, height, width], uint8 in 0…255 or float in 0…1.
        mean: of the three channels; ImageNet's by default.
        std: of the three channels.
    """
    values = pixels.float() / 255 if pixels.dtype == torch.uint8 else pixels
    centre = torch.as_tensor(mean, dtype=torch.float32, device=values.device).view(1, 3, 1, 1)
    spread = torch.as_tensor(std, dtype=torch.float32, device=values.device).view(1, 3, 1, 1)
    return (values - centre) / spread
