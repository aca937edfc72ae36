"""Neighbours inside a region, against a literal loop, and on maps that keep or tear apart what belongs together."""

import math
from dataclasses import replace

import numpy as np
import pytest

from simlab.ensembles import Region, one_model
from simlab.maps.neighbourhoods import map_neighbourhoods
from simlab.studies.designs.region_faithfulness import FAITHFUL_SHARE, neighbour_shares
from simlab.studies.map_places import MapPlaces


def region(name, points):
    return Region(name, tuple(points), one_model("west-model"), "#112233", id=name)


@pytest.fixture
def found(workspace, reference_map, drawn):
    """Gives the shares of some regions on the map."""
    neighbourhoods = map_neighbourhoods(workspace, reference_map)
    places = MapPlaces(workspace, reference_map)
    return lambda *regions: neighbour_shares(
        replace(drawn(reference_map), regions=regions), places, neighbourhoods
    ).tolist()


def test_shares_are_those_of_a_loop(workspace, reference_map, drawn, found):
    (left, bottom), (right, top) = reference_map.fitted_coordinates.min(0), reference_map.fitted_coordinates.max(0)
    middle = (left + right) / 2
    quarters = [
        region("lower", [(left, bottom), (right, bottom), (right, (bottom + top) / 2), (left, (bottom + top) / 2)]),
        region("left", [(left, bottom), (middle, bottom), (middle, top), (left, top)]),
    ]
    vectors = workspace.embedding("look").take(reference_map.fitted_rows).astype(float)
    places = reference_map.fitted_coordinates
    lower = [y <= (bottom + top) / 2 for _, y in places]
    of_region = [0 if low else 1 if x <= middle else 2 for low, (x, _) in zip(lower, places, strict=True)]
    expected = []
    for number in (0, 1):
        inside = []
        for i in range(len(vectors)):
            if of_region[i] == number:
                others = sorted((np.linalg.norm(vectors[i] - vectors[j]), j) for j in range(len(vectors)) if j != i)
                inside += [of_region[j] == number for _, j in others[:10]]
        expected.append(sum(inside) / len(inside))
    assert found(*quarters) == pytest.approx(expected)


def test_a_country_is_faithful_and_a_thin_strip_through_both_is_not(reference_map, drawn, found):
    countries = found(*drawn(reference_map).regions)
    assert min(countries) == 1.0
    (left, bottom), (right, top) = reference_map.fitted_coordinates.min(0), reference_map.fitted_coordinates.max(0)
    height = (top - bottom) / 8
    middle = float(np.median(reference_map.fitted_coordinates[:, 1]))
    strip = [(left, middle - height), (right, middle - height), (right, middle + height), (left, middle + height)]
    assert 0 < found(region("strip", strip))[0] < FAITHFUL_SHARE


def test_a_reference_counts_in_the_first_region_that_contains_it(reference_map, drawn, found):
    west, east = drawn(reference_map).regions
    everything = [(-1e3, -1e3), (1e3, -1e3), (1e3, 1e3), (-1e3, 1e3)]
    assert found(west, region("all", everything)) == found(west, east) == [1.0, 1.0]
    shares = found(region("all", everything), west)
    assert shares[0] == 1.0
    assert math.isnan(shares[1])


def test_nobody_there_and_no_regions(found):
    assert math.isnan(found(region("nowhere", [(500, 500), (501, 500), (501, 501)]))[0])
    assert found() == []
