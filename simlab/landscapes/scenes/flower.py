"""Flower: blossoms close by, on stems with leaves, before a garden out of focus."""

import numpy as np
from PIL import Image, ImageFilter

from simlab.landscapes.atmosphere import air, foliage, horizon_height, snow, snow_cover, subject
from simlab.landscapes.landscape import Landscape
from simlab.landscapes.painting import Brush, Canvas, Colour, Point, lighter, mix

_MOST_BLOSSOMS = 12


class Flower:
    """Hue colours the petals; roughness makes them many, thin and pointed; density counts blossoms, scale sizes them;
    the season is in the leaves and on the ground."""

    def background(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator) -> np.ndarray:
        """A pale distance above the horizon and a bed of leaves below, both out of focus, with discs of light."""
        horizon = horizon_height(scene)
        ground = mix(foliage(scene), snow(), snow_cover(scene))
        above, below = mix(mix(air(scene), ground, 0.22), subject(scene, 0.6, 0.95, 0.45), 0.22), lighter(ground, 0.72)
        canvas.vertical_gradient(
            [(0, lighter(above, 0.88)), (horizon - 0.05, above), (horizon + 0.05, below), (1, lighter(below, 0.6))]
        )
        with canvas.shapes() as brush:
            for x, y, size, tone in rng.random((34, 4)):
                radius = (0.025 + 0.07 * size) * (0.6 + 0.8 * scene.scale)
                if tone < 0.3:
                    brush.ellipse(
                        x,
                        horizon + (1 - horizon) * y,
                        radius,
                        radius,
                        subject(scene, 0.85, 0.9, 0.1 * (tone - 0.15)),
                        0.55,
                    )
                else:
                    brush.ellipse(x, horizon - 0.04 + 0.9 * (1 - horizon) * y, radius, (1 + scene.roughness) * radius,
                                  lighter(ground, 0.55 + 0.8 * tone), 0.6)  # fmt: skip
        picture = Image.fromarray((np.clip(canvas.rgb, 0, 1) * 255).astype(np.uint8))
        blurred = picture.filter(ImageFilter.BoxBlur(0.02 * canvas.side))
        canvas.rgb = np.asarray(blurred, dtype=np.float32) / 255
        with canvas.shapes() as brush:
            for x, y, size, _ in rng.random((12, 4)):
                brush.ellipse(x, horizon * y, 0.02 + 0.04 * size, 0.02 + 0.04 * size, (1.0, 0.98, 0.9), 0.16)
        canvas.blend(0.82 * scene.haze, mix(air(scene), (1, 1, 1), 0.2))
        return np.zeros(canvas.rgb.shape[:2], dtype=np.float32)

    def foreground(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator, glow: np.ndarray) -> None:
        """Blossoms from far to near, the nearest where the viewpoint says."""
        count = 1 + round((_MOST_BLOSSOMS - 1) * scene.density)
        first, *others = rng.random((_MOST_BLOSSOMS, 5))
        nearness = [0.45 + 0.4 * number / _MOST_BLOSSOMS for number in range(_MOST_BLOSSOMS)]
        lift = 0.25 * (0.5 - scene.horizon)
        size = 0.075 + 0.19 * scene.scale
        behind = canvas.rgb
        with canvas.shapes() as brush:
            for near, chance in list(zip(nearness, others, strict=False))[: count - 1]:
                x, y = 0.03 + 0.94 * chance[0], 0.30 + lift + 0.5 * chance[1]
                self._flower(brush, scene, chance[2:], x, y, size * near, near)
            self._flower(brush, scene, first[2:], 0.18 + 0.64 * scene.viewpoint, 0.42 + lift, 1.15 * size, 1.0)
        if glow.any():  # what stands in front of a lit window or a star puts it out
            glow *= np.abs(canvas.rgb - behind).max(axis=2) < 0.01

    def _flower(
        self, brush: Brush, scene: Landscape, chance: np.ndarray, x: float, y: float, size: float, near: float
    ) -> None:
        """Stem, leaves and blossom about (x, y); the air fades what is not near."""
        veil, fade = mix(air(scene), (1, 1, 1), 0.2), scene.haze * (1.05 - 0.55 * near)
        leaf = mix(mix(lighter(foliage(scene), 0.9), snow(), 0.35 * snow_cover(scene)), veil, fade)
        petal = mix(subject(scene, 0.95, 0.93, 0.05 * (chance[0] - 0.5)), veil, fade)
        heart = mix(mix((0.99, 0.80, 0.16), (0.34, 0.18, 0.08), chance[1]), veil, fade)
        bow, foot = 0.5 * (chance[2] - 0.5) * size, 1.05
        stem = [(x + bow * np.sin(np.pi * t), y + (foot - y) * t) for t in np.linspace(0, 1, 7)]
        brush.line(stem, 0.003 + 0.085 * size, lighter(leaf, 0.7))
        for number in range(3):
            root, side = stem[2 + number], 1 if (number + int(2 * chance[0])) % 2 else -1
            self._leaf(
                brush, scene, root, side * (1.2 + 0.25 * chance[1]) * size, size, lighter(leaf, 0.85 + 0.15 * number)
            )
        count, turn = 5 + round(11 * scene.roughness), 2 * np.pi * chance[2]
        for ring, (reach, shade) in enumerate(((1.0, 0.72), (0.84, 0.95), (0.55, 1.12))):
            for number in range(count):
                angle = turn + 2 * np.pi * (number + 0.5 * ring) / count
                tone = shade + 0.07 * (-1) ** number
                brush.polygon(_petal(scene, x, y, angle, reach * size, count), _shade(petal, tone))
        brush.ellipse(x, y, 0.25 * size, 0.25 * size, lighter(heart, 0.7))
        brush.ellipse(x - 0.02 * size, y - 0.02 * size, 0.19 * size, 0.19 * size, heart)
        for angle in np.linspace(0, 2 * np.pi, 9)[:-1]:
            brush.ellipse(x + 0.14 * size * np.cos(angle), y + 0.14 * size * np.sin(angle), 0.035 * size, 0.035 * size,
                          lighter(heart, 1.4))  # fmt: skip

    @staticmethod
    def _leaf(brush: Brush, scene: Landscape, root: Point, reach: float, size: float, colour: Colour) -> None:
        """A leaf that rises to one side: broad when smooth, a blade when rough, with its vein."""
        x, y = root
        wide, tip = (0.42 - 0.28 * scene.roughness) * size, (x + reach, y - 0.55 * size)
        for side, tone in ((-1, 1.1), (1, 0.85)):
            middle = (x + 0.5 * reach, y - 0.3 * size + side * wide)
            outer = (x + 0.82 * reach, y - 0.45 * size + 0.6 * side * wide * (1 - scene.roughness))
            brush.polygon(
                [root, (x + 0.2 * reach, y - 0.12 * size + 0.6 * side * wide), middle, outer, tip],
                lighter(colour, tone),
            )


def _petal(scene: Landscape, x: float, y: float, angle: float, reach: float, count: int) -> list[Point]:
    """One petal of `count`: round at its end when smooth, a point when rough."""
    along = np.array([0.1, 0.35, 0.62, 0.82, 0.94, 1.0, 0.94, 0.82, 0.62, 0.35, 0.1])
    belly = np.array([0.15, 0.6, 1.0, 0.97, 0.65, 0.0, -0.65, -0.97, -1.0, -0.6, -0.15])
    dart = np.array([0.3, 1.0, 0.72, 0.36, 0.13, 0.0, -0.13, -0.36, -0.72, -1.0, -0.3])
    wide = (2.2 - 0.5 * scene.roughness) / count * ((1 - scene.roughness) * belly + 0.85 * scene.roughness * dart)
    across, up = np.cos(angle), np.sin(angle)
    return [
        (x + reach * (a * across - w * up), y + reach * (a * up + w * across)) for a, w in zip(along, wide, strict=True)
    ]


def _shade(colour: Colour, tone: float) -> Colour:
    """Darker below 1; above 1 towards white, so that a bright petal keeps its hue."""
    return lighter(colour, tone) if tone <= 1 else mix(colour, (1, 1, 1), 1.6 * (tone - 1))
