"""What time, cameras and files do to a picture: blur, noise and lossy compression."""

import io
import math

import numpy as np
import torch
from jaxtyping import Float, UInt8
from PIL import Image
from torch.nn.functional import conv2d, pad

from simlab.images import jpeg_bytes
from simlab.training.augmentation.draws import shares
from simlab.training.recipes import ViewRecipe

# A Gaussian has 99.7 % of its weight within so many standard deviations.
_REACH = 3.0
# Below a tenth of a pixel a blur changes nothing, and its weights would be 0 / 0.
_SHARPEST = 0.1


def degraded(
    views: Float[torch.Tensor, "images 3 size size"], recipe: ViewRecipe, generator: torch.Generator
) -> Float[torch.Tensor, "images 3 size size"]:
    """The views, blurred, noisy and compressed as the recipe says; in 0…1 as they come."""
    count, size = len(views), views.shape[-1]
    if recipe.blur:
        most = recipe.blur * size
        views = blurred(views, (most * shares(count, generator)).to(views.device), most).clamp(0, 1)
    if recipe.noise:
        spread = (recipe.noise * shares(count, generator)).view(-1, 1, 1, 1)
        views = (views + (spread * torch.randn(views.shape, generator=generator)).to(views.device)).clamp(0, 1)
    if recipe.jpeg:
        views = _compressed(views, 100 - torch.randint(recipe.jpeg + 1, (count,), generator=generator))
    return views


def blurred(
    views: Float[torch.Tensor, "images 3 height width"], sigma: Float[torch.Tensor, " images"], most: float
) -> Float[torch.Tensor, "images 3 height width"]:
    """Each view convolved with a Gaussian of its own; torchvision's blur has one for a whole batch.

    Args:
        views: at the edges they are mirrored.
        sigma: standard deviation per view, in pixels.
        most: the largest that sigma can be, which decides the width of the window.
    """
    count, channels, height, width = views.shape
    reach = min(math.ceil(_REACH * most), height - 1, width - 1)
    steps = torch.arange(-reach, reach + 1, device=views.device)
    weights = torch.exp(-(steps**2) / (2 * sigma.clamp(min=_SHARPEST)[:, None] ** 2))
    weights = (weights / weights.sum(dim=1, keepdim=True)).repeat_interleave(channels, dim=0)
    planes = views.reshape(1, count * channels, height, width)
    planes = conv2d(pad(planes, (reach, reach, 0, 0), mode="reflect"), weights[:, None, None, :], groups=len(weights))
    planes = conv2d(pad(planes, (0, 0, reach, reach), mode="reflect"), weights[:, None, :, None], groups=len(weights))
    return planes.view(views.shape)


def _compressed(views: torch.Tensor, qualities: torch.Tensor) -> torch.Tensor:
    """Each view through a JPEG file of its own quality, on the processor, by Pillow: torchvision's is deprecated."""
    pixels = (views * 255).round().to(torch.uint8).permute(0, 2, 3, 1).cpu().numpy()
    files = [_through_a_file(view, quality) for view, quality in zip(pixels, qualities.tolist(), strict=True)]
    return (torch.from_numpy(np.stack(files)).permute(0, 3, 1, 2).float() / 255).to(views.device)


def _through_a_file(pixels: UInt8[np.ndarray, "height width 3"], quality: int) -> UInt8[np.ndarray, "height width 3"]:
    with Image.open(io.BytesIO(jpeg_bytes(Image.fromarray(pixels), quality))) as file:
        return np.asarray(file)
