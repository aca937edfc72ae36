"""Any polygon against the even-odd rule in rational numbers.

Coordinates are multiples of 1/8 in most tests, so that edges meet corners, edges and points exactly and often. Where
two edges cross, the crossing itself is rounded to a float, by which the border beside it may move: there points on the
border are left out, and only there.
"""

import math
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simlab.ensembles import points_inside, region_shape
from tests.ensembles import literal_even_odd as literal

HAIR = 2.0**-40
eighth = st.integers(-32, 32).map(lambda number: number / 8)
corners = st.tuples(eighth, eighth)


def concave_around(center, points):
    """Corners in the order of their direction from a centre: a star with as many spikes as it likes."""
    return tuple(sorted(points, key=lambda p: (math.atan2(p[1] - center[1], p[0] - center[0]), p)))


def there_and_back(points):
    """All along one path: no area."""
    return (*points, *points[-2::-1])


scattered = st.lists(corners, min_size=3, max_size=12).map(tuple)
concave = st.builds(concave_around, corners, st.lists(corners, min_size=3, max_size=14, unique=True))
repeating = st.lists(corners, min_size=2, max_size=5, unique=True).flatmap(
    lambda few: st.lists(st.sampled_from(few), min_size=3, max_size=14).map(tuple)
)
on_a_line = st.tuples(corners, corners).flatmap(
    lambda ends: st.lists(st.integers(-4, 4), min_size=3, max_size=8).map(
        lambda steps: tuple((ends[0][0] + n * ends[1][0], ends[0][1] + n * ends[1][1]) for n in steps)
    )
)
spiked = st.tuples(scattered, st.lists(corners, min_size=1, max_size=3)).map(
    lambda drawn: (*drawn[0], *there_and_back((drawn[0][-1], *drawn[1])))
)
polygons = st.one_of(scattered, concave, repeating, on_a_line, spiked)


def probes(polygon):
    """Corners, middles of edges, points a hair beside both, and points of the grid all over the polygon."""
    of_polygon = np.array(polygon)
    marked = np.concatenate([of_polygon, (of_polygon + np.roll(of_polygon, -1, axis=0)) / 2])
    beside = [marked + np.array(step) for step in ((HAIR, 0), (-HAIR, 0), (0, HAIR), (0, -HAIR))]
    (left, bottom), (right, top) = of_polygon.min(axis=0), of_polygon.max(axis=0)
    grid = [(x, y) for x in np.linspace(left, right, 5) for y in np.linspace(bottom, top, 5)]
    return np.concatenate([marked, *beside, np.array(grid)])


def disagreements(polygon, points):
    found = points_inside(region_shape(polygon), points)
    pairs = zip(points.tolist(), found.tolist(), strict=True)
    return [tuple(point) for point, held in pairs if held != literal.inside(polygon, tuple(point))]


@settings(max_examples=100, deadline=None)
@given(polygons)
def test_every_point_is_where_the_literal_rule_puts_it(polygon):
    wrong = disagreements(polygon, probes(polygon))
    if literal.self_crosses(polygon):
        wrong = [point for point in wrong if literal.clearance(polygon, point) > Fraction(2) ** -90]
    assert wrong == []


@settings(max_examples=100, deadline=None)
@given(polygons)
def test_corners_of_an_area_are_in_it_even_where_edges_cross(polygon):
    assert disagreements(polygon, np.array(polygon)) == []


@settings(max_examples=60, deadline=None)
@given(st.one_of(on_a_line, st.lists(corners, min_size=2, max_size=6).map(tuple).map(there_and_back)))
def test_what_encloses_nothing_holds_nothing(polygon):
    assert region_shape(polygon).is_empty
    assert not points_inside(region_shape(polygon), probes(polygon)).any()


ordinary = st.floats(-1e6, 1e6).map(lambda x: x if abs(x) > 1e-30 else 0.0)  # GEOS underflows with smaller ones
close_together = st.integers(-3, 3).flatmap(
    lambda ulps: st.sampled_from([0.1, 0.3, 1.7]).map(lambda x: x + ulps * 2e-16)
)


@settings(max_examples=100, deadline=None)
@given(st.one_of(*(st.lists(st.tuples(n, n), min_size=3, max_size=9) for n in (ordinary, close_together))).map(tuple))
def test_any_floats_are_right_where_rounding_cannot_reach(polygon):
    points = probes(polygon)
    points = points[np.isfinite(points).all(axis=1)]
    reach = Fraction(float(np.abs(np.array(polygon)).max())) * Fraction(2) ** -44
    wrong = [point for point in disagreements(polygon, points) if literal.clearance(polygon, point) > reach**2]
    assert wrong == []


@settings(max_examples=60, deadline=None)
@given(polygons, st.integers(-20, 20), st.booleans(), st.booleans())
def test_scale_and_mirror_images_change_nothing(polygon, power, mirrored, turned):
    def placed(points):
        moved = np.array(points) * [-1 if mirrored else 1, 1] * 2.0**power
        return moved[:, ::-1] if turned else moved

    points = probes(polygon)
    if literal.self_crosses(polygon):
        points = points[[literal.clearance(polygon, tuple(point)) > Fraction(2) ** -90 for point in points.tolist()]]
    other = tuple((float(x), float(y)) for x, y in placed(polygon))
    found = points_inside(region_shape(polygon), points)
    np.testing.assert_array_equal(points_inside(region_shape(other), np.ascontiguousarray(placed(points))), found)


@settings(max_examples=60, deadline=None)
@given(polygons, st.randoms(use_true_random=False))
def test_each_point_is_judged_by_itself(polygon, random):
    points = probes(polygon)
    shape = region_shape(polygon)
    found = points_inside(shape, points)
    chosen = np.array(random.sample(range(len(points)), len(points) // 2))
    lost = points[chosen].copy()
    lost[::3, random.randrange(2)] = np.nan
    expected = found[chosen]
    expected[::3] = False
    np.testing.assert_array_equal(points_inside(shape, lost), expected)
