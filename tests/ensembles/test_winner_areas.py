"""A credibility map as regions: connected, large enough, and where the map says so."""

import numpy as np
import shapely

from simlab.ensembles import points_inside, region_shape
from simlab.ensembles.credibility import EMPTY, UNDECIDED, CredibilityLayer
from simlab.ensembles.credibility.windows import Cells
from simlab.ensembles.suggestions import MIN_REFERENCES, MOST_VERTICES, winner_areas

SIDE = 12


def layer_of(winner):
    """Cells of 1 × 0.1 over [0, 12] × [0, 1.2] with these winners, the first row at the bottom."""
    nothing = np.full((SIDE, SIDE), np.nan)
    counts = np.ones((SIDE, SIDE), dtype=np.int64)
    return CredibilityLayer(
        models=("a", "b"),
        members=("a", "b"),
        cells=Cells(np.zeros(2), np.array([1.0, 0.1]), SIDE, 1),
        believed=np.stack([nothing, nothing]),
        references=counts,
        triples=counts,
        winner=winner,
        best=nothing,
        margin=nothing,
        n_references=0,
        n_triples=0,
    )


def everywhere(per_cell=1):
    column, row = np.meshgrid(np.arange(SIDE) + 0.5, np.arange(SIDE) + 0.5)
    return np.repeat(np.column_stack([column.ravel(), 0.1 * row.ravel()]), per_cell, axis=0)


def test_connected_cells_of_one_winner_are_one_region():
    winner = np.full((SIDE, SIDE), UNDECIDED)
    winner[:, :6] = 0
    winner[1:9, 8:12] = 1
    winner[11, 10] = 1  # too small
    winner[0, 7] = EMPTY
    places = everywhere()
    areas = winner_areas(layer_of(winner), places)
    assert [(area.model, area.n_references) for area in areas] == [("b", 32), ("a", 72)]
    for area, number in zip(areas, (1, 0), strict=True):
        assert shapely.Polygon(area.points).is_valid
        assert len(area.points) <= MOST_VERTICES
        inside = points_inside(region_shape(area.points), places)
        assert inside.sum() == area.n_references >= MIN_REFERENCES
        assert (winner.reshape(-1)[inside] == number).all()


def test_the_outermost_cells_reach_beyond_the_references():
    winner = np.full((SIDE, SIDE), UNDECIDED)
    winner[:, :6] = 0
    winner[:, 6:] = 1
    areas = winner_areas(layer_of(winner), everywhere())
    assert {area.model for area in areas} == {"a", "b"}
    left = next(region_shape(area.points) for area in areas if area.model == "a")
    beyond = np.array([[-0.3, 0.5], [-0.5, 0.5], [3.0, 1.23], [3.0, 1.3], [6.3, 0.5]])
    assert points_inside(left, beyond).tolist() == [True, False, True, False, False]


def test_a_winner_in_the_gap_of_another_comes_first():
    winner = np.zeros((SIDE, SIDE), dtype=np.int64)
    winner[4:8, 4:8] = 1
    areas = winner_areas(layer_of(winner), everywhere(per_cell=2))
    assert [area.model for area in areas] == ["b", "a"]
    assert areas[0].n_references == 32


def test_without_a_winner_there_is_no_region():
    assert winner_areas(layer_of(np.full((SIDE, SIDE), UNDECIDED)), everywhere()) == []
