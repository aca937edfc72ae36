import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from simlab.ensembles.geometry import points_inside, region_shape
from simlab.ensembles.member_hulls import member_hull


def counted(hull, places, members) -> tuple[int, int]:
    """Members kept and others added, point by point."""
    shape = region_shape(hull.points)
    inside = [bool(points_inside(shape, place[None])[0]) for place in places]
    kept = sum(1 for at, member in zip(inside, members, strict=True) if at and member)
    return kept, sum(inside) - kept


def test_a_crescent_leaves_out_what_lies_in_its_bay():
    angles = np.linspace(0, np.pi, 60)
    crescent = np.concatenate([radius * np.column_stack([np.cos(angles), np.sin(angles)]) for radius in (3, 3.4, 3.8)])
    bay = np.random.default_rng(0).normal([0, 0.8], 0.3, (50, 2))
    places = np.concatenate([crescent, bay])
    members = np.arange(len(places)) < len(crescent)
    hull = member_hull(places, members)
    assert (hull.n_kept, hull.n_added) == counted(hull, places, members)
    assert hull.n_kept >= 0.95 * len(crescent)
    assert hull.n_added == 0
    convex = shapely.MultiPoint(crescent).convex_hull
    assert points_inside(convex, bay).all()


def test_stragglers_do_not_draw_the_hull_over_everything():
    rng = np.random.default_rng(0)
    others = rng.uniform(-10, 10, (600, 2))
    others = others[np.abs(others).max(axis=1) > 2]
    core = rng.uniform(-2, 2, (80, 2))
    stragglers = np.array([[-9.0, -9.0], [9.0, -9.0], [9.0, 9.0], [-9.0, 9.0]])
    places = np.concatenate([core, stragglers, others])
    members = np.arange(len(places)) < 84
    hull = member_hull(places, members)
    assert 75 <= hull.n_kept <= 80
    assert hull.n_added <= 5


@pytest.mark.parametrize(
    "places", [[[1.0, 2.0]], [[0.0, 0.0], [1.0, 1.0]], [[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]], [[1.0, 2.0]] * 4]
)
def test_points_without_area_get_a_narrow_polygon(places):
    places = np.array(places)
    hull = member_hull(places, np.ones(len(places), dtype=bool))
    assert hull.n_kept == len(places)
    assert 3 <= len(hull.points) <= 40
    assert region_shape(hull.points).area > 0


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 400), st.floats(0.1, 1))
def test_hulls_are_simple_small_and_counted(seed, count, share):
    rng = np.random.default_rng(seed)
    places = rng.normal(size=(count, 2)) * rng.uniform(0.01, 100, 2)
    members = rng.random(count) < share
    members[rng.integers(count)] = True
    hull = member_hull(places, members)
    assert 3 <= len(hull.points) <= 40
    assert shapely.Polygon(hull.points).is_valid
    assert (hull.n_kept, hull.n_added) == counted(hull, places, members)
    assert 0 < hull.n_kept <= members.sum()
