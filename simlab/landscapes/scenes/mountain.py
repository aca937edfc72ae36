"""Mountain: layered ridges, the main peak where the viewpoint says, firs in front."""

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
from simlab.landscapes.painting import Brush, Canvas, Colour, lighter, mix


class Mountain:
    """Hue colours the rock; roughness makes ridges jagged; density counts ridges and firs, scale is their size."""

    def background(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator) -> np.ndarray:
        """Sky, ridges from far to near, and the ground at their foot."""
        foot = horizon_height(scene, 0.85, 0.45)
        glow = paint_sky(canvas, scene, foot, rng)
        rock = mix((0.42, 0.42, 0.45), subject(scene, 0.7, 0.55), 0.75)
        ridges = 2 + round(2 * scene.density)
        snow_depth = 0.12 + 0.88 * (1 - scene.season) ** 2.2
        for number in range(ridges):
            depth = 1 - (number + 0.5) / ridges
            line = self._ridge(canvas, scene, rng, foot, depth)
            mask = canvas.below(line)
            colour = distant(rock, scene, 0.3 + 0.6 * depth)
            canvas.blend(mask, colour)
            # Faces turned to the light: a relief whose bumps lean down the slope.
            relief = canvas.noise(rng, 9, 5, octaves=4)
            side = np.sign(0.5 - scene.viewpoint) or 1.0
            shade = side * np.gradient(relief, axis=1) * canvas.side / 40 * (0.4 + scene.roughness)
            canvas.multiply(1 + mask * np.clip(shade, -0.35, 0.35) * (1 - 0.5 * depth))
            level = line + snow_depth * 0.55 * (foot - line.min()) - 0.12 * (line - line.min()) + 0.03 * relief
            cap = mask * np.clip((level - canvas.y) * 60, 0, 1)
            bright = lighter(snow(), 1.05)
            canvas.blend(
                cap * (0.95 - 0.35 * depth),
                np.array(distant(bright, scene, 0.6 * depth)) * (1 + 0.6 * np.clip(shade, -0.3, 0.1))[..., None],
            )
            glow *= 1 - mask
        ground = self._meadow(scene)
        canvas.blend(canvas.below(foot + 0.01 * canvas.profile(rng, 6)), distant(ground, scene, 0.2))
        fill_air(canvas, scene, foot)
        return glow

    def foreground(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator, glow: np.ndarray) -> None:
        """Firs on the near slope, more of them where it is dense."""
        foot = horizon_height(scene, 0.85, 0.45)
        ground = distant(self._meadow(scene), scene, 0.45)
        line = foot + 0.10 + 0.05 * canvas.profile(rng, 3)
        canvas.blend(canvas.below(np.minimum(line, 0.97)), lighter(ground, 0.75))
        count = 2 + round(16 * scene.density)
        with canvas.shapes() as brush:
            for number in range(count):
                near = (number + rng.random()) / count
                x = np.clip(rng.normal(0.15 + 0.7 * scene.viewpoint, 0.3), 0, 1)
                size = (0.06 + 0.28 * scene.scale) * (0.5 + 0.5 * near)
                y = min(0.99, foot + 0.1 + 0.3 * near * (1 - foot) + 0.12 * near)
                fir(brush, scene, x, y, size)
        glow[canvas.y[:, 0] > foot] = 0

    @staticmethod
    def _meadow(scene: Landscape) -> Colour:
        """Grass with flowers of the scene's colour, under snow in winter."""
        return mix(mix(foliage(scene), subject(scene, 0.8, 0.7), 0.35), snow(), 0.9 * snow_cover(scene))

    @staticmethod
    def _ridge(canvas: Canvas, scene: Landscape, rng: np.random.Generator, foot: float, depth: float) -> np.ndarray:
        """A skyline whose highest point is where the viewpoint says; near ridges are lower."""
        height = (0.22 + 0.62 * scene.scale) * (foot - 0.04) * (0.35 + 0.65 * depth)
        centre = 0.15 + 0.7 * scene.viewpoint + (0 if depth > 0.5 else rng.uniform(-0.3, 0.3))
        away = np.abs(canvas.x[0] - centre)
        peak = (1 - scene.roughness) * np.exp(-((away / 0.3) ** 2)) + scene.roughness * np.clip(1 - away / 0.55, 0, 1)
        bumps = canvas.profile(rng, 4 + round(4 * scene.roughness), octaves=5, gain=0.25 + 0.4 * scene.roughness)
        smooth = round((0.7 - scene.roughness) * 0.1 * canvas.side)
        if smooth > 0:
            bumps = np.convolve(
                np.pad(bumps, smooth, mode="edge"), np.full(2 * smooth + 1, 1 / (2 * smooth + 1)), "valid"
            )
        return np.asarray(foot - height * (0.25 + 0.7 * peak + (0.12 + 0.22 * scene.roughness) * bumps))


def fir(brush: Brush, scene: Landscape, x: float, y: float, size: float) -> None:
    """A fir of a height `size` that stands at (x, y); snow lies on it in winter."""
    green: Colour = mix((0.10, 0.28, 0.16), foliage(scene), 0.4)
    brush.rectangle(x - 0.04 * size, y - 0.15 * size, x + 0.04 * size, y, (0.30, 0.20, 0.14))
    for tier in range(3):
        top, bottom, half = 1.0 - 0.27 * tier, 0.55 - 0.22 * tier, 0.16 + 0.09 * tier
        points = [(x, y - top * size), (x + half * size, y - bottom * size), (x - half * size, y - bottom * size)]
        brush.polygon(points, lighter(green, 1 - 0.12 * tier))
        if snow_cover(scene) > 0.1:
            brush.polygon(
                [
                    points[0],
                    (x + 0.5 * half * size, y - (top - 0.2) * size),
                    (x - 0.5 * half * size, y - (top - 0.2) * size),
                ],
                snow(),
                snow_cover(scene),
            )
