"""Field: crop rows that run to a vanishing point over rolling hills, a barn, bales, trees and ears close by."""

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
from simlab.landscapes.scenes.tree import CHANCES, tree

_MOST_BALES, _MOST_TREES, _EARS, _HILLS = 12, 16, 70, 3
_LAMP = (1.0, 0.80, 0.42)


class Field:
    """Hue colours crop, bales and barn, the season all between the rows, hills and trees; roughness makes the hills
    steep, the rows zigzag and the trees spiky; density counts rows, bales and trees, scale sizes them; rows, barn and
    sun are where the viewpoint says."""

    def background(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator) -> np.ndarray:
        """Sky, hills with hedges and strips, and the field with its rows."""
        horizon = _horizon(scene)
        glow = paint_sky(canvas, scene, horizon, rng)
        behind = canvas.rgb
        with canvas.shapes() as brush:
            for number in range(_HILLS):
                self._hill(brush, scene, rng.random(6), horizon, number / _HILLS)
            for x, *chance in rng.random((_MOST_TREES, 1 + CHANCES))[: round(_MOST_TREES * scene.density)]:
                tree(brush, scene, chance, x, horizon + 0.008, 0.05 + 0.11 * scene.scale * (0.5 + chance[1]), 0.5, 0.1)
        glow *= np.abs(canvas.rgb[..., 1] - behind[..., 1]) < 0.01
        self._rows(canvas, scene, rng, horizon)
        fill_air(canvas, scene, horizon)
        return np.asarray(glow * (canvas.y < horizon), dtype=np.float32)

    def foreground(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator, glow: np.ndarray) -> None:
        """A barn with its tree on one side, bales and a fence on the land, and ears at the lower edge."""
        horizon = _horizon(scene)
        bales, ears, chance = rng.random((_MOST_BALES, 2)), rng.random((_EARS, 3)), rng.random(CHANCES).tolist()
        place, size = 0.16 + 0.68 * scene.viewpoint, 0.05 + 0.12 * scene.scale
        base = horizon + 0.05 + 0.25 * size
        lean = 1 if scene.viewpoint < 0.5 else -1
        behind = canvas.rgb
        with canvas.shapes() as brush:
            tree(brush, scene, chance, place + 1.9 * lean * size, base, 3.2 * size, 0.1)
            self._barn(brush, scene, place, base, size)
            self._fence(brush, scene, horizon + 0.34 * (1 - horizon))
            count = round(_MOST_BALES * scene.density)
            for number, (x, turn) in enumerate(bales[:count]):
                near = (number + 0.5) / count
                radius = (0.014 + 0.055 * scene.scale) * (0.45 + 0.75 * near)
                self._bale(brush, scene, 0.02 + 0.96 * x, horizon + (0.3 + 0.55 * near) * (1 - horizon), radius, turn)
            for x, tall, tone in ears:
                self._ear(brush, scene, x, (0.04 + 0.10 * scene.scale) * (0.5 + 0.7 * tall), tone)
        glow *= np.abs(canvas.rgb[..., 1] - behind[..., 1]) < 0.01
        if scene.light < 0.4:
            lamp = canvas.disc(place, base - 0.3 * size, 0.22 * size, 0.3 * size)
            canvas.blend((0.9 - 2 * scene.light) * lamp, _LAMP)
            np.maximum(glow, (0.9 - 2 * scene.light) * lamp, out=glow)

    @staticmethod
    def _hill(brush: Brush, scene: Landscape, chance: np.ndarray, horizon: float, near: float) -> None:
        """One line of hills, rounded or steep, with a strip of crop along it."""
        across = np.linspace(0, 1, 97)
        line = np.zeros_like(across)
        for wave in range(3):
            phase = (1.2 + wave) * across + chance[wave]
            smooth, sharp = np.sin(2 * np.pi * phase), 4 * np.abs(phase % 1 - 0.5) - 1
            line += ((1 - scene.roughness) * smooth + scene.roughness * sharp) / (1 + wave)
        height = (0.135 - 0.095 * near) * (0.55 + 1.0 * scene.roughness) * (1 + 0.55 * line) + 0.015
        land = lighter(
            mix(foliage(scene), snow(), 0.92 * snow_cover(scene)), 0.75 + 0.3 * (chance[3] - 0.5) + 0.15 * near
        )
        crop = mix(subject(scene, 0.8, 0.85), snow(), 0.7 * snow_cover(scene))
        distance = 0.9 - 0.7 * near
        brush.polygon([(0, horizon + 0.02), *zip(across, horizon - height, strict=True), (1, horizon + 0.02)],
                      distant(land, scene, distance))  # fmt: skip
        start = int(60 * chance[4])
        strip = slice(start, start + 12 + int(24 * chance[5]))
        upper, lower = horizon - 0.8 * height[strip], horizon - 0.45 * height[strip]
        brush.polygon([*zip(across[strip], upper, strict=True), *zip(across[strip][::-1], lower[::-1], strict=True)],
                      distant(crop, scene, distance))  # fmt: skip

    @staticmethod
    def _rows(canvas: Canvas, scene: Landscape, rng: np.random.Generator, horizon: float) -> None:
        """Rows of crop with the ground of the season between, in perspective; each row is lit on its left."""
        top = int((horizon - 0.03) * canvas.side)
        y, swell = canvas.y[top:], 2 * np.pi * (canvas.x * 0.8 + rng.random())
        depth = np.clip((y - horizon - 0.02 * np.sin(swell)) / (1 - horizon), -0.01, 1)
        zigzag = np.abs((1.3 / (depth + 0.16)) % 2 - 1) - 0.5
        vanish = 0.1 + 0.8 * scene.viewpoint
        across = (canvas.x - vanish) / (depth + 0.10) + 0.38 * scene.roughness**1.5 * zigzag
        phase = 2 * np.pi * across * (2.2 + 5.4 * scene.density) * (1.35 - 0.75 * scene.scale)
        clear = np.clip(depth * 9 - 0.2, 0, 1)
        share = 0.45 + 0.5 * clear * np.clip(2.2 * np.sin(phase) - 0.15, -1, 1)
        shade = 1 + clear * 0.22 * np.sin(phase + 1.2) - 0.18 * depth
        veil = 0.35 * (1 - np.maximum(depth, 0)) ** 3
        crop = mix(subject(scene, 0.88, 0.88), snow(), 0.55 * snow_cover(scene))
        ground = mix(lighter(foliage(scene), 0.82), snow(), 0.97 * snow_cover(scene))
        inside = np.clip(depth * (1 - horizon) * canvas.side + 0.5, 0, 1)
        crops, grounds, airs = (
            inside * (1 - veil) * shade * share,
            inside * (1 - veil) * shade * (1 - share),
            inside * veil,
        )
        for channel in range(3):
            land = crops * crop[channel] + grounds * ground[channel] + airs * air(scene)[channel]
            canvas.rgb[top:, :, channel] = (1 - inside) * canvas.rgb[top:, :, channel] + land

    @staticmethod
    def _barn(brush: Brush, scene: Landscape, x: float, y: float, size: float) -> None:
        """A barn seen from its corner: gable on the left, roof and long wall on the right."""
        wall = distant(mix((0.62, 0.22, 0.16), subject(scene, 0.85, 0.75), 0.4), scene, 0.15)
        roof = distant(mix((0.36, 0.27, 0.25), snow(), snow_cover(scene)), scene, 0.15)
        brush.ellipse(x + 0.3 * size, y, 1.5 * size, 0.08 * size, (0.05, 0.06, 0.05), 0.35)
        brush.polygon([(x - 0.9 * size, y), (x - 0.9 * size, y - 0.6 * size), (x - 0.3 * size, y - 1.15 * size),
                       (x + 0.3 * size, y - 0.6 * size), (x + 0.3 * size, y)], wall)  # fmt: skip
        brush.rectangle(x + 0.3 * size, y - 0.62 * size, x + 1.3 * size, y, lighter(wall, 0.7))
        brush.polygon([(x - 0.3 * size, y - 1.2 * size), (x + 0.75 * size, y - 1.2 * size),
                       (x + 1.42 * size, y - 0.55 * size), (x + 0.36 * size, y - 0.55 * size)], roof)  # fmt: skip
        brush.line(
            [(x - 0.98 * size, y - 0.55 * size), (x - 0.3 * size, y - 1.2 * size)], 0.1 * size, lighter(roof, 1.15)
        )
        brush.rectangle(x - 0.5 * size, y - 0.45 * size, x - 0.1 * size, y, lighter(wall, 0.4))

    @staticmethod
    def _fence(brush: Brush, scene: Landscape, y: float) -> None:
        """Posts and rails that come nearer on the side away from the barn."""
        wood = distant(mix((0.50, 0.40, 0.31), snow(), 0.3 * snow_cover(scene)), scene, 0.2)
        away = 1 if scene.viewpoint < 0.5 else -1
        start = 0.5 - 0.06 * away
        posts = [(start + away * (0.1 * step + 0.012 * step**2), 0.03 + 0.011 * step) for step in range(6)]
        feet = [(x, y + 0.35 * (tall - 0.03), tall * (0.6 + 0.9 * scene.scale)) for x, tall in posts]
        for rail in (0.4, 0.8):
            brush.line([(x, foot - rail * tall) for x, foot, tall in feet], 0.006, lighter(wood, 0.85))
        for x, foot, tall in feet:
            brush.rectangle(x - 0.1 * tall, foot - tall, x + 0.1 * tall, foot + 0.1 * tall, wood)

    @staticmethod
    def _bale(brush: Brush, scene: Landscape, x: float, y: float, radius: float, turn: float) -> None:
        """A round bale on its shadow, with snow on top in winter."""
        straw = distant(mix(subject(scene, 0.6, 0.92), (0.90, 0.76, 0.42), 0.12), scene, 0.1)
        side = 0.8 * radius * (1 if turn > 0.5 else -1)
        brush.ellipse(x + 0.2 * radius, y, 1.7 * radius, 0.25 * radius, (0.06, 0.07, 0.04), 0.4)
        brush.ellipse(x + side, y - 0.9 * radius, 0.75 * radius, 0.95 * radius, lighter(straw, 0.62))
        brush.rectangle(x, y - 1.85 * radius, x + side, y + 0.05 * radius, lighter(straw, 0.62))
        brush.ellipse(x, y - 0.9 * radius, 0.85 * radius, 0.95 * radius, straw)
        for ring, tone in ((0.65, 0.78), (0.5, 1.0), (0.25, 0.78)):
            brush.ellipse(x, y - 0.9 * radius, 0.85 * ring * radius, 0.95 * ring * radius, lighter(straw, tone))
        if snow_cover(scene) > 0.05:
            brush.ellipse(x + 0.4 * side, y - 1.8 * radius, 1.1 * radius, 0.22 * radius, snow(), snow_cover(scene))

    @staticmethod
    def _ear(brush: Brush, scene: Landscape, x: float, tall: float, tone: float) -> None:
        """A stalk at the lower edge with its ear, round when smooth, bearded and bent by the wind when rough."""
        stalk = lighter(mix(foliage(scene), snow(), 0.5 * snow_cover(scene)), 0.6 + 0.3 * tone)
        crop = lighter(mix(subject(scene, 0.85, 0.95), snow(), 0.4 * snow_cover(scene)), 0.75 + 0.3 * tone)
        bent = (tone - 0.5) * 0.2 * tall + 0.6 * scene.roughness * tall
        tip = (x + bent, 1.0 - tall)
        brush.line([(x, 1.01), (x + 0.3 * bent, 1 - 0.5 * tall), tip], 0.05 * tall, stalk)
        if tone < scene.roughness:
            brush.polygon([(tip[0] - 0.3 * bent - 0.1 * tall, 1 - 0.75 * tall), (tip[0] + 0.5 * bent, 1 - 1.35 * tall),
                           (tip[0] - 0.1 * bent + 0.1 * tall, 1 - 0.7 * tall)], crop)  # fmt: skip
        else:
            brush.ellipse(tip[0], tip[1], 0.10 * tall, 0.17 * tall, crop)


def _horizon(scene: Landscape) -> float:
    """y where the field meets the hills."""
    return horizon_height(scene, 0.80, 0.32)
