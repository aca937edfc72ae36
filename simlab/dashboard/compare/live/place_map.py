"""A small map that says where the reference of a question lies, and how far that can be believed (SVG)."""

import base64
from collections.abc import Sequence
from html import escape

import numpy as np
from jaxtyping import Float64

from simlab.ensembles import Region
from simlab.figures.colours import HUMAN, NO_DATA
from simlab.figures.map_dots import dots_svg

_WIDTH, _HEIGHT, _ROOM = 400, 260, 14
_DOT, _MARK = 3.2, 7
_LETTERS = 'font-family="sans-serif" font-size="13" font-weight="600" text-anchor="middle"'
_INK = {False: "#1c2430", True: "#e6eaf0"}


def place_map_html(
    references: Float64[np.ndarray, "references 2"],
    regions: Sequence[Region],
    place: tuple[float, float],
    error: float | None,
    description: str,
    *,
    dark: bool,
) -> str:
    """The picture as an `<img>` element; one unit of x is as long as one of y.

    Args:
        references: where the map's references lie, at least one.
        regions: of the design, in priority order.
        place: of the reference of the question.
        error: half of those placed like it are off by no more, in units of the map; None where it was not placed.
        description: what is to be seen, for those who cannot see it.
        dark: for the dark theme.
    """
    shown = np.vstack([references, np.array([place])])
    low, high = shown.min(axis=0), shown.max(axis=0)
    extent = np.where(high > low, high - low, 1.0)
    scale = float(min((_WIDTH - 2 * _ROOM) / extent[0], (_HEIGHT - 2 * _ROOM) / extent[1]))
    middle = (low + high) / 2

    def drawn(points: Float64[np.ndarray, "points 2"]) -> Float64[np.ndarray, "points 2"]:
        return np.asarray((points - middle) * (scale, -scale) + (_WIDTH / 2, _HEIGHT / 2))

    x, y = drawn(np.array([place]))[0]
    dots = dots_svg(drawn(references), [NO_DATA] * len(references), (_WIDTH, _HEIGHT), _DOT)
    outlines = "".join(_outline(region, drawn(np.array(region.points))) for region in regions)
    reach = ""
    if error is not None:
        reach = (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{max(error * scale, _MARK):.1f}" fill="{HUMAN}" fill-opacity=".12" '
            f'stroke="{HUMAN}" stroke-width="1.5" stroke-dasharray="4 3"/>'
        )
    mark = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_MARK}" fill="{HUMAN}" stroke="#fff" stroke-width="2"/>'
    above = y > _HEIGHT / 2
    name = f'<text x="{x:.1f}" y="{y + (-13 if above else 23):.1f}" fill="{_INK[dark]}" {_LETTERS}>R</text>'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}">{dots}{outlines}{reach}{mark}{name}'
        "</svg>"
    )
    address = "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
    return (
        f"<img src='{address}' alt='{escape(description)}' style='width:100%;max-width:{_WIDTH}px;border-radius:8px;"
        "border:1px solid color-mix(in srgb, currentColor 18%, transparent)'>"
    )


def _outline(region: Region, corners: Float64[np.ndarray, "corners 2"]) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    return (
        f'<polygon points="{points}" fill="{escape(region.color)}" fill-opacity=".12" fill-rule="evenodd" '
        f'stroke="{escape(region.color)}" stroke-width="1.5"><title>{escape(region.name)}</title></polygon>'
    )
