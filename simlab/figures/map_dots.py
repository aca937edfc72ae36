"""Dots of a still picture: few as lines of an SVG, which print sharp; many as pixels, which stay small."""

import base64
from collections.abc import Sequence
from io import BytesIO

import numpy as np
from jaxtyping import Float64
from PIL import Image, ImageDraw

from simlab.figures.colours import Stops

MOST_SHARP = 5_000
"""Dots drawn as lines; an SVG of more is slow to open and to print."""
_FINER = 3  # pixels of the picture to a unit of the drawing


def dots_svg(
    places: Float64[np.ndarray, "points 2"], colours: Sequence[str], size: tuple[int, int], width: float
) -> str:
    """Dots as a part of an SVG.

    Args:
        places: in units of the drawing, y downwards.
        colours: '#rrggbb' of each dot; later dots lie on earlier ones of their colour only.
        size: of the drawing.
        width: diameter of a dot.
    """
    if len(places) > MOST_SHARP:
        return _pixels(places, colours, size, width)
    paths = []
    for colour in dict.fromkeys(colours):
        chosen = places[[own == colour for own in colours]]
        starts = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in chosen)
        paths.append(f'<path d="{starts}" stroke="{colour}"/>')
    return f'<g fill="none" stroke-linecap="round" stroke-width="{width:g}" opacity=".8">{"".join(paths)}</g>'


def colour_at(stops: Stops, value: float) -> str:
    """The colour of a scale at a value from 0 to 1, as '#rrggbb'."""
    ends = np.array([place for place, _ in stops])
    channels = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for _, colour in stops])
    mixed = [round(float(np.interp(value, ends, channels[:, channel]))) for channel in range(3)]
    return "#{:02x}{:02x}{:02x}".format(*mixed)


def _pixels(
    places: Float64[np.ndarray, "points 2"], colours: Sequence[str], size: tuple[int, int], width: float
) -> str:
    picture = Image.new("RGBA", (size[0] * _FINER, size[1] * _FINER))
    draw = ImageDraw.Draw(picture)
    radius = _FINER * width / 2
    for (x, y), colour in zip(_FINER * places, colours, strict=True):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    stream = BytesIO()
    picture.quantize(256, method=Image.Quantize.FASTOCTREE).save(stream, "PNG", optimize=True)
    address = "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()
    return f'<image href="{address}" width="{size[0]}" height="{size[1]}" opacity=".8"/>'
