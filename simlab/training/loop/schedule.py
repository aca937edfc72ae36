"""The learning rate of every step."""

import math

from simlab.training.recipes import LoopRecipe


def learning_rate(recipe: LoopRecipe, step: int, steps: int) -> float:
    """The learning rate of a step of the optimiser, counted from 0, out of all steps of a run."""
    if recipe.schedule == "constant":
        return recipe.learning_rate
    warm_up = max(1, round(recipe.warm_up * steps))
    if step < warm_up:
        return recipe.learning_rate * (step + 1) / warm_up
    return recipe.learning_rate * (1 + math.cos(math.pi * (step - warm_up) / max(1, steps - warm_up))) / 2
