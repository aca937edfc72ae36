"""Outlines of any shape: simple polygons of few corners, at the place of the shape."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from simlab.ensembles import Region, one_model, region_shape
from simlab.ensembles.suggestions import MOST_VERTICES
from simlab.ensembles.suggestions.outlines import outline

coordinate = st.integers(-64, 64).map(lambda number: number / 64)  # GEOS warns of underflow with tiny floats
places = st.tuples(coordinate, coordinate)


def discs_of(drawn):
    """What suggestions outline: the largest of the parts that meet."""
    points, radii = zip(*drawn, strict=True)
    parts = shapely.get_parts(shapely.union_all(shapely.buffer(shapely.points(points), radii, quad_segs=4)))
    return max(parts, key=lambda part: part.area)


def cells_of(drawn):
    """What a credibility map's areas are made of: squares, some of which meet only at a corner."""
    boxes = [shapely.box(x / 8, y / 8, (x + 1) / 8, (y + 1) / 8) for x, y in drawn]
    return shapely.union_all(boxes)


def spiral_of(drawn):
    turns, width = drawn
    t = np.linspace(0.3, 2 * np.pi * turns, 60 * math.ceil(turns))
    return shapely.LineString(np.column_stack([t * np.cos(t), t * np.sin(t)])).buffer(width)


def comb_of(heights):
    """Teeth as narrow as the gaps between them."""
    teeth = [shapely.box(2 * number, 0, 2 * number + 1, height) for number, height in enumerate(heights)]
    return shapely.union_all([shapely.box(0, -1, 2 * len(heights), 0), *teeth])


discs = st.lists(st.tuples(places, st.floats(0.01, 0.4)), min_size=1, max_size=30).map(discs_of)
cells = st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=60).map(cells_of)
walks = st.tuples(st.lists(places, min_size=2, max_size=15), st.floats(0.005, 0.3)).map(
    lambda drawn: shapely.LineString(drawn[0]).buffer(drawn[1])
)
spirals = st.tuples(st.floats(1, 5), st.floats(0.5, 2.8)).map(spiral_of)
combs = st.lists(st.floats(0.5, 40), min_size=1, max_size=40).map(comb_of)
shapes = st.one_of(discs, cells, walks, spirals, combs)


def size_of(shape) -> float:
    left, bottom, right, top = shape.bounds
    return math.hypot(right - left, top - bottom)


@settings(max_examples=120, deadline=None)
@given(shapes, st.floats(-4, -0.3))
def test_an_outline_is_a_simple_polygon_of_few_corners(shape, power):
    points = outline(shape, size_of(shape) * 10**power)
    drawn = shapely.Polygon(points)
    assert drawn.is_valid
    assert 3 <= len(set(points)) == len(points) <= MOST_VERTICES
    assert region_shape(points).equals(drawn)
    assert Region("suggested", points, one_model("m"), "#112233").points == points
    reach = shape.buffer(1e-9 * size_of(shape)).convex_hull
    assert reach.covers(drawn)
    assert drawn.intersects(shape)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(places, min_size=3, max_size=12).map(lambda points: shapely.MultiPoint(points).convex_hull.buffer(0.05))
)
def test_the_outline_of_a_convex_shape_covers_nearly_all_of_it(shape):
    drawn = shapely.Polygon(outline(shape, 0.02))
    assert drawn.symmetric_difference(shape).area < 0.2 * shape.area


@pytest.mark.parametrize("turns", [3, 4, 8])
def test_a_spiral_is_filled_until_few_corners_do(turns):
    shape = spiral_of((turns, 1.0))
    drawn = shapely.Polygon(outline(shape, 0.001 * size_of(shape)))
    assert drawn.is_valid
    assert len(drawn.exterior.coords) - 1 <= MOST_VERTICES
    assert drawn.intersection(shape).area > 0.9 * shape.area
