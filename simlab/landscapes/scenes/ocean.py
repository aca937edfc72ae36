"""Ocean: water to the horizon, waves, islands far away, boats in front, ice in winter and leaves in autumn."""

import numpy as np

from simlab.landscapes.atmosphere import (
    air,
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


class Ocean:
    """Hue colours the water and the hulls; roughness raises waves; density and scale are the boats'."""

    def background(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator) -> np.ndarray:
        """Sky, islands, and water with its waves."""
        horizon = horizon_height(scene)
        glow = paint_sky(canvas, scene, horizon, rng)
        rise = 0.03 + 0.07 * rng.random()
        far = horizon - rise * np.clip(canvas.profile(rng, 4) + 0.1, 0, 1)
        land = mix(mix((0.45, 0.45, 0.42), foliage(scene), 0.5), snow(), 0.8 * snow_cover(scene))
        canvas.blend(canvas.below(far) * (canvas.y < horizon), distant(land, scene, 0.8))
        water = mix((0.05, 0.30, 0.45), subject(scene, 0.8, 0.55), 0.75)
        depth = np.clip((canvas.y - horizon) / max(0.05, 1 - horizon), 0, 1)
        sea = np.array(mix(water, air(scene), 0.45)) * (1 - depth[..., None]) + np.array(water) * depth[..., None]
        canvas.blend(canvas.below(horizon), np.broadcast_to(sea, canvas.rgb.shape))
        self._waves(canvas, scene, rng, horizon, depth)
        self._drift(canvas, scene, rng, horizon, depth)
        fill_air(canvas, scene, horizon)
        return glow * (canvas.y < horizon)

    def foreground(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator, glow: np.ndarray) -> None:
        """Boats, the nearest where the viewpoint says."""
        horizon = horizon_height(scene)
        count = 1 + round(7 * scene.density)
        with canvas.shapes() as brush:
            for number in range(count):
                first = number == count - 1
                near = 1.0 if first else (number + rng.random()) / count
                x = 0.15 + 0.7 * scene.viewpoint if first else rng.uniform(0.05, 0.95)
                y = horizon + (0.9 - horizon) * (0.08 + 0.6 * near * (0.4 + 0.6 * scene.scale))
                self._boat(brush, scene, rng, x, y, (0.05 + 0.2 * scene.scale) * (0.35 + 0.65 * near), near)

    @staticmethod
    def _waves(canvas: Canvas, scene: Landscape, rng: np.random.Generator, horizon: float, depth: np.ndarray) -> None:
        ripples = canvas.noise(rng, 5 + round(4 * (1 - scene.roughness)), 40, octaves=3)
        strength = (0.10 + 0.55 * scene.roughness) * (0.35 + 0.65 * depth) * canvas.below(horizon)
        canvas.multiply(1 + strength * ripples)
        foam = np.clip((ripples - 0.28 + 0.3 * scene.roughness - 0.25) * 5, 0, 1) * canvas.below(horizon)
        canvas.blend(foam * scene.roughness * depth * 0.9, (0.95, 0.97, 1.0))

    @staticmethod
    def _drift(canvas: Canvas, scene: Landscape, rng: np.random.Generator, horizon: float, depth: np.ndarray) -> None:
        """What the season lets float on the water: floes in winter, weed and leaves later, thickest far away."""
        patches = canvas.noise(rng, 9, 26, octaves=2)
        amount = max(snow_cover(scene), 0.45 * scene.season)
        colour = mix(lighter(foliage(scene), 0.9), snow(), min(1.0, 1.5 * snow_cover(scene)))
        canvas.blend(np.clip((patches + amount - 0.75) * 6, 0, 0.9) * canvas.below(horizon) * (1 - 0.5 * depth), colour)

    @staticmethod
    def _boat(
        brush: Brush, scene: Landscape, rng: np.random.Generator, x: float, y: float, size: float, near: float
    ) -> None:
        hull = distant(subject(scene, 0.9, 0.75, shift=0.5), scene, 0.7 * (1 - near))
        sail = distant((0.97, 0.95, 0.90), scene, 0.7 * (1 - near))
        brush.polygon(
            [(x - size, y - 0.18 * size), (x + size, y - 0.18 * size), (x + 0.65 * size, y + 0.2 * size),
             (x - 0.6 * size, y + 0.2 * size)], hull,
        )  # fmt: skip
        brush.line([(x, y - 0.15 * size), (x, y - 1.75 * size)], 0.05 * size, lighter(hull, 0.5))
        lean = 0.1 + 0.25 * scene.roughness * rng.uniform(0.5, 1.0)
        brush.polygon([(x + 0.06 * size, y - 1.7 * size), (x + (0.75 + lean) * size, y - 0.3 * size),
                       (x + 0.06 * size, y - 0.3 * size)], sail)  # fmt: skip
        brush.polygon([(x - 0.06 * size, y - 1.5 * size), (x - 0.55 * size, y - 0.3 * size),
                       (x - 0.06 * size, y - 0.3 * size)], lighter(sail, 0.88))  # fmt: skip
        brush.ellipse(x, y + 0.3 * size, 0.9 * size, 0.07 * size, (0.9, 0.95, 1.0), 0.35)
