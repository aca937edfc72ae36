"""From a decoded picture to the pixels that a network sees."""

from typing import Any

import numpy as np
import torch
from jaxtyping import Float, UInt8
from PIL import Image

# Channel statistics of ImageNet, which timm's networks expect (timm.data.constants).
MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)


def describe(size: int) -> dict[str, Any]:
    """What `square` and `normalised` do, for an embedding's sidecar."""
    return {
        "resize": "shorter side",
        "size": size,
        "interpolation": "bicubic",
        "crop": "centre",
        "mean": list(MEAN),
        "std": list(STD),
    }


def square(image: Image.Image, size: int) -> UInt8[torch.Tensor, "3 size size"]:
    """The picture's central square, scaled to `size` pixels."""
    side = min(image.size)
    left, top = (image.width - side) / 2, (image.height - side) / 2
    box = (left, top, left + side, top + side)
    small = image.resize((size, size), Image.Resampling.BICUBIC, box=box)
    return torch.from_numpy(np.array(small)).permute(2, 0, 1).contiguous()


def normalised(pixels: torch.Tensor) -> Float[torch.Tensor, "images 3 height width"]:
    """Pixels as the networks expect them.

    Args:
        pixels: [images, 3, height, width], uint8 in 0…255 or float in 0…1.
    """
    values = pixels.float() / 255 if pixels.dtype == torch.uint8 else pixels
    mean = torch.tensor(MEAN, device=values.device).view(1, 3, 1, 1)
    std = torch.tensor(STD, device=values.device).view(1, 3, 1, 1)
    return (values - mean) / std
