"""City: a skyline in two depths with windows, a street or quay in front with trees and lamps."""

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

_LAMP: Colour = (1.0, 0.86, 0.5)


class City:
    """Hue colours the facades; scale and density size and count the buildings; roughness mixes their heights."""

    def background(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator) -> np.ndarray:
        """Sky, far towers, and the street."""
        street = horizon_height(scene, 0.86, 0.56)
        glow = paint_sky(canvas, scene, street, rng)
        self._row(canvas, scene, rng, glow, street, 0.75)
        ground = mix(mix((0.36, 0.36, 0.38), foliage(scene), 0.25), snow(), 0.8 * snow_cover(scene))
        canvas.blend(canvas.below(street), ground)
        vanish = 0.15 + 0.7 * scene.viewpoint
        with canvas.shapes() as brush:
            brush.polygon(
                [(vanish - 0.015, street), (vanish + 0.015, street), (vanish + 0.32, 1), (vanish - 0.32, 1)],
                lighter(ground, 0.62),
            )
            for part in range(4):
                near, far = street + (1 - street) * (0.25 * part + 0.12), street + (1 - street) * (0.25 * part + 0.02)
                brush.polygon(
                    [(vanish - 0.004, far), (vanish + 0.004, far), (vanish + 0.009, near), (vanish - 0.009, near)],
                    (0.9, 0.9, 0.8),
                )
        fill_air(canvas, scene, street - 0.15)
        glow[canvas.y[:, 0] > street] = 0
        return glow

    def foreground(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator, glow: np.ndarray) -> None:
        """Near buildings, street trees and lamps."""
        street = horizon_height(scene, 0.86, 0.56)
        self._row(canvas, scene, rng, glow, street + 0.01, 0.0)
        leaf = mix(foliage(scene), snow(), 0.6 * snow_cover(scene))
        with canvas.shapes() as brush:
            for x in np.linspace(0.08, 0.92, 3 + round(5 * scene.density)):
                y, size = street + 0.05, 0.035 + 0.05 * scene.scale
                brush.rectangle(x - 0.06 * size, y - size, x + 0.06 * size, y, (0.25, 0.18, 0.13))
                brush.ellipse(x, y - 1.2 * size, 0.55 * size, 0.7 * size, leaf)
        if scene.light < 0.45:
            for x in np.linspace(0.15, 0.85, 4):
                lamp = canvas.disc(x, street + 0.02, 0.05, 0.09)
                canvas.blend(0.8 * lamp, _LAMP)
                np.maximum(glow, 0.8 * lamp, out=glow)

    def _row(
        self, canvas: Canvas, scene: Landscape, rng: np.random.Generator, glow: np.ndarray, base: float, distance: float
    ) -> None:
        wide = (0.07 + 0.16 * scene.scale) * (1.25 - 0.5 * scene.density) * (1 - 0.3 * distance)
        gap = (1 - scene.density) * 0.16 * (1 - distance)
        centre, left = 0.1 + 0.8 * scene.viewpoint, -0.04
        lit = np.clip((0.5 - scene.light) * 3, 0, 1)
        boxes = []
        while left < 1.02:
            width = wide * rng.uniform(0.7, 1.3)
            near = np.exp(-(((left + width / 2 - centre) / 0.3) ** 2))
            mean = (0.13 + 0.36 * scene.scale) * (1 + 0.45 * distance) * (0.65 + 0.5 * near)
            height = mean * (1 + 0.75 * scene.roughness * rng.uniform(-1, 1))
            boxes.append((left, base - min(height, base - 0.04), width, rng.uniform(-0.05, 0.05), rng.random()))
            left += width + gap * rng.uniform(0.4, 1.6)
        with canvas.shapes() as brush:
            for x, top, width, shift, spire in boxes:
                wall = distant(subject(scene, 0.6, 0.72 + 2 * shift, shift), scene, distance)
                self._house(brush, scene, x, top, width, base, wall, spire, lit)
        if lit > 0 and distance == 0:
            warm = np.all(np.abs(canvas.rgb - np.array(_LAMP)) < 0.12, axis=2)
            glow[warm] = lit

    @staticmethod
    def _house(
        brush: Brush,
        scene: Landscape,
        x: float,
        top: float,
        width: float,
        base: float,
        wall: Colour,
        spire: float,
        lit: float,
    ) -> None:
        brush.rectangle(x, top, x + width, base, wall)
        brush.rectangle(x + 0.72 * width, top, x + width, base, lighter(wall, 0.72))
        if scene.roughness > 0.35 and spire < scene.roughness:
            brush.polygon(
                [(x, top), (x + width, top), (x + width / 2, top - (0.3 + scene.roughness) * width)], lighter(wall, 0.6)
            )
        if snow_cover(scene) > 0.05:
            brush.rectangle(x, top - 0.012, x + width, top + 0.006, snow(), snow_cover(scene))
        columns, step = 3, 0.026 + 0.028 * scene.scale
        for row in range(int((base - top - 0.02) / step)):
            for column in range(columns):
                shining = lit > 0 and (row * 7 + column * 3 + int(spire * 97)) % 5 < 3
                colour = _LAMP if shining else lighter(wall, 0.5)
                left = x + width * (0.1 + 0.3 * column)
                brush.rectangle(
                    left, top + 0.015 + row * step, left + 0.16 * width, top + 0.015 + (row + 0.55) * step, colour
                )
