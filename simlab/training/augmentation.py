"""Random crops, flips and colours of a batch, each picture its own, from one generator."""

import math

import torch
from jaxtyping import Float, UInt8
from torch.nn.functional import affine_grid, grid_sample

from simlab.training.recipes import PictureRecipe

_GREY = (0.299, 0.587, 0.114)


def augmented(
    pixels: UInt8[torch.Tensor, "images 3 side side"], recipe: PictureRecipe, generator: torch.Generator
) -> Float[torch.Tensor, "images 3 size size"]:
    """A random view of each picture, in 0…1.

    Args:
        pixels: squares, of any side.
        recipe: says how far views may differ, and the side of the views.
        generator: on the processor, so that a seed gives the same views on every device.
    """
    images = pixels.float() / 255
    grid = affine_grid(
        _crops(len(images), recipe, generator).to(images.device),
        [len(images), 3, recipe.size, recipe.size],
        align_corners=False,
    )
    views = grid_sample(images, grid, mode="bilinear", padding_mode="reflection", align_corners=False)
    for name, change in (("brightness", _scale), ("contrast", _contrast), ("saturation", _saturation)):
        spread = getattr(recipe, name)
        if spread:
            views = change(views, (1 + spread * _signed(len(images), generator)).view(-1, 1, 1, 1).to(views.device))
    if recipe.hue:
        views = _rotate_hue(views, (recipe.hue * _signed(len(images), generator)).to(views.device))
    return views.clamp(0, 1)


def _crops(count: int, recipe: PictureRecipe, generator: torch.Generator) -> Float[torch.Tensor, "images 2 3"]:
    """Affine maps from view to picture: area uniform in `crop_scale`, logarithm of the ratio uniform, place uniform."""
    low, high = recipe.crop_scale
    area = low + (high - low) * torch.rand(count, generator=generator)
    log_low, log_high = (math.log(ratio) for ratio in recipe.crop_ratio)
    ratio = torch.exp(log_low + (log_high - log_low) * torch.rand(count, generator=generator))
    width, height = (area * ratio).sqrt().clamp(max=1), (area / ratio).sqrt().clamp(max=1)
    x, y = (1 - width) * _signed(count, generator), (1 - height) * _signed(count, generator)
    mirror = torch.where(torch.rand(count, generator=generator) < recipe.flip, -1.0, 1.0)
    zero = torch.zeros(count)
    return torch.stack([torch.stack([width * mirror, zero, x], 1), torch.stack([zero, height, y], 1)], 1)


def _signed(count: int, generator: torch.Generator) -> Float[torch.Tensor, " images"]:
    return 2 * torch.rand(count, generator=generator) - 1


def _grey(views: torch.Tensor) -> torch.Tensor:
    weights = torch.tensor(_GREY, device=views.device).view(1, 3, 1, 1)
    return (views * weights).sum(dim=1, keepdim=True)


def _scale(views: torch.Tensor, factor: torch.Tensor) -> torch.Tensor:
    return views * factor


def _contrast(views: torch.Tensor, factor: torch.Tensor) -> torch.Tensor:
    mean = _grey(views).mean(dim=(2, 3), keepdim=True)
    return mean + (views - mean) * factor


def _saturation(views: torch.Tensor, factor: torch.Tensor) -> torch.Tensor:
    grey = _grey(views)
    return grey + (views - grey) * factor


def _rotate_hue(views: torch.Tensor, turns: Float[torch.Tensor, " images"]) -> torch.Tensor:
    """Rotation of the colour plane about the grey axis (Rodrigues' formula in RGB)."""
    cos, sin = torch.cos(2 * math.pi * turns), torch.sin(2 * math.pi * turns)
    third, cross = torch.full((3, 3), 1 / 3), torch.tensor([[0.0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / math.sqrt(3)
    identity, third, cross = (matrix.to(views.device) for matrix in (torch.eye(3), third, cross))
    matrices = cos.view(-1, 1, 1) * identity + (1 - cos).view(-1, 1, 1) * third + sin.view(-1, 1, 1) * cross
    return torch.einsum("nij,njhw->nihw", matrices, views)
