"""From pictures to random views of them: cut out, coloured, degraded."""

import torch
from jaxtyping import Float, UInt8

from simlab.training.augmentation.colours import recoloured
from simlab.training.augmentation.crops import cropped
from simlab.training.augmentation.degradations import degraded
from simlab.training.recipes import ViewRecipe


def augmented(
    pixels: UInt8[torch.Tensor, "images 3 side side"], recipe: ViewRecipe, size: int, generator: torch.Generator
) -> Float[torch.Tensor, "images 3 size size"]:
    """A random view of each picture, in 0…1.

    What a recipe leaves out draws nothing, so that a new setting changes no view of those without it.

    Args:
        pixels: squares, of any side.
        recipe: says how far views may differ.
        size: side of the views.
        generator: on the processor, so that a seed gives the same views on every device.
    """
    views = cropped(pixels.float() / 255, recipe, size, generator)
    views = recoloured(views, recipe, generator).clamp(0, 1)
    return degraded(views, recipe, generator)
