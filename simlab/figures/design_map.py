"""A design on its map as a still picture (SVG): references as dots, regions as numbered outlines."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import shapely
from jaxtyping import Float64
from shapely.geometry.base import BaseGeometry

from simlab.ensembles.geometry import region_shape
from simlab.figures.map_dots import dots_svg

WIDTH = 720
_HEIGHTS = (300, 540)
_ROOM = 0.06  # of the extent of the dots, around them
_NAME = 26  # characters of a name beside its number
_CHARACTER, _LINE, _DISC = 7.0, 22, 13
_LETTERS = 'font-family="Source Sans 3, Source Sans Pro, Segoe UI, Helvetica, Arial, sans-serif" font-weight="600"'
_NUMBER = 'fill="#fff" font-size="12" text-anchor="middle"'
_BESIDE = 'fill="#1c2430" stroke="#fff" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke" font-size="13"'
_STEPS = sorted(range(-12, 13), key=abs)


@dataclass(frozen=True)
class MapRegion:
    """One outline.

    Attributes:
        number: its place in priority, from 1.
        name: for people.
        points: vertices in data coordinates; the last joins the first.
        colour: '#rrggbb'.
    """

    number: int
    name: str
    points: tuple[tuple[float, float], ...]
    colour: str


def design_map(
    coordinates: Float64[np.ndarray, "points 2"],
    colours: Sequence[str],
    regions: Sequence[MapRegion],
    description: str,
) -> str:
    """The picture as an `<svg>` element; one unit of x is as long as one of y.

    The frame follows the dots, so that an outline that was drawn far beyond them is cut at it.

    Args:
        coordinates: of the dots; those without a place (NaN) are left out.
        colours: '#rrggbb' of each dot.
        regions: in priority order; each is labelled where no earlier one covers it.
        description: what is to be seen, for those who cannot see it.
    """
    known = ~np.isnan(coordinates).any(axis=1)
    frame = _Frame.around(coordinates[known])
    chosen = [colour for colour, here in zip(colours, known, strict=True) if here]
    dots = dots_svg(frame.places(coordinates[known]), chosen, frame.size, frame.dot(int(known.sum())))
    outlines = "".join(_outline(frame, region) for region in regions)
    width, height = frame.size
    return (
        f'<svg class="map" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'preserveAspectRatio="xMinYMid" {_LETTERS} aria-label="{escape(description)}">'
        f'<svg width="{width}" height="{height}" overflow="hidden">'
        f'<rect width="{width}" height="{height}" fill="#fbfcfd" stroke="#c9d0da" stroke-width="2"/>'
        f"{dots}{outlines}{_labels(frame, regions)}</svg></svg>"
    )


@dataclass(frozen=True)
class _Frame:
    """From data to units of the drawing."""

    left: float
    top: float
    scale: float
    size: tuple[int, int]

    @classmethod
    def around(cls, coordinates: Float64[np.ndarray, "points 2"]) -> "_Frame":
        low, high = (coordinates.min(axis=0), coordinates.max(axis=0)) if len(coordinates) else (np.zeros(2),) * 2
        extent = np.where(high > low, high - low, 1.0) * (1 + 2 * _ROOM)
        height = int(np.clip(WIDTH * extent[1] / extent[0], *_HEIGHTS))
        scale = float(min(WIDTH / extent[0], height / extent[1]))
        middle = (low + high) / 2
        left, top = middle[0] - WIDTH / scale / 2, middle[1] + height / scale / 2
        return cls(float(left), float(top), scale, (WIDTH, height))

    def places(self, coordinates: Float64[np.ndarray, "points 2"]) -> Float64[np.ndarray, "points 2"]:
        return (coordinates - (self.left, self.top)) * (self.scale, -self.scale)

    def dot(self, count: int) -> float:
        """Diameter of a dot: smaller where there are many."""
        return float(np.clip(120 / np.sqrt(max(count, 1)), 1.4, 5.0))


def _outline(frame: _Frame, region: MapRegion) -> str:
    corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in frame.places(np.array(region.points)))
    return (
        f'<polygon points="{corners}" fill="{region.colour}" fill-opacity=".1" fill-rule="evenodd" '
        f'stroke="{region.colour}" stroke-width="2" stroke-linejoin="round"/>'
    )


def _labels(frame: _Frame, regions: Sequence[MapRegion]) -> str:
    """Number and name of each region where it rules; where there is no room for the name, the number alone."""
    taken: list[BaseGeometry] = []
    drawn = []
    covered: BaseGeometry = shapely.Polygon()
    for region in regions:
        shape = region_shape([(float(x), float(y)) for x, y in frame.places(np.array(region.points))])
        seen = shape.intersection(shapely.box(_DISC, _DISC, frame.size[0] - _DISC, frame.size[1] - _DISC))
        middle = _middle(seen.difference(covered)) or _middle(seen)
        covered = covered.union(shape)
        if middle is None:
            continue
        name = region.name if len(region.name) <= _NAME else f"{region.name[: _NAME - 1]}…"
        room = 2 * _DISC + _CHARACTER * len(name)
        left = max(float(_DISC), min(middle[0], frame.size[0] - room))
        places = [(left, middle[1] + _LINE * row, room) for row in _STEPS]
        places += [(middle[0] + _LINE * column, middle[1] + _LINE * row, _DISC) for row in _STEPS for column in _STEPS]
        free = (place for place in places if _is_free(place, seen, taken))
        x, y, width = next(free, (*middle, _DISC))
        taken.append(_box(x, y, width))
        drawn.append(_label(region, x, y, name if width > _DISC else ""))
    return "".join(drawn)


def _label(region: MapRegion, x: float, y: float, name: str) -> str:
    beside = f'<text class="name" {_BESIDE} x="{x + 14:.1f}" y="{y + 4.5:.1f}">{escape(name)}</text>' if name else ""
    return (
        f"<g><title>{escape(region.name)}</title>"
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="10" fill="{region.colour}" stroke="#fff" stroke-width="1.5"/>'
        f'<text class="number" {_NUMBER} x="{x:.1f}" y="{y + 4:.1f}">{region.number}</text>{beside}</g>'
    )


def _is_free(place: tuple[float, float, float], seen: BaseGeometry, taken: Sequence[BaseGeometry]) -> bool:
    """Whether the number lies in what is seen of the region, and the label on no other."""
    x, y, width = place
    return bool(shapely.intersects_xy(seen, x, y)) and not any(_box(x, y, width).intersects(other) for other in taken)


def _box(x: float, y: float, width: float) -> BaseGeometry:
    half = _LINE / 2 - 0.5
    return shapely.box(x - half, y - half, x + max(width, half), y + half)


def _middle(shape: BaseGeometry) -> tuple[float, float] | None:
    """A point well inside the largest part; None of what has no area."""
    parts = [part for part in shapely.get_parts(shape) if part.area > 0]
    if not parts:
        return None
    largest = max(parts, key=lambda part: part.area)
    middle = largest.centroid if largest.contains(largest.centroid) else largest.representative_point()
    return float(middle.x), float(middle.y)
