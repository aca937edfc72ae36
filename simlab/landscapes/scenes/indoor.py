"""Indoor: a room in perspective about a window, furniture on its floor, pictures on its walls, a lamp at night."""

import numpy as np

from simlab.landscapes.atmosphere import air, foliage, horizon_height, snow, snow_cover, subject
from simlab.landscapes.landscape import Landscape
from simlab.landscapes.painting import Brush, Canvas, Colour, Point, lighter, mix

_LAMP: Colour = (1.0, 0.84, 0.50)
_FRAME: Colour = (0.96, 0.95, 0.92)
# How wide the back wall is against the opening of the room, and how far above the floor line the eye is.
_BACK, _EYE = 0.55, 0.27
# Where furniture stands beside the sofa, in the order in which density brings it.
_PLACES = (0.36, -0.36, 0.5, -0.25, 0.24, -0.5, 0.12)


class Indoor:
    """Hue colours walls and sofa; the season is in the window and the plants; density counts things, scale sizes them;
    roughness turns arches and cushions into corners and spikes."""

    def background(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator) -> np.ndarray:
        """Floor, walls, ceiling, the window with its weather, pictures, and dust in the light."""
        floor, middle = _floor(scene), _middle(scene)
        wall = subject(scene, 0.66, 0.86)
        wood = mix((0.50, 0.33, 0.20), subject(scene, 0.6, 0.45), 0.25)
        canvas.vertical_gradient([(0, lighter(wood, 1.1)), (floor, lighter(wood, 1.15)), (1, lighter(wood, 0.7))])
        with canvas.shapes() as brush:
            for plank in np.linspace(-2.5, 3.5, 22):
                brush.line([(middle + _BACK * (plank - middle), floor), (middle + 4 * (plank - middle), floor + 1.7)],
                           0.004, lighter(wood, 0.62))  # fmt: skip
            for side, shade in ((0.0, 0.72), (1.0, 0.86)):
                brush.polygon([_on_wall(scene, side, k, h) for k, h in ((_BACK, 0), (2, 0), (2, 0.7), (_BACK, 0.7))],
                              lighter(wall, shade))  # fmt: skip
            corners = [_on_wall(scene, side, _BACK, height) for side, height in ((0, 0), (1, 0), (1, 0.7), (0, 0.7))]
            brush.polygon([corners[3], corners[2], _on_wall(scene, 1, 2, 0.7), _on_wall(scene, 0, 2, 0.7)],
                          mix(lighter(wall, 1.1), (1, 1, 1), 0.65))  # fmt: skip
            brush.polygon(corners, wall)
            for stripe in np.linspace(corners[0][0], corners[1][0], 12)[1:-1]:
                swing = 0.055 * scene.roughness
                zigzag = [(stripe + swing * (-1) ** step, floor - 0.05 * step) for step in range(15)]
                brush.line(zigzag, 0.005 + 0.008 * scene.roughness, lighter(wall, 0.88 - 0.2 * scene.roughness))
            brush.line([corners[0], corners[1]], 0.016, lighter(_FRAME, 0.9))
            self._pictures(brush, scene, rng)
            self._window(brush, scene)
        veil = canvas.disc(middle, floor - 0.33, 0.12, 1.0)
        canvas.blend(scene.haze * (0.45 + 0.45 * veil), mix(air(scene), (1, 1, 1), 0.35))
        return np.zeros(canvas.rgb.shape[:2], dtype=np.float32)

    def foreground(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator, glow: np.ndarray) -> None:
        """The sofa on its rug where the viewpoint says, a lamp, and other furniture about them."""
        floor, middle, size = _floor(scene), _middle(scene), 0.09 + 0.17 * scene.scale
        y = floor + 0.07 + 0.45 * size
        cloth, accent = subject(scene, 0.95, 0.55, 0.04), subject(scene, 0.8, 0.85, 0.5)
        chance = rng.random((len(_PLACES), 16))
        lamp = middle + (-1.75 if middle > 0.5 else 1.75) * size
        behind = canvas.rgb
        with canvas.shapes() as brush:
            _soft_box(brush, scene, middle, y + 0.5 * size, 2.0 * size, 0.45 * size, accent)
            _soft_box(
                brush,
                scene,
                middle,
                y + 0.5 * size,
                1.6 * size,
                0.33 * size,
                mix(foliage(scene), snow(), snow_cover(scene)),
            )
            for number, place in enumerate(_PLACES[: round(len(_PLACES) * scene.density)]):
                x = middle + place + 0.06 * (chance[number, 0] - 0.5)
                x = x - 2 * place if not 0.04 < x < 0.96 else x
                near = y - 0.35 * size if number % 3 == 1 else y + (0.2 + 0.5 * chance[number, 1]) * size
                (self._plant, self._shelf, self._table)[number % 3](brush, scene, chance[number], x, near, size)
            brush.line([(lamp, y + 0.1 * size), (lamp, y - 1.6 * size)], 0.07 * size, (0.16, 0.14, 0.13))
            brush.polygon([(lamp - 0.2 * size, y - 2.05 * size), (lamp + 0.2 * size, y - 2.05 * size),
                           (lamp + 0.42 * size, y - 1.4 * size), (lamp - 0.42 * size, y - 1.4 * size)],
                          (1.0, 0.93, 0.76))  # fmt: skip
            self._sofa(brush, scene, middle, y, size, cloth, accent)
        if glow.any():  # what stands in front of a lit window or a star puts it out
            glow *= np.abs(canvas.rgb - behind).max(axis=2) < 0.01
        night = min(1.0, max(0.0, (0.48 - scene.light) * 4))
        if night:
            shine = night * canvas.disc(lamp, y - 1.7 * size, 0.5 * size, 0.5 + 1.2 * size) ** 1.3
            canvas.blend(0.6 * shine, _LAMP)
            np.maximum(glow, 0.95 * shine, out=glow)

    @staticmethod
    def _window(brush: Brush, scene: Landscape) -> None:
        """An arch when all is smooth, a gable when it is rough; the hour, the air and the season are outside."""
        floor, middle, half = _floor(scene), _middle(scene), 0.16
        sill, spring = floor - 0.19, floor - 0.42
        land = mix(foliage(scene), snow(), snow_cover(scene))

        def outline(margin: float) -> list[Point]:
            across = np.linspace(-1, 1, 17)
            bend = 2.4 - 1.4 * min(1.0, 1.4 * scene.roughness)
            rise = (0.10 + margin) * (1 - np.abs(across) ** bend)
            arch = [(middle + a * (half + margin), spring - r) for a, r in zip(across, rise, strict=True)]
            return [(middle - half - margin, sill + margin), *arch, (middle + half + margin, sill + margin)]

        brush.polygon(outline(0.018), _FRAME)
        brush.polygon(outline(0), mix(mix((0.35, 0.62, 0.98), air(scene), 0.45), air(scene), scene.haze))
        brush.polygon([(middle - half, sill), (middle - half, sill - 0.09), (middle - 0.03, sill - 0.12),
                       (middle + half, sill - 0.07), (middle + half, sill)], lighter(land, 0.85))  # fmt: skip
        for across in (-0.095, 0.03, 0.1):
            brush.ellipse(middle + across, sill - 0.13, 0.034, 0.055, land)
        brush.line([(middle, sill), (middle, spring - 0.1)], 0.011, _FRAME)
        brush.line([(middle - half, spring + 0.08), (middle + half, spring + 0.08)], 0.011, _FRAME)
        for side in (-1, 1):
            rail, hem = (middle + side * (half + 0.045), spring - 0.02), floor - 0.06
            edge = [
                (
                    rail[0] - side * 0.075 * (1 - t) ** 2 - side * 0.032 * t * scene.roughness * (-1) ** step,
                    rail[1] + t * (hem - rail[1]),
                )
                for step, t in enumerate(np.linspace(0, 1, 9))
            ]
            brush.polygon([(rail[0] + side * 0.035, rail[1]), *edge, (rail[0] + side * 0.035, hem)], land)
        brush.rectangle(middle - half - 0.03, sill + 0.008, middle + half + 0.03, sill + 0.028, _FRAME)

    @staticmethod
    def _pictures(brush: Brush, scene: Landscape, rng: np.random.Generator) -> None:
        """Framed colours down both side walls, in turns, nearest the window first."""
        half = 0.045 + 0.055 * scene.scale
        for number, (near, lift, tone) in enumerate(rng.random((8, 3))[: 1 + round(7 * scene.density)]):
            side, depth = number % 2, _BACK + 0.05 + 0.13 * (number // 2)
            low, high = 0.29 + 0.04 * lift, 0.29 + 0.04 * lift + half * (1.6 + 0.8 * near)
            for edge, colour in ((0.0, (0.2, 0.15, 0.11)), (0.012, subject(scene, 0.9, 0.9, 0.5 + 0.3 * (tone - 0.5)))):
                across = ((depth + edge, low + edge), (depth + half - edge, low + edge),
                          (depth + half - edge, high - edge), (depth + edge, high - edge))  # fmt: skip
                brush.polygon([_on_wall(scene, side, k, h) for k, h in across], colour)

    @staticmethod
    def _sofa(brush: Brush, scene: Landscape, x: float, y: float, size: float, cloth: Colour, accent: Colour) -> None:
        brush.ellipse(x, y + 0.27 * size, 1.3 * size, 0.13 * size, (0.05, 0.04, 0.04), 0.4)
        _soft_box(brush, scene, x, y - 0.32 * size, 1.08 * size, 0.52 * size, lighter(cloth, 0.82))
        _soft_box(brush, scene, x, y + 0.05 * size, 1.1 * size, 0.24 * size, lighter(cloth, 1.25))
        for side in (-1, 1):
            _soft_box(brush, scene, x + 0.45 * side * size, y - 0.25 * size, 0.24 * size, 0.22 * size, accent)
            _soft_box(brush, scene, x + 1.12 * side * size, y - 0.06 * size, 0.22 * size, 0.36 * size, cloth)

    @staticmethod
    def _plant(
        brush: Brush, scene: Landscape, chance: np.ndarray, x: float, y: float, size: float, pot: float = 0.24
    ) -> None:
        """Leaves of the season in a pot: broad ones when smooth, spikes when rough."""
        leaf, wide = foliage(scene), (0.20 - 0.14 * scene.roughness) * size
        for number, draw in enumerate(chance[2:11]):
            angle = -0.15 - 2.85 * (number + 0.6 * draw) / 9
            reach = size * (0.65 + 0.45 * draw + 0.35 * scene.roughness)
            root, dx, dy = (x, y - 0.35 * size), np.cos(angle), np.sin(angle)
            belly = (root[0] + 0.6 * reach * dx, root[1] + 0.6 * reach * dy)
            brush.polygon([root, (belly[0] - wide * dy, belly[1] + wide * dx), (x + reach * dx, root[1] + reach * dy),
                           (belly[0] + wide * dy, belly[1] - wide * dx)], lighter(leaf, 0.75 + 0.5 * draw))  # fmt: skip
        brush.polygon([(x - pot * size, y - 0.45 * size), (x + pot * size, y - 0.45 * size),
                       (x + 0.7 * pot * size, y), (x - 0.7 * pot * size, y)], (0.72, 0.38, 0.25))  # fmt: skip

    @staticmethod
    def _shelf(brush: Brush, scene: Landscape, chance: np.ndarray, x: float, y: float, size: float) -> None:
        """A bookcase of three boards."""
        half, board = 0.45 * size, 0.5 * size
        wood: Colour = (0.36, 0.23, 0.15)
        brush.rectangle(x - half, y - 3.15 * board, x + half, y, wood)
        for row in range(3):
            foot = y - 0.1 * size - board * row
            brush.rectangle(x - 0.88 * half, foot - 0.86 * board, x + 0.88 * half, foot, lighter(wood, 0.55))
            for book in range(5):
                draw = chance[(3 * row + book) % len(chance)]
                left, lean = x - 0.85 * half + 0.34 * half * book, 0.2 * half * scene.roughness * (draw - 0.3)
                top = foot - board * (0.72 + 0.3 * scene.roughness * (draw - 0.7))
                brush.polygon([(left, foot), (left + lean, top), (left + lean + 0.27 * half, top),
                               (left + 0.27 * half, foot)], subject(scene, 0.85, 0.65 + 0.3 * draw, draw))  # fmt: skip

    @staticmethod
    def _table(brush: Brush, scene: Landscape, chance: np.ndarray, x: float, y: float, size: float) -> None:
        """A small table with a plant upon it."""
        wood: Colour = (0.55, 0.36, 0.21)
        for side in (-0.4, 0.4):
            brush.line([(x + side * size, y + 0.35 * size), (x + 0.8 * side * size, y - 0.2 * size)], 0.07 * size, wood)
        _soft_box(brush, scene, x, y - 0.22 * size, 0.62 * size, 0.12 * size, lighter(wood, 1.2))
        Indoor._plant(brush, scene, chance, x, y - 0.24 * size, 0.55 * size)


def _floor(scene: Landscape) -> float:
    """y where the back wall meets the floor."""
    return horizon_height(scene, 0.82, 0.48)


def _middle(scene: Landscape) -> float:
    """x of the vanishing point, the window and the sofa."""
    return 0.2 + 0.6 * scene.viewpoint


def _on_wall(scene: Landscape, side: float, depth: float, height: float) -> Point:
    """A point of the left (0) or right (1) wall: `depth` from _BACK to 1 at the picture's edge."""
    middle, eye = _middle(scene), _floor(scene) - _EYE
    return middle + depth * (side - middle), eye + depth / _BACK * (_EYE - height)


def _soft_box(brush: Brush, scene: Landscape, x: float, y: float, width: float, height: float, colour: Colour) -> None:
    """A cushion: an ellipse when smooth, a box halfway, a box with spikes when rough."""
    angles = np.linspace(0, 2 * np.pi, 33)[:-1]
    power = 2 / (2.2 + 14 * scene.roughness)
    spike = 1 + 0.75 * max(0.0, scene.roughness - 0.4) * (-1.0) ** np.arange(len(angles))
    across = np.sign(np.cos(angles)) * np.abs(np.cos(angles)) ** power * spike
    down = np.sign(np.sin(angles)) * np.abs(np.sin(angles)) ** power * spike
    brush.polygon([(x + width * a, y + height * d) for a, d in zip(across, down, strict=True)], colour)
