"""A credibility map as regions: connected cells of one winner, as few polygons as that takes."""

from dataclasses import dataclass

import numpy as np
import shapely
from jaxtyping import Float64, Int

from simlab.ensembles.credibility import CredibilityLayer
from simlab.ensembles.geometry import points_inside, region_shape
from simlab.ensembles.suggestions.outlines import Corners, outline
from simlab.ensembles.suggestions.search import MIN_REFERENCES

_ROOM = 0.03
"""Of the map's width and height, on every side; the canvas shows no more."""


@dataclass(frozen=True)
class WinnerArea:
    """One region.

    Attributes:
        model: name of the member that wins there.
        points: vertices of the polygon.
        n_references: of the map's references in it.
    """

    model: str
    points: Corners
    n_references: int


def winner_areas(layer: CredibilityLayer, places: Float64[np.ndarray, "references 2"]) -> list[WinnerArea]:
    """Connected cells in which one member is told apart from every other; where there is no such member is no area.

    Args:
        layer: says who wins in the window about each cell.
        places: of the references that the layer has counted.

    Returns:
        areas that hold at least MIN_REFERENCES references, the smallest first, so that one in a gap of another keeps
        its references.
    """
    step = float(np.sqrt(np.prod(layer.cells.side * (2 * layer.cells.reach + 1)))) / 4
    found = []
    for number, model in enumerate(layer.models):
        cells = np.argwhere(layer.winner == number)
        if not len(cells):
            continue
        for part in shapely.get_parts(shapely.union_all(_boxes(layer, cells))):
            points = outline(part, step)
            shape = region_shape(points)
            count = int(np.count_nonzero(points_inside(shape, places)))
            if count >= MIN_REFERENCES:
                found.append((shape.area, WinnerArea(model, points, count)))
    return [area for _, area in sorted(found, key=lambda pair: pair[0])]


def _boxes(layer: CredibilityLayer, cells: Int[np.ndarray, "cells 2"]) -> np.ndarray:
    """The squares of some cells (row, column); neighbours have the same numbers for the edge between them.

    The outermost cells reach beyond the references: what is placed on the map later may lie outside of them.
    """
    edges = layer.cells.low + np.arange(layer.cells.count + 1)[:, None] * layer.cells.side
    room = _ROOM * (edges[-1] - edges[0])
    edges[0] -= room
    edges[-1] += room
    rows, columns = cells.T
    x, y = edges.T
    boxes: np.ndarray = shapely.box(x[columns], y[rows], x[columns + 1], y[rows + 1])
    return boxes
