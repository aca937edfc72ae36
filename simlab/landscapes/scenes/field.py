"""Field: crop rows that run to a vanishing point, hills behind, bales and lone trees."""

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
from simlab.landscapes.painting import Canvas, lighter, mix


class Field:
    """Hue colours the crop; season the hills; density counts rows and bales, roughness ruffles the land."""

    def background(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator) -> np.ndarray:
        """Sky, hills, and the striped field."""
        horizon = horizon_height(scene)
        glow = paint_sky(canvas, scene, horizon, rng)
        green = mix(foliage(scene), snow(), 0.9 * snow_cover(scene))
        for number, distance in enumerate((0.9, 0.6, 0.35)):
            gain = 0.2 + 0.45 * scene.roughness
            line = horizon - (0.09 - 0.03 * number) * (0.6 + canvas.profile(rng, 2 + number, gain=gain)) * (
                0.6 + scene.roughness
            )
            canvas.blend(canvas.below(line), distant(lighter(green, 0.9 - 0.05 * number), scene, distance))
        crop = mix(subject(scene, 0.85, 0.85), snow(), 0.75 * snow_cover(scene))
        soil = mix(lighter(green, 0.8), (0.45, 0.33, 0.2), 0.3)
        depth = np.clip((canvas.y - horizon) / max(0.05, 1 - horizon), 1e-3, 1)
        vanish = 0.1 + 0.8 * scene.viewpoint
        across = (canvas.x - vanish) / (depth + 0.06) * (3 + 9 * scene.density) * (1.3 - 0.8 * scene.scale)
        wobble = 0.9 * scene.roughness * canvas.noise(rng, 5, 10, octaves=2)
        stripes = 0.5 + 0.5 * np.sin(2 * np.pi * (across * 0.5 + wobble))
        field = np.array(soil)[None, None] * (1 - stripes[..., None]) + np.array(crop)[None, None] * stripes[..., None]
        canvas.blend(canvas.below(horizon + 0.004), field)
        fill_air(canvas, scene, horizon)
        return glow * (canvas.y < horizon - 0.02)

    def foreground(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator, glow: np.ndarray) -> None:
        """Bales on the field, and a lone tree where the viewpoint says."""
        horizon = horizon_height(scene)
        straw = mix(subject(scene, 0.6, 0.9), snow(), 0.7 * snow_cover(scene))
        leaf = mix(foliage(scene), snow(), 0.6 * snow_cover(scene))
        with canvas.shapes() as brush:
            x, size = 0.15 + 0.7 * scene.viewpoint, 0.06 + 0.22 * scene.scale
            base = horizon + 0.03 + 0.1 * scene.scale
            brush.rectangle(x - 0.05 * size, base - 0.7 * size, x + 0.05 * size, base, (0.3, 0.22, 0.15))
            for _ in range(8):
                cx, cy = x + rng.normal(0, 0.3 * size), base - size + rng.normal(0, 0.22 * size)
                if scene.roughness > 0.5:
                    brush.polygon(
                        [
                            (cx, cy - 0.55 * size),
                            (cx + 0.3 * size, cy + 0.3 * size),
                            (cx - 0.3 * size, cy + 0.3 * size),
                        ],
                        lighter(leaf, rng.uniform(0.75, 1.1)),
                    )
                else:
                    brush.ellipse(cx, cy, 0.34 * size, 0.3 * size, lighter(leaf, rng.uniform(0.75, 1.1)))
            count = round(9 * scene.density)
            for number in range(count):
                near = (number + 0.5) / count
                y = horizon + (1 - horizon) * (0.15 + 0.75 * near)
                radius = (0.012 + 0.06 * scene.scale) * (0.4 + 0.9 * near)
                bx = rng.uniform(0.03, 0.97)
                brush.ellipse(bx, y, 1.15 * radius, 0.25 * radius, (0.1, 0.1, 0.05), 0.35)
                brush.ellipse(bx, y - 0.8 * radius, radius, 0.85 * radius, lighter(straw, 0.8))
                brush.ellipse(bx - 0.15 * radius, y - 0.85 * radius, 0.7 * radius, 0.7 * radius, straw)
        glow[canvas.y[:, 0] > horizon] = 0
