"""The map in a presentation: the same canvas as on Regions, to look at."""

import numpy as np
import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.canvas import CanvasRegion, CanvasSpec, Category, Panel, Polygon, canvas
from simlab.dashboard.map_view.colouring import best_model_panel
from simlab.dashboard.map_view.drawn_points import DrawnPoints, drawing_notice, drawn_points
from simlab.dashboard.map_view.scene import Scene
from simlab.dashboard.present.gathered import Presentation
from simlab.dashboard.present.step import OnMap
from simlab.ensembles import Region
from simlab.figures.colours import COUNT, region_colour

CANVAS = state.key("present", "canvas")
NEIGHBOURS = 3
"""Pictures in a group of neighbours that is pointed at."""

_PLAIN = Category("a picture", COUNT[1][1])
_ROOM = 0.012  # around a group of neighbours, of the map's width
_HEIGHT = 460  # until the style sheet fits it to the window


def show_map(told: Presentation, step: OnMap) -> None:
    """Draw the map of a step; points and view stay from step to step."""
    scene = told.scene
    drawn = drawn_points(scene, 1)
    spec = CanvasSpec(
        points=drawn.points,
        panels=(_panel(told, step, drawn),),
        regions=_outlines(told, step),
        selected_rows=None if step.rows is None else step.rows.astype(np.int32),
        tool="pan",
        height=_HEIGHT,
        dark=state.is_dark(),
        notice=drawing_notice(int(scene.placed.sum()), len(drawn.positions), len(scene.references)),
    )
    with st.container(key=state.key("present", "map")):
        canvas(spec, key=CANVAS, pictures=drawn.pictures)


def neighbour_groups(scene: Scene) -> list[list[int]]:
    """Up to two groups of neighbours on the map, image rows, far from each other.

    Around the placed reference nearest to the middle of the left half, and of the right half: places where a reader
    looks, and with neighbours on every side.
    """
    placed = np.flatnonzero(scene.placed)
    if len(placed) < 4 * NEIGHBOURS:
        return []
    at = scene.coordinates[placed]
    groups = []
    for share in (25, 75):
        column = np.percentile(at[:, 0], share)
        near = np.abs(at[:, 0] - column) <= np.ptp(at[:, 0]) / 8
        middle = np.array([column, np.median(at[near, 1])])
        centre = at[np.argmin(((at - middle) ** 2).sum(axis=1))]
        nearest = np.argsort(((at - centre) ** 2).sum(axis=1), kind="stable")[:NEIGHBOURS]
        groups.append([int(row) for row in scene.references[placed[nearest]]])
    return groups if not set(groups[0]) & set(groups[1]) else groups[:1]


def _panel(told: Presentation, step: OnMap, drawn: DrawnPoints) -> Panel:
    scene = told.scene
    if step.colouring == "plain":
        return Panel("", np.zeros(len(drawn.positions), dtype=np.float32), (_PLAIN,))
    known = [number for number, name in enumerate(scene.table.models) if name in told.members]
    accuracy = scene.accuracy.accuracy[known][:, drawn.positions]
    return best_model_panel("", [scene.models[number] for number in known], accuracy, scene.colours)


def _outlines(told: Presentation, step: OnMap) -> tuple[CanvasRegion, ...]:
    if step.neighbours:
        return tuple(_frame(told.scene, group, number) for number, group in enumerate(neighbour_groups(told.scene)))
    return tuple(_outline(region, step) for region in told.named.design.regions) if step.regions else ()


def _outline(region: Region, step: OnMap) -> CanvasRegion:
    """In full where it is spoken of, else dashed and without its name."""
    spoken_of = region.id == step.region
    return CanvasRegion(region.id, region.name if spoken_of else "", region.color, region.points, hint=not spoken_of)


def _frame(scene: Scene, rows: list[int], number: int) -> CanvasRegion:
    """A square around a group of neighbours, named by its number."""
    at = scene.coordinates[np.searchsorted(scene.references, rows)]
    width = float(np.ptp(scene.coordinates[scene.placed], axis=0).max())
    x, y = at.mean(axis=0)
    half = float(np.abs(at - (x, y)).max()) + _ROOM * width
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    polygon: Polygon = tuple((float(x + dx * half), float(y + dy * half)) for dx, dy in corners)
    return CanvasRegion(f"neighbours-{number + 1}", str(number + 1), region_colour(0), polygon)
