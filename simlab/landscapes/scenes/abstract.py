"""Abstract: two fields of colour that meet, and a composition of discs, bars and shards upon them."""

import numpy as np

from simlab.landscapes.atmosphere import air, foliage, horizon_height, snow, snow_cover, subject
from simlab.landscapes.landscape import Landscape
from simlab.landscapes.painting import Brush, Canvas, Colour, Point, lighter, mix

_MOST_SHAPES = 26
_INK: Colour = (0.10, 0.09, 0.13)


class Abstract:
    """Hue leads the palette, the season gives the second colour; roughness turns discs into bars and bars into shards;
    density counts the shapes, scale sizes them, and the largest is where the viewpoint says."""

    def background(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator) -> np.ndarray:
        """A pale field above the division, a deep one below it, a band of the season between, and the brush's trace."""
        horizon = horizon_height(scene, 0.85, 0.2)
        upper, lower = mix(subject(scene, 0.6, 0.97, 0.06), (0.98, 0.95, 0.88), 0.3), subject(scene, 0.95, 0.66)
        teeth = np.abs((canvas.x[0] * 7 + rng.random()) % 2 - 1) - 0.5
        swell = np.sin(2 * np.pi * (canvas.x[0] + rng.random())) / 2
        edge = horizon + 0.07 * (1 - scene.roughness) * swell + 0.30 * scene.roughness**2 * teeth
        canvas.vertical_gradient([(0, upper), (1, lighter(upper, 0.86))])
        canvas.blend(canvas.below(edge - 0.14), _second(scene))
        canvas.blend(canvas.below(edge), lower)
        canvas.blend(0.45 * canvas.below(edge + 0.22), lighter(lower, 0.6))
        canvas.multiply(1 + 0.13 * canvas.noise(rng, 3, 40, octaves=2))
        canvas.blend(0.8 * scene.haze, _veil(scene))
        return np.zeros(canvas.rgb.shape[:2], dtype=np.float32)

    def foreground(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator, glow: np.ndarray) -> None:
        """The large shape first, the others upon it and about it."""
        palette = (
            subject(scene, 0.98, 0.88),
            _second(scene),
            subject(scene, 0.9, 0.45, 0.03),
            subject(scene, 0.9, 0.9, 0.5),
        )
        count = 1 + round((_MOST_SHAPES - 1) * scene.density)
        size, centre = 0.045 + 0.13 * scene.scale, 0.18 + 0.64 * scene.viewpoint
        draws = rng.random((_MOST_SHAPES, 16))
        behind = canvas.rgb
        with canvas.shapes() as brush:
            self._shape(brush, scene, draws[0], (centre, 0.45), 1.75 * size, palette[0], palette[1])
            for number, chance in enumerate(draws[1:count], start=1):
                place = (0.75 * chance[0] + 0.25 * centre, 0.04 + 0.92 * chance[1])
                colour, partner = palette[number % 4], palette[(number + 1 + number // 4 % 3) % 4]
                self._shape(brush, scene, chance, place, size * (0.35 + 0.75 * chance[2]), colour, partner)
        if glow.any():  # what stands in front of a lit window or a star puts it out
            glow *= np.abs(canvas.rgb - behind).max(axis=2) < 0.01

    def _shape(
        self,
        brush: Brush,
        scene: Landscape,
        chance: np.ndarray,
        place: Point,
        size: float,
        colour: Colour,
        partner: Colour,
    ) -> None:
        """A disc, a bar or a shard: the rougher, the likelier the later."""
        colour, partner, ink = (mix(part, _veil(scene), 0.75 * scene.haze) for part in (colour, partner, _INK))
        kind = scene.roughness + 0.3 * (chance[3] - 0.5)
        if kind < 0.38:
            self._disc(brush, chance, place, size, colour, partner, ink)
        elif kind < 0.66:
            tilt = 5 * (chance[5] - 0.5) * max(0.0, scene.roughness - 0.35)
            self._bar(brush, chance, place, size, tilt, colour, partner, ink)
        else:
            self._shard(brush, scene, chance, place, size, colour, ink)

    @staticmethod
    def _disc(
        brush: Brush, chance: np.ndarray, place: Point, size: float, colour: Colour, partner: Colour, ink: Colour
    ) -> None:
        """Rings of two colours about a core, sometimes with a ring of ink, sometimes with a moon."""
        x, y = place
        if chance[4] < 0.35:
            brush.ellipse(x, y, 1.08 * size, 1.08 * size, ink)
        brush.ellipse(x, y, size, size, colour)
        if chance[4] > 0.6:
            brush.ellipse(x + 0.2 * size, y - 0.2 * size, 0.6 * size, 0.6 * size, mix(colour, (1, 1, 1), 0.45))
            return
        brush.ellipse(x, y, 0.7 * size, 0.7 * size, mix(colour, (1, 1, 1), 0.5))
        brush.ellipse(x, y, 0.46 * size, 0.46 * size, partner)
        brush.ellipse(x, y, 0.2 * size, 0.2 * size, mix(partner, ink, 0.7))

    @staticmethod
    def _bar(
        brush: Brush,
        chance: np.ndarray,
        place: Point,
        size: float,
        tilt: float,
        colour: Colour,
        partner: Colour,
        ink: Colour,
    ) -> None:
        """A tilted panel in an outline of ink, parted in two colours, with a square in a corner."""
        long, short = size * (0.8 + 0.6 * chance[6]), size * (0.45 + 0.5 * chance[7])
        edge, part = 0.005 + 0.035 * size, 0.7 * (chance[8] - 0.5)
        brush.polygon(_panel(place, -long - edge, long + edge, -short - edge, short + edge, tilt), ink)
        brush.polygon(_panel(place, -long, long, -short, short, tilt), colour)
        brush.polygon(_panel(place, part * long, long, -short, short, tilt), partner)
        brush.polygon(_panel(place, (part - 0.08) * long, part * long, -short, short, tilt), ink)
        pale = mix(colour, (1, 1, 1), 0.6)
        brush.polygon(_panel(place, -long, (part - 0.08) * long, -short, (2 * chance[9] - 1) * 0.6 * short, tilt), pale)

    @staticmethod
    def _shard(
        brush: Brush, scene: Landscape, chance: np.ndarray, place: Point, size: float, colour: Colour, ink: Colour
    ) -> None:
        """A splinter with a bright face and a dark one, and a stroke of ink along it."""
        x, y = place
        angles = 2 * np.pi * (chance[4] + np.array([0.0, 0.13, 0.42, 0.55, 0.8]) + 0.08 * chance[5:10])
        reach = (
            size * np.array([1.9, 0.45, 1.25, 0.4, 1.0]) * (0.75 + 0.5 * chance[10:15]) * (0.7 + 0.45 * scene.roughness)
        )
        tips = [(x + r * np.cos(a), y + r * np.sin(a)) for a, r in zip(angles, reach, strict=True)]
        brush.polygon(tips, colour)
        brush.polygon([tips[0], tips[1], tips[2], (x, y)], mix(colour, (1, 1, 1), 0.32))
        brush.polygon([tips[3], tips[4], (x, y)], lighter(colour, 0.6))
        brush.line([tips[0], (x, y), tips[2]], 0.003 + 0.035 * size, ink)


def _second(scene: Landscape) -> Colour:
    """The colour of the season."""
    return mix(foliage(scene), snow(), snow_cover(scene))


def _veil(scene: Landscape) -> Colour:
    """What haze becomes on paper: a pale wash in the colour of the light."""
    return mix(air(scene), (1, 1, 1), 0.35)


def _panel(place: Point, left: float, right: float, top: float, bottom: float, tilt: float) -> list[Point]:
    """The corners of a rectangle about a place, turned by an angle."""
    x, y = place
    across, up = np.cos(tilt), np.sin(tilt)
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return [(x + a * across - b * up, y + a * up + b * across) for a, b in corners]
