"""Forest: trunks in layers that fade into the air, a carpet of flowers with a path through it, shafts of light."""

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
from simlab.landscapes.painting import Brush, Canvas, Colour, lighter, mix
from simlab.landscapes.scenes.tree import CHANCES, tree

_MOST_BEHIND, _MOST_BEFORE, _BLOSSOMS, _NEAR_BLOSSOMS = 32, 10, 130, 36
# Layers of the wood behind: distance through the air, and share of the trees.
_LAYERS = ((0.8, 0.5), (0.5, 0.3), (0.28, 0.2))


class Forest:
    """Hue colours the flowers of the floor; the season is in crowns and ground; roughness turns round crowns into
    spiky firs; density counts trees, scale is their height and girth; the great tree is where the viewpoint says."""

    def background(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator) -> np.ndarray:
        """Sky over the treeline, the wood in layers, the flowery floor with its path, and light that falls in."""
        floor = _floor(scene)
        glow = paint_sky(canvas, scene, floor, rng)
        trees, blossoms = rng.random((_MOST_BEHIND, 1 + CHANCES)), rng.random((_BLOSSOMS, 3))
        behind = canvas.rgb
        with canvas.shapes() as brush:
            self._treeline(brush, scene, rng.random(8), floor)
            count = 3 + round((_MOST_BEHIND - 3) * scene.density)
            number = 0
            for distance, share in _LAYERS:
                end = min(count, number + round(share * count))
                for place, (x, *chance) in enumerate(trees[number:end]):
                    spread = (place + x) / max(1, end - number)
                    near = 1 - distance
                    y = floor + 0.16 * (1 - floor) * near + 0.01 * chance[1]
                    tall = (0.16 + 0.5 * scene.scale) * (0.65 + 0.75 * near)
                    tree(brush, scene, chance, 1.1 * spread - 0.05, y, tall, distance, 0.4)
                number = end
        glow *= np.abs(canvas.rgb[..., 1] - behind[..., 1]) < 0.01
        self._ground(canvas, scene, blossoms, floor)
        fill_air(canvas, scene, floor - 0.05)
        self._shafts(canvas, scene, rng, floor)
        return np.asarray(glow * (canvas.y < floor), dtype=np.float32)

    def foreground(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator, glow: np.ndarray) -> None:
        """Near trees, the great one last, and flowers and ferns at their feet."""
        floor = _floor(scene)
        (great, *others), blossoms = rng.random((_MOST_BEFORE, 1 + CHANCES)), rng.random((_NEAR_BLOSSOMS, 3))
        tall = 0.34 + 0.95 * scene.scale
        behind = canvas.rgb
        with canvas.shapes() as brush:
            for number, (x, *chance) in enumerate(others[: round((_MOST_BEFORE - 1) * scene.density)]):
                near = 0.3 + 0.55 * number / _MOST_BEFORE
                self._standing(brush, scene, chance, x, floor + (0.97 - floor) * near, tall * (0.4 + 0.5 * near), near)
            place = 0.14 + 0.72 * scene.viewpoint
            self._standing(brush, scene, great[1:], place, floor + 0.8 * (0.98 - floor), tall, 1.0)
            for x, depth, tone in blossoms:
                _flower(brush, scene, x, 0.93 + 0.07 * depth, 0.006 + 0.012 * scene.scale * (0.6 + depth), tone, 0.0)
        glow *= np.abs(canvas.rgb[..., 1] - behind[..., 1]) < 0.01

    @staticmethod
    def _standing(
        brush: Brush, scene: Landscape, chance: np.ndarray | list[float], x: float, y: float, height: float, near: float
    ) -> None:
        """A tree on its shadow."""
        brush.ellipse(x + 0.06 * height, y, 0.13 * height, 0.016 * height, (0.04, 0.06, 0.05), 0.4)
        tree(brush, scene, list(chance), x, y, height, 0.22 * (1 - near), 0.42)

    @staticmethod
    def _treeline(brush: Brush, scene: Landscape, chance: np.ndarray, floor: float) -> None:
        """The far wood: two lines of tops, pointed when rough, with dark gaps between far trunks."""
        leaf = mix(foliage(scene), snow(), 0.6 * snow_cover(scene))
        across = np.linspace(0, 1, 161)
        for number in range(2):
            count = 13 + 5 * number
            phase = (across * count + chance[number]) % 1.0
            tops = scene.roughness * (1 - np.abs(2 * phase - 1)) + (1 - scene.roughness) * np.sqrt(
                np.clip(1 - (2 * phase - 1) ** 2, 0, 1)
            )
            swell = np.sin(2 * np.pi * (across + chance[2 + number])) + np.sin(2 * np.pi * (2 * across + chance[4]))
            tall = (0.17 - 0.06 * number) * (0.5 + scene.scale) * (1 + 0.22 * swell) + 0.05 * tops * (0.6 + scene.scale)
            colour = distant(lighter(leaf, 0.9 - 0.22 * number), scene, 0.85 - 0.2 * number)
            brush.polygon([(0, floor + 0.02), *zip(across, floor - tall, strict=True), (1, floor + 0.02)], colour)

    @staticmethod
    def _ground(canvas: Canvas, scene: Landscape, blossoms: np.ndarray, floor: float) -> None:
        """Floor in the colours of season and hue, a winding path, and flowers that grow towards the eye."""
        white = snow_cover(scene)
        grass = mix(mix(lighter(foliage(scene), 0.75), subject(scene, 0.85, 0.7), 0.42), snow(), 0.7 * white)
        earth = mix(mix((0.72, 0.60, 0.44), air(scene), 0.2), snow(), 0.8 * white)
        with canvas.shapes() as brush:
            for step in np.linspace(0, 1, 14):
                colour = distant(lighter(grass, 1.05 - 0.4 * step), scene, 0.5 * (1 - step))
                brush.rectangle(0, floor + (1 - floor) * step**1.4, 1, 1, colour)
            depth = np.linspace(0, 1, 20)
            way = 1 - scene.viewpoint
            middle = (0.2 + 0.6 * way) * (1 - depth) + 0.5 * depth + 0.10 * np.sin(5 * depth) * depth
            left, right = middle - 0.01 - 0.17 * depth**1.6, middle + 0.01 + 0.17 * depth**1.6
            rows = floor + (1 - floor) * depth
            brush.polygon([*zip(left, rows, strict=True), *zip(right[::-1], rows[::-1], strict=True)],
                          distant(earth, scene, 0.25))  # fmt: skip
            for x, away, tone in blossoms[np.argsort(blossoms[:, 1])]:
                near = away**1.3
                if abs(x - np.interp(near, depth, middle)) > 0.02 + 0.17 * near**1.6:
                    _flower(brush, scene, x, floor + (1 - floor) * near, 0.004 + 0.015 * near, tone, 0.5 * (1 - near))

    @staticmethod
    def _shafts(canvas: Canvas, scene: Landscape, rng: np.random.Generator, floor: float) -> None:
        """Light that falls slantwise between the crowns by day, most of it through mist."""
        source = 0.12 + 0.76 * scene.viewpoint
        with canvas.stencil() as light:
            for place, width in rng.random((6, 2)):
                foot = source + 1.5 * (place - 0.5)
                top, wide = source + 0.35 * (place - 0.5), 0.02 + 0.06 * width
                light.polygon(
                    [(top, -0.02), (top + 0.4 * wide, -0.02), (foot + wide, floor + 0.1), (foot - wide, floor + 0.1)]
                )
        strength = max(0.0, scene.light - 0.2) * (0.22 + 0.2 * scene.haze)
        canvas.blend(strength * canvas.blurred(light.mask, 0.01) * (1.1 - canvas.y), mix(air(scene), (1, 1, 0.9), 0.6))


def _floor(scene: Landscape) -> float:
    """y where the floor of the forest begins."""
    return horizon_height(scene, 0.88, 0.5)


def _flower(brush: Brush, scene: Landscape, x: float, y: float, size: float, tone: float, distance: float) -> None:
    """One blossom in the main colour, a disc when smooth and a spike when rough."""
    colour: Colour = distant(mix(subject(scene, 0.95, 0.75 + 0.25 * tone, 0.06 * (tone - 0.5)), snow(),
                                 0.35 * snow_cover(scene)), scene, distance)  # fmt: skip
    tall = size * (1 + 1.6 * scene.roughness)
    if tone < scene.roughness:
        brush.polygon([(x - 0.7 * size, y), (x, y - 1.6 * tall), (x + 0.7 * size, y)], colour)
    else:
        brush.ellipse(x, y - 0.5 * size, size, 0.8 * size, colour)
