import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simlab.ensembles import points_inside, region_shape

GRID = 6
vertex = st.tuples(st.integers(0, GRID), st.integers(0, GRID))
polygons = st.lists(vertex, min_size=3, max_size=9).map(tuple)
everywhere = np.array([(x, y) for x in range(-1, GRID + 2) for y in range(-1, GRID + 2)], dtype=np.float64)
halves = everywhere[:-1] + 0.5


def odd(polygon, x, y) -> bool:
    """Even-odd rule for a point on no edge: how often does a ray to the right cross the outline?"""
    crossings = 0
    for (x1, y1), (x2, y2) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        if (y1 > y) != (y2 > y):
            crossings += x < x1 + (y - y1) * Fraction(x2 - x1, y2 - y1)
    return crossings % 2 == 1


def directions_at(polygon, x, y) -> list[tuple[int, int]]:
    """Where the edges through a point lead, away from it."""
    found = set()
    for (x1, y1), (x2, y2) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        on_line = (x2 - x1) * (y - y1) == (y2 - y1) * (x - x1)
        within = min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2)
        if on_line and within:
            found |= {(x1 - x, y1 - y), (x2 - x, y2 - y)} - {(0, 0)}
    return sorted(found, key=lambda to: math.atan2(to[1], to[0]))


def inside(polygon, point) -> bool:
    """Inside by the even-odd rule, or on the border of what is inside; exact for grid points and their halves."""
    x, y = (Fraction(value) for value in point)
    ahead = directions_at(polygon, x, y)
    if not ahead:
        return odd(polygon, x, y)
    angles = [math.atan2(to[1], to[0]) for to in ahead]
    for start, end in zip(angles, (*angles[1:], angles[0] + 2 * math.pi), strict=True):
        middle = (start + end) / 2
        step = Fraction(1, 1000)
        near = x + step * Fraction(math.cos(middle)), y + step * Fraction(math.sin(middle))
        if end - start > 1e-9 and odd(polygon, *near):
            return True
    return False


def expected(polygon, points) -> np.ndarray:
    return np.array([inside(polygon, point) for point in points])


def computed(polygon, points) -> np.ndarray:
    return points_inside(region_shape(tuple((float(x), float(y)) for x, y in polygon)), points)


def self_crosses(polygon) -> bool:
    """Whether two edges cross at a point that is no vertex of both; such a point may not be a float."""
    edges = list(zip(polygon, (*polygon[1:], polygon[0]), strict=True))

    def turn(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return any(
        turn(p, q, r) * turn(p, q, s) < 0 and turn(r, s, p) * turn(r, s, q) < 0
        for number, (p, q) in enumerate(edges)
        for r, s in edges[:number]
    )


def on_outline(polygon, points) -> np.ndarray:
    return np.array([bool(directions_at(polygon, Fraction(x), Fraction(y))) for x, y in points])


@settings(max_examples=120, deadline=None)
@given(polygons)
@example(((0, 0), (4, 0), (4, 4), (2, 1), (0, 4)))  # concave
@example(((0, 0), (4, 4), (4, 0), (0, 4)))  # bow tie
@example(((0, 0), (6, 0), (6, 6), (0, 6), (0, 0), (2, 2), (4, 2), (4, 4), (2, 4), (2, 2)))  # a hole, by a bridge
@example(((3, 0), (5, 6), (0, 2), (6, 2), (1, 6)))  # five-pointed star: the middle is outside
@example(((0, 0), (3, 0), (6, 0)))  # no area
@example(((1, 1), (1, 1), (1, 1)))
@example(((0, 0), (2, 0), (2, 2), (0, 2), (0, 0), (2, 0), (2, 2), (0, 2)))  # twice around: nothing is inside
@example(((0, 0), (0, 1), (0, 0), (1, 0), (0, 1), (1, 0)))
@example(((0, 0), (4, 0), (4, 4), (4, 6), (4, 4), (0, 4)))  # a spike without area
def test_even_odd_rule_with_the_border_inside(polygon):
    points = np.concatenate([everywhere, halves])
    found, wanted = computed(polygon, points), expected(polygon, points)
    # Where edges cross, the crossing is rounded to a float, which may move the edge off a point that it held.
    sure = ~on_outline(polygon, points) if self_crosses(polygon) else np.ones(len(points), dtype=bool)
    np.testing.assert_array_equal(found[sure], wanted[sure])


@settings(max_examples=100, deadline=None)
@given(polygons)
def test_vertices_of_an_area_are_inside_it(polygon):
    """Even where edges cross: vertices are never moved."""
    points = np.array(polygon, dtype=np.float64)
    found, wanted = computed(polygon, points), expected(polygon, points)
    if not self_crosses(polygon):
        np.testing.assert_array_equal(found, wanted)
    assert not (found & ~wanted).any()


@settings(max_examples=50, deadline=None)
@given(polygons, st.integers(0, 8), st.booleans(), st.booleans())
def test_neither_start_nor_direction_nor_repeated_points_matter(polygon, start, backwards, repeated):
    other = polygon[start % len(polygon) :] + polygon[: start % len(polygon)]
    other = other[::-1] if backwards else other
    other = tuple(point for point in other for _ in range(2)) if repeated else other
    points = halves if self_crosses(polygon) else everywhere
    clear = ~on_outline(polygon, points) if self_crosses(polygon) else np.ones(len(points), dtype=bool)
    np.testing.assert_array_equal(computed(polygon, points)[clear], computed(other, points)[clear])


@pytest.mark.parametrize("points", [[], [(0.0, 0.0)], [(0.0, 0.0), (1.0, 1.0)], [(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)]])
def test_what_has_no_area_holds_nothing(points):
    assert region_shape(points).is_empty
    assert not points_inside(region_shape(points), everywhere).any()


def test_points_without_a_place_are_outside():
    square = region_shape([(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0)])
    places = np.array([[1.0, 1.0], [np.nan, 1.0], [1.0, np.nan], [np.nan, np.nan]])
    assert points_inside(square, places).tolist() == [True, False, False, False]
