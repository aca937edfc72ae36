"""Forest: trunks in layers of depth, crowns of the season, undergrowth in the scene's colour."""

import numpy as np

from simlab.landscapes.atmosphere import (
    distant,
    fill_air,
    foliage,
    horizon_height,
    paint_sky,
    snow,
    snow_cover,
    subject,
)
from simlab.landscapes.landscape import Landscape
from simlab.landscapes.painting import Brush, Canvas, lighter, mix


class Forest:
    """Hue colours the undergrowth; roughness makes crowns spiky; density counts trees, scale is their girth."""

    def background(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator) -> np.ndarray:
        """Light between the trees, a far wall of leaves, and the floor."""
        floor = horizon_height(scene, 0.88, 0.52)
        paint_sky(canvas, scene, floor, rng)
        leaves = mix(foliage(scene), snow(), 0.5 * snow_cover(scene))
        wall = canvas.noise(rng, 8, octaves=4)
        top = floor - 0.35 - 0.2 * scene.density + 0.1 * canvas.profile(rng, 8, gain=0.3 + 0.4 * scene.roughness)
        canvas.blend(canvas.below(top) * 0.9, distant(lighter(leaves, 0.7), scene, 0.8))
        canvas.multiply(1 + 0.18 * wall * canvas.below(top))
        ground = mix(mix((0.32, 0.25, 0.16), subject(scene, 0.8, 0.65), 0.65), snow(), 0.85 * snow_cover(scene))
        canvas.blend(canvas.below(floor), ground)
        speckle = canvas.noise(rng, 24, 40, octaves=2)
        canvas.multiply(1 + 0.25 * speckle * canvas.below(floor))
        fill_air(canvas, scene, floor - 0.1)
        return np.zeros(canvas.rgb.shape[:2], dtype=np.float32)

    def foreground(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator, glow: np.ndarray) -> None:
        """Trees from far to near, and a great one where the viewpoint says."""
        floor = horizon_height(scene, 0.88, 0.52)
        count = 3 + round(22 * scene.density)
        with canvas.shapes() as brush:
            for number in range(count):
                first = number == count - 1
                near = 1.0 if first else number / count
                x = 0.12 + 0.76 * scene.viewpoint if first else rng.uniform(0, 1)
                y = floor + (0.98 - floor) * near * 0.7
                girth = (0.010 + 0.05 * scene.scale) * (0.3 + 0.7 * near)
                self._tree(brush, scene, rng, x, y, girth, near)
        glow *= 1 - canvas.below(floor)

    @staticmethod
    def _tree(
        brush: Brush, scene: Landscape, rng: np.random.Generator, x: float, y: float, girth: float, near: float
    ) -> None:
        bark = distant(mix((0.28, 0.20, 0.15), (0.75, 0.74, 0.70), 0.15), scene, 0.8 * (1 - near))
        leaf = distant(mix(foliage(scene), snow(), 0.6 * snow_cover(scene)), scene, 0.75 * (1 - near))
        height = girth * 9 + 0.25
        top = y - height
        brush.polygon([(x - girth, y), (x + girth, y), (x + 0.45 * girth, top), (x - 0.45 * girth, top)], bark)
        brush.polygon([(x + 0.2 * girth, y), (x + girth, y), (x + 0.45 * girth, top)], lighter(bark, 0.7))
        crown = 2.5 * girth + 0.04
        for _ in range(7):
            cx, cy = x + rng.normal(0, 0.9 * crown), top + rng.normal(0, 0.9 * crown)
            size = crown * rng.uniform(0.5, 1.0)
            shade = lighter(leaf, rng.uniform(0.75, 1.15))
            if scene.roughness > 0.5:
                lean = 0.5 + scene.roughness
                brush.polygon(
                    [(cx, cy - 1.5 * lean * size), (cx + 0.8 * size, cy + size), (cx - 0.8 * size, cy + size)], shade
                )
            else:
                brush.ellipse(cx, cy, size * 1.15, size, shade)
