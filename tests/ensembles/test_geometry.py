import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simlab.ensembles import points_inside, region_shape
from tests.ensembles import literal_even_odd as literal

GRID = 6
vertex = st.tuples(st.integers(0, GRID), st.integers(0, GRID))
polygons = st.lists(vertex, min_size=3, max_size=9).map(tuple)
everywhere = np.array([(x, y) for x in range(-1, GRID + 2) for y in range(-1, GRID + 2)], dtype=np.float64)
halves = everywhere[:-1] + 0.5


def expected(polygon, points) -> np.ndarray:
    return np.array([literal.inside(polygon, point) for point in points.tolist()])


def computed(polygon, points) -> np.ndarray:
    return points_inside(region_shape(tuple((float(x), float(y)) for x, y in polygon)), points)


def on_outline(polygon, points) -> np.ndarray:
    return np.array([literal.on_outline(polygon, point) for point in points.tolist()])


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
    sure = ~on_outline(polygon, points) if literal.self_crosses(polygon) else np.ones(len(points), dtype=bool)
    np.testing.assert_array_equal(found[sure], wanted[sure])


@settings(max_examples=100, deadline=None)
@given(polygons)
def test_vertices_of_an_area_are_inside_it(polygon):
    """Even where edges cross: vertices are never moved."""
    points = np.array(polygon, dtype=np.float64)
    found, wanted = computed(polygon, points), expected(polygon, points)
    if not literal.self_crosses(polygon):
        np.testing.assert_array_equal(found, wanted)
    assert not (found & ~wanted).any()


@settings(max_examples=50, deadline=None)
@given(polygons, st.integers(0, 8), st.booleans(), st.booleans())
def test_neither_start_nor_direction_nor_repeated_points_matter(polygon, start, backwards, repeated):
    other = polygon[start % len(polygon) :] + polygon[: start % len(polygon)]
    other = other[::-1] if backwards else other
    other = tuple(point for point in other for _ in range(2)) if repeated else other
    points = halves if literal.self_crosses(polygon) else everywhere
    clear = ~on_outline(polygon, points) if literal.self_crosses(polygon) else np.ones(len(points), dtype=bool)
    np.testing.assert_array_equal(computed(polygon, points)[clear], computed(other, points)[clear])


@pytest.mark.parametrize("points", [[], [(0.0, 0.0)], [(0.0, 0.0), (1.0, 1.0)], [(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)]])
def test_what_has_no_area_holds_nothing(points):
    assert region_shape(points).is_empty
    assert not points_inside(region_shape(points), everywhere).any()


def test_points_without_a_place_are_outside():
    square = region_shape([(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0)])
    places = np.array([[1.0, 1.0], [np.nan, 1.0], [1.0, np.nan], [np.nan, np.nan]])
    assert points_inside(square, places).tolist() == [True, False, False, False]
