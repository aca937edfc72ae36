"""City: a skyline in three depths with windows lit at night, a street or a river before it, trees and lamps."""

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
from simlab.landscapes.painting import Brush, Canvas, Colour, Point, Stencil, lighter, mix

_LAMP: Colour = (1.0, 0.84, 0.46)
_MOST_HOUSES = 40


class City:
    """Hue colours the facades; density closes the gaps, scale sizes the houses; roughness turns even domes into spires
    of uneven height; the tallest tower stands where the viewpoint says."""

    def background(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator) -> np.ndarray:
        """Sky, two rows of far houses, and a street or a river that leads to the tallest."""
        street = _street(scene)
        glow = paint_sky(canvas, scene, street, rng)
        sky = glow.copy()
        self._row(canvas, scene, rng, glow, street + 0.01, 1.0)
        self._row(canvas, scene, rng, glow, street + 0.01, 0.5)
        if scene.blend:  # what another context puts in front may not put these windows out: paint them, unlit
            np.minimum(glow, sky, out=glow)
        lawn = mix(mix((0.45, 0.45, 0.45), foliage(scene), 0.75), snow(), snow_cover(scene))
        river, stretch = rng.random() < 0.4, 1 - street
        canvas.blend(canvas.below(street), lawn)
        vanish = 0.12 + 0.76 * scene.viewpoint
        way = (
            mix((0.16, 0.36, 0.52), air(scene), 0.35)
            if river
            else mix((0.27, 0.27, 0.30), snow(), 0.2 * snow_cover(scene))
        )
        with canvas.shapes() as brush:
            brush.polygon(_way(vanish, street, 0.47), mix((0.72, 0.70, 0.66), snow(), snow_cover(scene)))
            brush.polygon(_way(vanish, street, 0.40), way)
            for near, sway, shade in rng.random((26, 3)) if river else []:
                y, half = street + stretch * near**1.5, (0.02 + 0.30 * near**1.5) * 0.5
                brush.line([(vanish + (sway - 0.8) * half, y), (vanish + (sway - 0.1) * half, y)],
                           0.004 + 0.008 * near, lighter(way, 0.8 + 0.7 * shade))  # fmt: skip
            for near in () if river else (0.06, 0.2, 0.42, 0.75):
                dash = [(vanish + side * 0.016 * k, street + stretch * k) for side, k in
                        ((-1, near), (1, near), (1, 1.35 * near), (-1, 1.35 * near))]  # fmt: skip
                brush.polygon(dash, (0.95, 0.93, 0.82))
            for near, tone in [] if river else rng.random((6, 2))[: round(6 * scene.density)]:
                depth, lane = 0.12 + 0.7 * near, 1 if tone > 0.5 else -1
                self._car(
                    brush,
                    vanish + 0.2 * lane * depth,
                    street + stretch * depth,
                    0.20 * depth,
                    subject(scene, 0.9, 0.8, tone),
                )
        glow *= 1 - canvas.below(street)
        fill_air(canvas, scene, street - 0.12)
        return glow

    def foreground(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator, glow: np.ndarray) -> None:
        """Near houses on their quay, trees of the season and lamps."""
        street, size = _street(scene), 0.045 + 0.06 * scene.scale
        self._row(canvas, scene, rng, glow, street + 0.025, 0.0)
        veil = 0.55 * scene.haze
        quay = mix(mix((0.58, 0.56, 0.53), snow(), snow_cover(scene)), air(scene), veil)
        leaf = mix(mix(foliage(scene), snow(), 0.65 * snow_cover(scene)), air(scene), veil)
        night = min(1.0, max(0.0, (0.45 - scene.light) * 4))
        lamps = np.linspace(0.08, 0.92, 5)
        with canvas.shapes() as brush:
            brush.rectangle(0, street + 0.02, 1, street + 0.055, quay)
            brush.rectangle(0, street + 0.055, 1, street + 0.075, lighter(quay, 0.55))
            for number, (shift, tall, tone) in enumerate(rng.random((9, 3))[: 2 + round(7 * scene.density)]):
                x = (0.17 + 0.382 * number + 0.1 * shift) % 1.0
                self._tree(brush, scene, x, street + 0.045, size * (0.8 + 0.5 * tall), lighter(leaf, 0.85 + 0.3 * tone))
            for x in lamps:
                brush.line([(x, street + 0.05), (x, street - 0.055)], 0.007, (0.15, 0.15, 0.17))
                brush.ellipse(x, street - 0.06, 0.013, 0.013, (1.0, 0.95, 0.8))
        if night:
            with canvas.stencil() as bulbs:
                for x in lamps:
                    bulbs.ellipse(x, street - 0.06, 0.03, 0.03)
            shine = np.clip(2.2 * canvas.blurred(bulbs.mask, 0.022), 0, 1) * night
            canvas.blend(0.85 * shine, _LAMP)
            np.maximum(glow, shine, out=glow)

    @staticmethod
    def _row(
        canvas: Canvas, scene: Landscape, rng: np.random.Generator, glow: np.ndarray, base: float, distance: float
    ) -> None:
        """Houses from left to right; `distance` is 0 for the near row and 1 for the farthest."""
        wide = (0.075 + 0.15 * scene.scale) * (1 - 0.4 * distance)
        gap = (1 - scene.density) ** 1.3 * (0.30 - 0.1 * distance)
        centre, left = 0.12 + 0.76 * scene.viewpoint, -0.05
        lit = min(1.0, max(0.0, (0.45 - scene.light) * 4)) * (1 - 0.6 * scene.haze * max(distance, 0.4))
        with canvas.stencil() as solid, canvas.stencil() as lights, canvas.shapes() as brush:
            for broad, tall, tone, free, roof in rng.random((_MOST_HOUSES, 5)):
                if left > 1.02:
                    break
                width = wide * (0.75 + 0.5 * broad)
                near = float(np.exp(-(((left + width / 2 - centre) / 0.2) ** 2)))
                mean = (0.12 + 0.27 * scene.scale) * (1 + 0.35 * distance) * (0.7 + 0.85 * near)
                height = mean * (1 + 1.3 * scene.roughness * (tall - 0.45))
                wall = distant(
                    subject(scene, 0.72, 0.66 + 0.24 * tone, 0.07 * (tone - 0.5)),
                    scene,
                    0.3 * scene.haze + 0.65 * distance,
                )
                house = _House(left, base - min(height, base - 0.1), width, base, wall, roof)
                house.paint(brush, solid, lights, scene, lit)
                left += width + gap * (0.4 + 1.2 * free)
        glow *= 1 - solid.mask
        np.maximum(glow, lights.mask, out=glow)

    @staticmethod
    def _car(brush: Brush, x: float, y: float, size: float, colour: Colour) -> None:
        brush.ellipse(x, y, 0.75 * size, 0.12 * size, (0.05, 0.05, 0.06), 0.5)
        brush.ellipse(x, y - 0.38 * size, 0.45 * size, 0.33 * size, lighter(colour, 0.6))
        brush.rectangle(x - 0.62 * size, y - 0.42 * size, x + 0.62 * size, y - 0.05 * size, colour)
        for side in (-0.45, 0.45):
            brush.ellipse(x + side * size, y - 0.25 * size, 0.1 * size, 0.1 * size, (1.0, 0.95, 0.75))

    @staticmethod
    def _tree(brush: Brush, scene: Landscape, x: float, y: float, size: float, leaf: Colour) -> None:
        """A round crown when smooth, a pointed one when rough."""
        brush.rectangle(x - 0.07 * size, y - 0.9 * size, x + 0.07 * size, y, (0.26, 0.18, 0.13))
        if scene.roughness > 0.6:
            brush.polygon(
                [(x - 0.5 * size, y - 0.5 * size), (x, y - 2.3 * size), (x + 0.5 * size, y - 0.5 * size)], leaf
            )
            return
        brush.ellipse(x, y - 1.2 * size, 0.62 * size, 0.72 * size, lighter(leaf, 0.85))
        brush.ellipse(x - 0.12 * size, y - 1.35 * size, 0.42 * size, 0.48 * size, lighter(leaf, 1.1))


class _House:
    """One house: a wall with a shaded side, a roof after the roughness, and windows, of which the night lights some."""

    def __init__(self, left: float, top: float, width: float, base: float, wall: Colour, chance: float) -> None:
        self._left, self._top, self._width, self._base, self._wall, self._chance = left, top, width, base, wall, chance

    def paint(self, brush: Brush, solid: Stencil, lights: Stencil, scene: Landscape, lit: float) -> None:
        """Draw it, its silhouette, and the windows that shine."""
        left, top, right, base = self._left, self._top, self._left + self._width, self._base
        body = [(left, base), (left, top), (right, top), (right, base)]
        roof = self._roof(scene)
        for stencil, value in ((solid, 1.0), (lights, 0.0)):
            stencil.polygon(body, value)
            stencil.polygon(roof, value)
        brush.polygon(roof, mix(lighter(self._wall, 0.58), snow(), snow_cover(scene)))
        brush.rectangle(left, top, right, base, self._wall)
        brush.rectangle(right - 0.24 * self._width, top, right, base, lighter(self._wall, 0.7))
        if snow_cover(scene) > 0:
            brush.rectangle(left, top - 0.004, right, top + 0.014, snow(), snow_cover(scene))
        columns, step = 3, 0.026 + 0.022 * scene.scale
        for row in range(int((base - top - 0.03) / step)):
            for column in range(columns):
                shining = lit > 0 and (7 * row + 3 * column + int(97 * self._chance)) % 5 < 3
                x, y = left + self._width * (0.08 + 0.31 * column), top + 0.02 + step * row
                pane = mix(lighter(self._wall, 0.48), _LAMP, lit if shining else 0)
                brush.rectangle(x, y, x + 0.18 * self._width, y + 0.55 * step, pane)
                if shining:
                    lights.polygon([(x, y), (x + 0.18 * self._width, y), (x + 0.18 * self._width, y + 0.55 * step),
                                    (x, y + 0.55 * step)], lit)  # fmt: skip

    def _roof(self, scene: Landscape) -> list[Point]:
        """A dome when smooth, nearly flat halfway, a spire when rough."""
        across = np.linspace(-1, 1, 13)
        if scene.roughness < 0.5:
            rise = 0.5 * (1 - 2 * scene.roughness) * np.sqrt(1 - across**2)
        else:
            rise = (2 * scene.roughness - 1) * (0.5 + 1.1 * self._chance) * (1 - np.abs(across))
        middle, half = self._left + self._width / 2, self._width / 2
        return [(middle + half * a, self._top + 0.002 - self._width * r) for a, r in zip(across, rise, strict=True)]


def _street(scene: Landscape) -> float:
    """y where the street begins, the foot of the houses."""
    return horizon_height(scene, 0.86, 0.52)


def _way(vanish: float, street: float, half: float) -> list[Point]:
    """What leads from the front to the vanishing point: a street, or its banks."""
    return [(vanish - 0.03, street), (vanish + 0.03, street), (vanish + half, 1), (vanish - half, 1)]
