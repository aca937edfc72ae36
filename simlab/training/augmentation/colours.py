"""Random changes of brightness, contrast, saturation and hue, and the loss of all colour."""

import math

import torch
from jaxtyping import Float

from simlab.training.augmentation.draws import shares, signed
from simlab.training.recipes import ViewRecipe

_GREY = (0.299, 0.587, 0.114)


def recoloured(
    views: Float[torch.Tensor, "images 3 size size"], recipe: ViewRecipe, generator: torch.Generator
) -> Float[torch.Tensor, "images 3 size size"]:
    """The views in other colours, which may leave 0…1."""
    for name, change in (("brightness", _scale), ("contrast", _contrast), ("saturation", _saturation)):
        spread = getattr(recipe, name)
        if spread:
            views = change(views, (1 + spread * signed(len(views), generator)).view(-1, 1, 1, 1).to(views.device))
    if recipe.hue:
        views = _rotate_hue(views, (recipe.hue * signed(len(views), generator)).to(views.device))
    if recipe.grayscale:
        without = (shares(len(views), generator) < recipe.grayscale).view(-1, 1, 1, 1).to(views.device)
        views = torch.where(without, _grey(views), views)
    return views


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
