import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simlab.ensembles import Design, Membership, Region, one_model

POINTS = np.array([(x, y) for x in range(7) for y in range(7)], dtype=np.float64)
corner = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda p: (float(p[0]), float(p[1])))
polygons = st.lists(corner, min_size=3, max_size=6).map(tuple)


def design_of(polygons) -> Design:
    regions = [
        Region(f"region {i}", points, one_model("m"), "#112233", id=f"id{i}") for i, points in enumerate(polygons)
    ]
    return Design("map", "f", one_model("m"), tuple(regions))


@settings(max_examples=60, deadline=None)
@given(st.lists(polygons, max_size=4))
def test_every_point_falls_in_the_first_region_that_holds_it_or_in_the_fallback(drawn):
    design, membership = design_of(drawn), Membership(POINTS)
    held = [membership.inside(region) for region in design.regions]
    found = membership.of_design(design)
    for point, index in enumerate(found):
        first = next((i for i, of_region in enumerate(held) if of_region[point]), len(design.regions))
        assert index == first


@settings(max_examples=40, deadline=None)
@given(polygons, polygons)
def test_priority_decides_only_where_regions_overlap(one, other):
    design, membership = design_of([one, other]), Membership(POINTS)
    swapped = design.moved("id0", 1)
    assert [region.id for region in swapped.regions] == ["id1", "id0"]
    before, after = membership.of_design(design), membership.of_design(swapped)
    both = membership.inside(design.regions[0]) & membership.inside(design.regions[1])
    np.testing.assert_array_equal(before == 2, after == 2)
    assert (before[both] == 0).all()
    assert (after[both] == 0).all()
    np.testing.assert_array_equal(before[~both], np.array([1, 0, 2])[after[~both]])


def test_points_without_a_place_belong_to_the_fallback():
    membership = Membership(np.array([[1.0, 1.0], [np.nan, np.nan]]))
    assert membership.of_design(design_of([((0.0, 0.0), (3.0, 0.0), (0.0, 3.0))])).tolist() == [0, 1]


def test_more_polygons_than_are_remembered():
    membership = Membership(POINTS)
    design = design_of([((0.0, 0.0), (1.0 + i / 1000, 0.0), (0.0, 1.0)) for i in range(600)])
    for _ in range(2):
        assert (membership.of_design(design)[[0, 1, 7]] == 0).all()
