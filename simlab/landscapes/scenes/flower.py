"""Flower: blossoms close by, on stems with leaves, before a blurred meadow."""

import numpy as np

from simlab.landscapes.atmosphere import air, foliage, horizon_height, snow, snow_cover, subject
from simlab.landscapes.landscape import Landscape
from simlab.landscapes.painting import Brush, Canvas, lighter, mix


class Flower:
    """Hue colours the petals; roughness makes them many and pointed; density counts blossoms, scale sizes them."""

    def background(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator) -> np.ndarray:
        """Blurred light above, blurred green below."""
        horizon = horizon_height(scene)
        green = mix(foliage(scene), snow(), 0.85 * snow_cover(scene))
        above, below = mix(air(scene), green, 0.3), lighter(green, 0.7)
        canvas.vertical_gradient(
            [(0, above), (horizon - 0.12, above), (horizon + 0.12, below), (1, lighter(below, 0.8))]
        )
        bokeh = canvas.noise(rng, 6, octaves=2)
        canvas.blend(np.clip(bokeh * 0.8, 0, 0.5), lighter(green, 1.35))
        canvas.blend(0.75 * scene.haze, air(scene))
        return np.zeros(canvas.rgb.shape[:2], dtype=np.float32)

    def foreground(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator, glow: np.ndarray) -> None:
        """Blossoms from far to near, the nearest where the viewpoint says."""
        count = 1 + round(10 * scene.density)
        with canvas.shapes() as brush:
            for number in range(count):
                first = number == count - 1
                near = 1.0 if first else 0.35 + 0.55 * number / count
                x = 0.2 + 0.6 * scene.viewpoint if first else rng.uniform(0.03, 0.97)
                y = 0.45 if first else rng.uniform(0.25, 0.85)
                self._blossom(brush, scene, rng, x, y, (0.07 + 0.2 * scene.scale) * near, near)

    @staticmethod
    def _blossom(
        brush: Brush, scene: Landscape, rng: np.random.Generator, x: float, y: float, size: float, near: float
    ) -> None:
        leaf = mix(lighter(foliage(scene), 0.85), air(scene), 0.5 * scene.haze * (1 - near))
        petal = mix(subject(scene, 0.9, 0.92, rng.uniform(-0.03, 0.03)), air(scene), 0.6 * scene.haze * (1.15 - near))
        brush.line([(x, y), (x + 0.04, 1.0)], 0.1 * size + 0.004, leaf)
        brush.polygon([(x + 0.02, y + 1.9 * size), (x + 0.9 * size, y + 1.2 * size), (x + 0.02, y + 2.3 * size)], leaf)
        petals = 5 + round(11 * scene.roughness)
        turn = rng.uniform(0, 2 * np.pi)
        for ring, reach in ((0, 1.0), (1, 0.68)):
            for number in range(petals):
                angle = turn + 2 * np.pi * (number + 0.5 * ring) / petals
                colour = lighter(petal, 0.78 + 0.3 * ring + 0.08 * (number % 2))
                dx, dy = np.cos(angle), np.sin(angle)
                half = 2.4 / petals * (1.25 - 0.5 * scene.roughness)
                points = [(x, y)]
                for along, wide in ((0.35, 0.8), (0.65, 1.0), (0.88, 0.75 - 0.6 * scene.roughness), (1.0, 0.1)):
                    points.append(
                        (
                            x + size * reach * (along * dx - half * wide * dy),
                            y + size * reach * (along * dy + half * wide * dx),
                        )
                    )
                for along, wide in ((0.88, 0.75 - 0.6 * scene.roughness), (0.65, 1.0), (0.35, 0.8)):
                    points.append(
                        (
                            x + size * reach * (along * dx + half * wide * dy),
                            y + size * reach * (along * dy - half * wide * dx),
                        )
                    )
                brush.polygon(points, colour)
        heart = mix((0.98, 0.8, 0.2), subject(scene, 0.8, 0.5, 0.5), 0.35)
        brush.ellipse(x, y, 0.24 * size, 0.24 * size, heart)
        brush.ellipse(x - 0.05 * size, y - 0.05 * size, 0.12 * size, 0.12 * size, lighter(heart, 1.3))
