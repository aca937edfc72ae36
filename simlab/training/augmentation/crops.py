"""Random crops, mirrored and turned, all in one sampling of each picture."""

import math

import torch
from jaxtyping import Float
from torch.nn.functional import affine_grid, grid_sample

from simlab.training.augmentation.draws import shares, signed
from simlab.training.recipes import ViewRecipe


def cropped(
    images: Float[torch.Tensor, "images 3 side side"], recipe: ViewRecipe, size: int, generator: torch.Generator
) -> Float[torch.Tensor, "images 3 size size"]:
    """One crop of each picture, scaled to `size`; what lies outside of a picture is its mirror image."""
    maps = _maps(len(images), recipe, generator).to(images.device)
    grid = affine_grid(maps, [len(images), 3, size, size], align_corners=False)
    return grid_sample(images, grid, mode="bilinear", padding_mode="reflection", align_corners=False)


def _maps(count: int, recipe: ViewRecipe, generator: torch.Generator) -> Float[torch.Tensor, "images 2 3"]:
    """Affine maps from view to picture: area uniform in `crop_scale`, logarithm of the ratio uniform, place uniform.

    A turn is about the middle of the crop.
    """
    low, high = recipe.crop_scale
    area = low + (high - low) * shares(count, generator)
    log_low, log_high = (math.log(ratio) for ratio in recipe.crop_ratio)
    ratio = torch.exp(log_low + (log_high - log_low) * shares(count, generator))
    width, height = (area * ratio).sqrt().clamp(max=1), (area / ratio).sqrt().clamp(max=1)
    x, y = (1 - width) * signed(count, generator), (1 - height) * signed(count, generator)
    mirror = torch.where(shares(count, generator) < recipe.flip, -1.0, 1.0)
    zero = torch.zeros(count)
    scale = torch.stack([torch.stack([width * mirror, zero], 1), torch.stack([zero, height], 1)], 1)
    if recipe.rotation:
        scale = _turns(math.radians(recipe.rotation) * signed(count, generator)) @ scale
    return torch.cat([scale, torch.stack([x, y], 1)[:, :, None]], dim=2)


def _turns(radians: Float[torch.Tensor, " images"]) -> Float[torch.Tensor, "images 2 2"]:
    cos, sin = radians.cos(), radians.sin()
    return torch.stack([torch.stack([cos, -sin], 1), torch.stack([sin, cos], 1)], 1)
