"""Abstract: bands of colour and shapes upon them, round and calm or sharp and wild."""

import numpy as np

from simlab.landscapes.atmosphere import air, foliage, horizon_height, snow, snow_cover, subject
from simlab.landscapes.landscape import Landscape
from simlab.landscapes.painting import Brush, Canvas, Colour, lighter, mix


class Abstract:
    """Hue leads the palette, the season gives the second colour; roughness turns discs into shards."""

    def background(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator) -> np.ndarray:
        """Two fields of colour that meet at the horizon, with a trace of the brush."""
        horizon = horizon_height(scene)
        upper, lower = subject(scene, 0.35, 0.95, 0.08), subject(scene, 0.7, 0.55)
        edge = horizon + 0.12 * scene.roughness * canvas.profile(rng, 7)
        canvas.vertical_gradient([(0, upper), (1, lighter(upper, 0.85))])
        canvas.blend(canvas.below(edge), lower)
        canvas.multiply(1 + 0.12 * canvas.noise(rng, 3, 30, octaves=3))
        canvas.blend(0.7 * scene.haze, air(scene))
        return np.zeros(canvas.rgb.shape[:2], dtype=np.float32)

    def foreground(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator, glow: np.ndarray) -> None:
        """Shapes, the largest where the viewpoint says."""
        second = mix(foliage(scene), snow(), 0.9 * snow_cover(scene))
        palette: list[Colour] = [subject(scene, 0.9, 0.85), second, subject(scene, 0.9, 0.7, 0.5), (0.12, 0.12, 0.15)]
        count = 2 + round(20 * scene.density)
        with canvas.shapes() as brush:
            for number in range(count):
                first = number == 0
                x = 0.2 + 0.6 * scene.viewpoint if first else rng.uniform(0.02, 0.98)
                y = 0.5 if first else rng.uniform(0.08, 0.92)
                size = (0.04 + 0.17 * scene.scale) * (1.5 if first else rng.uniform(0.35, 1.0))
                colour = mix(palette[number % len(palette)], air(scene), 0.55 * scene.haze)
                self._shape(brush, scene, rng, x, y, size, colour)

    @staticmethod
    def _shape(
        brush: Brush, scene: Landscape, rng: np.random.Generator, x: float, y: float, size: float, colour: Colour
    ) -> None:
        if rng.random() > scene.roughness:
            brush.ellipse(x, y, size, size, colour, 0.9)
            brush.ellipse(x, y, 0.55 * size, 0.55 * size, lighter(colour, 1.3), 0.9)
            return
        angles = np.sort(rng.uniform(0, 2 * np.pi, 3 + int(rng.integers(4))))
        reach = size * rng.uniform(0.4, 1.9, len(angles))
        brush.polygon(
            [(x + r * np.cos(a), y + r * np.sin(a)) for a, r in zip(angles, reach, strict=True)], colour, 0.92
        )
        brush.line([(x - 1.6 * size, y + size), (x + 1.6 * size, y - size)], 0.012, (0.1, 0.1, 0.12))
