"""Mountain: peaks with sunlit and shaded faces above a wooded shore and a lake; firs, crags and tents in front."""

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
from simlab.landscapes.scenes.peak import STEPS, peak
from simlab.landscapes.scenes.tree import CHANCES, tree

_MOST_FAR, _MOST_SIDE, _MOST_FIRS, _MOST_CRAGS = 9, 7, 30, 8
_LAMP = (1.0, 0.80, 0.42)


class Mountain:
    """Hue colours rock, lake and tents; the season lowers the snow and colours the shore; roughness turns domes into
    jagged horns; density counts peaks and firs, scale is their height; the main peak is where the viewpoint says."""

    def background(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator) -> np.ndarray:
        """Sky, far peaks, the main peak among lower ones, a wooded shore, a meadow and the lake."""
        foot = _foot(scene)
        glow = paint_sky(canvas, scene, foot, rng)
        x, height = 0.18 + 0.64 * scene.viewpoint, (0.2 + 0.74 * scene.scale) * (foot - 0.02)
        far, side = rng.random((_MOST_FAR, 2 + STEPS)), rng.random((_MOST_SIDE, 2 + STEPS))
        main, hills = rng.random(2 + STEPS), rng.random(8)
        meadow = mix(foliage(scene), snow(), 0.95 * snow_cover(scene))
        behind = canvas.rgb
        with canvas.shapes() as brush:
            for chance in far[: round(_MOST_FAR * scene.density)]:
                tall = height * (0.5 + 0.3 * chance[1]) + 0.04
                peak(brush, scene, chance[2:], (chance[0] * 1.3 - 0.15, foot), tall, height, 0.85)
            peak(brush, scene, main[2:], (x, foot), height, height, 0.32)
            for number, chance in enumerate(side[: round(_MOST_SIDE * scene.density)]):
                place = x + (0.22 + 0.5 * chance[0]) * (-1) ** number
                peak(brush, scene, chance[2:], (place, foot), height * (0.3 + 0.35 * chance[1]), height, 0.22)
            brush.rectangle(0, foot, 1, 1, distant(meadow, scene, 0.1))
            _wooded_shore(brush, scene, hills, foot)
        glow *= np.abs(canvas.rgb[..., 1] - behind[..., 1]) < 0.01
        self._lake(canvas, scene, rng, foot)
        fill_air(canvas, scene, foot)
        return glow

    def foreground(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator, glow: np.ndarray) -> None:
        """A near bank that rises away from the main peak, with crags and firs, and tents where it is low."""
        foot = _foot(scene)
        firs, crags = rng.random((_MOST_FIRS, 1 + CHANCES)), rng.random((_MOST_CRAGS, 2 + STEPS))
        bank = distant(lighter(mix(foliage(scene), snow(), 0.9 * snow_cover(scene)), 0.82), scene, 0.1)
        away, edge = 1 - scene.viewpoint, min(0.94, foot + 0.6 * (1 - foot))
        across = np.linspace(0, 1, 40)
        top = edge + 0.02 - 0.11 * np.exp(-(((across - away) / 0.28) ** 2)) + 0.006 * np.sin(23 * across)
        behind = canvas.rgb
        with canvas.shapes() as brush:
            brush.polygon([*zip(across, top, strict=True), (1, 1), (0, 1)], bank)
            brush.polygon([*zip(across, top + 0.05, strict=True), (1, 1), (0, 1)], lighter(bank, 0.86))
            for chance in crags[: 1 + round((_MOST_CRAGS - 1) * scene.density)]:
                place = (away + 1.1 * (chance[0] - 0.5)) % 1.0
                tall = (0.04 + 0.11 * scene.scale) * (0.6 + 0.6 * chance[1])
                y = float(np.interp(place, across, top)) + 0.02 + 0.4 * chance[1] * (1 - edge)
                peak(brush, scene, chance[2:], (place, y), tall, 1.6 * tall, 0.0)
            for number, (spread, *chance) in enumerate(firs[: 1 + round((_MOST_FIRS - 1) * scene.density)]):
                near = (number * 0.618 + 0.4) % 1.0
                place = away + 0.9 * (spread - 0.5) * (0.4 + 0.6 * scene.density)
                y = float(np.interp(place, across, top)) + 0.015 + 0.6 * near * (1 - edge)
                tall = (0.08 + 0.34 * scene.scale) * (0.45 + 0.55 * near)
                tree(brush, scene, chance, place, y, tall, 0.2 * (1 - near), 0.08)
        glow *= np.abs(canvas.rgb[..., 1] - behind[..., 1]) < 0.01
        size = 0.035 + 0.07 * scene.scale
        with canvas.shapes() as brush:
            for number in range(1 + round(2 * scene.density)):
                place = 0.14 + 0.72 * scene.viewpoint + (0.0, 0.13, -0.12)[number]
                self._tent(brush, scene, place, edge + 0.05 + 0.02 * number, size * (1 - 0.15 * number))
        if scene.light < 0.4:
            lamp = canvas.disc(0.14 + 0.72 * scene.viewpoint, edge + 0.05 - 0.3 * size, 0.5 * size, size)
            canvas.blend((0.8 - 2 * scene.light) * lamp, _LAMP)
            np.maximum(glow, (0.9 - 2 * scene.light) * lamp, out=glow)

    @staticmethod
    def _lake(canvas: Canvas, scene: Landscape, rng: np.random.Generator, foot: float) -> None:
        """Water below the foot of the mountains, which shows them upside down, broken up where it is rough."""
        middle, half = foot + 0.3 * (1 - foot), 0.3 * (1 - foot)
        with canvas.stencil() as shore:
            shore.ellipse(0.5 + 0.3 * (scene.viewpoint - 0.5), middle, 0.62, half - 0.012)
        top = int(foot * canvas.side)
        mask, y = shore.mask[top:, :, None], canvas.y[top:, 0]
        mirrored = np.clip(foot - 0.8 * (y - foot), 0, 1) * (canvas.side - 1)
        picture = canvas.rgb[mirrored.astype(int)]
        water = np.array(mix(subject(scene, 0.85, 0.62), air(scene), 0.15), dtype=np.float32)
        picture += (0.5 + 0.25 * scene.roughness) * (water - picture)
        picture *= 1 + (0.05 + 0.4 * scene.roughness) * canvas.noise(rng, 6, 60, octaves=2)[top:, :, None]
        canvas.rgb[top:] += mask * (picture - canvas.rgb[top:])

    @staticmethod
    def _tent(brush: Brush, scene: Landscape, x: float, y: float, size: float) -> None:
        cloth = subject(scene, 1.0, 0.95)
        brush.ellipse(x + 0.1 * size, y, 1.3 * size, 0.12 * size, (0.05, 0.06, 0.05), 0.35)
        brush.polygon([(x - size, y), (x - 0.25 * size, y - size), (x + 0.3 * size, y)], mix(cloth, (1, 1, 1), 0.25))
        brush.polygon([(x + 0.3 * size, y), (x - 0.25 * size, y - size), (x + 0.65 * size, y - 0.9 * size),
                       (x + 1.2 * size, y)], lighter(cloth, 0.72))  # fmt: skip
        brush.polygon([(x - 0.45 * size, y), (x - 0.25 * size, y - 0.75 * size), (x + 0.02 * size, y)],
                      lighter(cloth, 0.35))  # fmt: skip


def _foot(scene: Landscape) -> float:
    """y where the mountains meet the valley."""
    return horizon_height(scene, 0.84, 0.44)


def _wooded_shore(brush: Brush, scene: Landscape, chance: np.ndarray, foot: float) -> None:
    """Two lines of woods in the colour of the season, toothed with firs where it is rough."""
    leaf = mix(foliage(scene), snow(), 0.75 * snow_cover(scene))
    across = np.linspace(0, 1, 121)
    for number in range(2):
        swell = sum(np.sin(2 * np.pi * ((k + 1) * across + chance[3 * number + k])) / (k + 1) for k in range(3))
        teeth = np.where(np.arange(121) % 2, 0.012 + 0.016 * scene.roughness, 0.0)
        line = foot - (0.055 - 0.03 * number) * (1 + 0.4 * swell) - teeth
        colour = distant(lighter(leaf, 0.85 - 0.2 * number), scene, 0.45 - 0.25 * number)
        brush.polygon([(0, foot + 0.012), *zip(across, line, strict=True), (1, foot + 0.012)], colour)
