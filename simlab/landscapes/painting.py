"""A canvas in unit coordinates: gradients, noise and shapes that look the same at any size.

x runs from 0 (left) to 1 (right), y from 0 (top) to 1 (bottom). Everything is painted at twice the size asked for
and scaled down at the end. What is left to chance is drawn from generators that never depend on the size.
"""

import colorsys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from jaxtyping import Float32
from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[float, float, float]
Point = tuple[float, float]
Mask = Float32[np.ndarray, "side side"]
_SUPERSAMPLING = 2


class Canvas:
    """A square picture in the making; `rgb` holds float32 colours in 0…1 and may be changed in place."""

    def __init__(self, side: int) -> None:
        self._final_side = side
        self.side = side * _SUPERSAMPLING
        centres = (np.arange(self.side, dtype=np.float32) + 0.5) / self.side
        self.x: Float32[np.ndarray, "1 side"] = centres[None, :]
        self.y: Float32[np.ndarray, "side 1"] = centres[:, None]
        self.rgb: np.ndarray = np.zeros((self.side, self.side, 3), dtype=np.float32)

    def vertical_gradient(self, stops: Sequence[tuple[float, Colour]], top: float = 0.0, bottom: float = 1.0) -> None:
        """Fill the rows from `top` to `bottom` with colours at ascending heights y."""
        heights = [height for height, _ in stops]
        rows = np.flatnonzero((self.y[:, 0] >= top) & (self.y[:, 0] <= bottom))
        for channel in range(3):
            values = np.interp(self.y[rows, 0], heights, [colour[channel] for _, colour in stops])
            self.rgb[rows, :, channel] = values[:, None]

    def blend(self, mask: np.ndarray | float, colour: Colour | np.ndarray) -> None:
        """Mix a colour (or an image of colours) in where `mask` (0…1, [side, side] or broadcastable) says so."""
        weight = np.asarray(np.broadcast_to(mask, self.rgb.shape[:2]), dtype=np.float32)[..., None]
        self.rgb += weight * (np.asarray(colour, dtype=np.float32) - self.rgb)

    def multiply(self, factor: np.ndarray) -> None:
        """Darken or lighten by a factor per pixel."""
        self.rgb *= np.asarray(np.broadcast_to(factor, self.rgb.shape[:2]), dtype=np.float32)[..., None]

    def noise(self, rng: np.random.Generator, columns: int, rows: int | None = None, octaves: int = 3) -> Mask:
        """Smooth noise in about −1…1, so many bumps across (and down); each octave is twice as fine, half as high."""
        total = np.zeros((self.side, self.side), dtype=np.float32)
        weight, norm = 1.0, 0.0
        for octave in range(octaves):
            shape = ((rows or columns) * 2**octave + 1, columns * 2**octave + 1)
            lattice = Image.fromarray(rng.uniform(-1, 1, shape).astype(np.float32))
            total += weight * np.asarray(lattice.resize((self.side, self.side), Image.Resampling.BICUBIC))
            norm += weight
            weight /= 2
        return total / norm

    def profile(self, rng: np.random.Generator, bumps: int, octaves: int = 4, gain: float = 0.5) -> np.ndarray:
        """A skyline [side] of about −1…1; `gain` is the height of each octave against the one before (rough: 0.6)."""
        total, weight, norm = np.zeros(self.side), 1.0, 0.0
        for octave in range(octaves):
            count = bumps * 2**octave + 1
            values = rng.uniform(-1, 1, count)
            total += weight * np.interp(self.x[0], np.linspace(0, 1, count), values)
            norm += weight
            weight *= gain
        return total / norm

    def below(self, line: np.ndarray | float) -> Mask:
        """1 below a skyline of heights y, 0 above, with one soft pixel between."""
        return np.clip((self.y - np.asarray(line, dtype=np.float32)) * self.side + 0.5, 0, 1).astype(np.float32)

    def disc(self, x: float, y: float, radius: float, softness: float = 0.0) -> Mask:
        """1 inside a circle; `softness` is the width of its edge."""
        distance = np.sqrt((self.x - x) ** 2 + (self.y - y) ** 2)
        edge = max(softness, 1 / self.side)
        return np.clip((radius - distance) / edge + 0.5, 0, 1).astype(np.float32)

    @contextmanager
    def shapes(self) -> Iterator["Brush"]:
        """Draw shapes in unit coordinates; they are on the canvas when the block ends."""
        image = Image.fromarray((np.clip(self.rgb, 0, 1) * 255 + 0.5).astype(np.uint8))
        yield Brush(ImageDraw.Draw(image, "RGBA"), self.side)
        self.rgb = np.asarray(image, dtype=np.float32) / 255

    @contextmanager
    def stencil(self) -> Iterator["Stencil"]:
        """Draw shapes on an empty mask; read `stencil.mask` when the block has ended."""
        image = Image.new("L", (self.side, self.side))
        stencil = Stencil(ImageDraw.Draw(image), self.side)
        yield stencil
        stencil.mask = np.asarray(image, dtype=np.float32) / 255

    def blurred(self, mask: np.ndarray, radius: float) -> Mask:
        """A mask blurred by a radius in unit coordinates."""
        image = Image.fromarray((np.clip(mask, 0, 1) * 255).astype(np.uint8))
        return np.asarray(image.filter(ImageFilter.GaussianBlur(radius * self.side)), dtype=np.float32) / 255

    def finish(self) -> Image.Image:
        """The picture at the size that was asked for."""
        full = Image.fromarray((np.clip(self.rgb, 0, 1) * 255 + 0.5).astype(np.uint8))
        return full.resize((self._final_side, self._final_side), Image.Resampling.BOX)


class Brush:
    """Filled shapes in unit coordinates. Colours are 0…1; `alpha` below 1 lets the ground shine through."""

    def __init__(self, draw: ImageDraw.ImageDraw, side: int) -> None:
        self._draw, self._side = draw, side

    def polygon(self, points: Sequence[Point], colour: Colour, alpha: float = 1.0) -> None:
        """A filled polygon."""
        self._draw.polygon([(x * self._side, y * self._side) for x, y in points], fill=_bytes(colour, alpha))

    def rectangle(self, left: float, top: float, right: float, bottom: float, colour: Colour, alpha: float = 1) -> None:
        """A filled rectangle."""
        s = self._side
        box = (min(left, right) * s, min(top, bottom) * s, max(left, right) * s, max(top, bottom) * s)
        self._draw.rectangle(box, fill=_bytes(colour, alpha))

    def ellipse(self, x: float, y: float, width: float, height: float, colour: Colour, alpha: float = 1.0) -> None:
        """A filled ellipse about a centre, with half its width and height."""
        s = self._side
        box = ((x - width) * s, (y - height) * s, (x + width) * s, (y + height) * s)
        self._draw.ellipse(box, fill=_bytes(colour, alpha))

    def line(self, points: Sequence[Point], width: float, colour: Colour, alpha: float = 1.0) -> None:
        """A line of a width in unit coordinates, at least one pixel."""
        scaled = [(x * self._side, y * self._side) for x, y in points]
        self._draw.line(scaled, fill=_bytes(colour, alpha), width=max(1, round(width * self._side)), joint="curve")


class Stencil:
    """Shapes on a mask; `mask` is there when the `Canvas.stencil` block has ended."""

    def __init__(self, draw: ImageDraw.ImageDraw, side: int) -> None:
        self._draw, self._side = draw, side
        self.mask: Mask = np.zeros((side, side), dtype=np.float32)

    def polygon(self, points: Sequence[Point], value: float = 1.0) -> None:
        """A filled polygon of a value in 0…1."""
        self._draw.polygon([(x * self._side, y * self._side) for x, y in points], fill=round(255 * value))

    def ellipse(self, x: float, y: float, width: float, height: float, value: float = 1.0) -> None:
        """A filled ellipse about a centre, with half its width and height."""
        s = self._side
        self._draw.ellipse(
            ((x - width) * s, (y - height) * s, (x + width) * s, (y + height) * s), fill=round(255 * value)
        )


def hsv(hue: float, saturation: float, value: float) -> Colour:
    """A colour from hue (a circle of length 1), saturation and value in 0…1."""
    return colorsys.hsv_to_rgb(hue % 1.0, min(max(saturation, 0.0), 1.0), min(max(value, 0.0), 1.0))


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """`share` of the second colour in the first."""
    return (
        first[0] + share * (second[0] - first[0]),
        first[1] + share * (second[1] - first[1]),
        first[2] + share * (second[2] - first[2]),
    )


def lighter(colour: Colour, factor: float) -> Colour:
    """A colour times a factor, clipped."""
    return (min(1.0, colour[0] * factor), min(1.0, colour[1] * factor), min(1.0, colour[2] * factor))


def _bytes(colour: Colour, alpha: float) -> tuple[int, int, int, int]:
    red, green, blue = (round(255 * min(max(part, 0.0), 1.0)) for part in colour)
    return (red, green, blue, round(255 * min(max(alpha, 0.0), 1.0)))
