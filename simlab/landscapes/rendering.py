"""From a landscape to its picture."""

import numpy as np
from PIL import Image

from simlab.errors import InputError
from simlab.landscapes.atmosphere import light_up
from simlab.landscapes.landscape import Landscape
from simlab.landscapes.painting import Canvas
from simlab.landscapes.scenes import SCENES

MAX_SIDE = 2048


def render(landscape: Landscape, side: int) -> Image.Image:
    """The picture of a landscape, `side` × `side` pixels of 8-bit RGB, the same for the same attributes.

    Raises:
        InputError: the side is not from 8 to MAX_SIDE.
    """
    if not 8 <= side <= MAX_SIDE:
        raise InputError(f"A landscape is painted at 8 to {MAX_SIDE:,} pixels a side; {side} were asked for.")
    canvas = Canvas(side)
    behind, before = (np.random.default_rng([landscape.seed, part]) for part in (0, 1))
    glow = SCENES[landscape.context].background(canvas, landscape, behind)
    SCENES[landscape.blend or landscape.context].foreground(canvas, landscape, before, glow)
    light_up(canvas, landscape, glow)
    return canvas.finish()
