"""What every context brings."""

from typing import Protocol

import numpy as np

from simlab.landscapes.landscape import Landscape
from simlab.landscapes.painting import Canvas


class Scene(Protocol):
    """How one context is painted, back to front, as at noon in white light; `light_up` comes afterwards.

    A picture between two contexts has the background of one and the foreground of the other. Each part draws chance
    from its own generator, so that the parts do not disturb each other.
    """

    def background(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator) -> np.ndarray:
        """Fill the whole canvas: sky and what lies far away.

        Returns:
            [side, side]: how much each pixel shines by itself (0…1).
        """

    def foreground(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator, glow: np.ndarray) -> None:
        """What stands in front, over a background that may be another context's; adds to `glow` in place."""
