"""Density against a literal sum of Gaussian kernels."""

import math

import numpy as np
import pytest

from simlab.errors import InputError
from simlab.maps.density import map_density


def literal(places: np.ndarray, at: tuple[float, float], bandwidth: tuple[float, float]) -> float:
    """Points per unit of area at a place."""
    total = 0.0
    for x, y in places:
        along, up = (at[0] - x) / bandwidth[0], (at[1] - y) / bandwidth[1]
        total += math.exp(-(along**2 + up**2) / 2) / (2 * math.pi * bandwidth[0] * bandwidth[1])
    return total


def test_it_is_a_sum_of_kernels_at_the_middle_of_every_cell() -> None:
    rng = np.random.default_rng(4)
    places = np.concatenate([rng.normal((0, 0), (1, 3), (150, 2)), rng.normal((8, 20), (2, 1), (100, 2))])
    found = map_density(places)
    assert found.bandwidth == pytest.approx(places.std(axis=0, ddof=1) * 250 ** (-1 / 6))
    left, bottom, right, top = found.extent
    rows, columns = found.per_cell.shape
    wide, high = (right - left) / columns, (top - bottom) / rows
    expected = np.array([
        [literal(places, (left + (c + 0.5) * wide, bottom + (r + 0.5) * high), found.bandwidth) for c in range(columns)]
        for r in range(rows)
    ])  # fmt: skip
    np.testing.assert_allclose(found.per_cell / (wide * high), expected, atol=0.03 * expected.max())
    assert found.per_cell.sum() == pytest.approx(250, rel=0.01)


@pytest.mark.parametrize("places", [np.zeros((0, 2)), np.zeros((1, 2)), np.ones((5, 2)), np.array([[0.0, 1], [1, 1]])])
def test_points_in_a_line_along_an_axis_have_no_density(places: np.ndarray) -> None:
    with pytest.raises(InputError, match=rf"these {len(places)} do not. Choose another map"):
        map_density(places)
