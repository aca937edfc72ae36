"""The map that regions are drawn on."""

from dataclasses import replace

import numpy as np
import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.canvas import CanvasRegion, CanvasSpec, Panel, Polygon, canvas
from simlab.dashboard.map_view.colouring import accuracy_panel, attribute_panel, best_model_panel, number_panel
from simlab.dashboard.map_view.drawn_points import drawing_notice, drawn_points
from simlab.dashboard.map_view.faithfulness import ABOUT_FAITHFULNESS, faithfulness_text
from simlab.dashboard.map_view.scene import Scene
from simlab.dashboard.map_view.underlay import underlay_of
from simlab.dashboard.map_view.underlay_control import choose_underlay
from simlab.ensembles import Design, Region
from simlab.figures.colours import region_colour

CANVAS = state.key("regions", "canvas")
DREW = "drew a region"
_UNDER = state.key("regions", "under")
_COLOUR_BY = state.key("regions", "colour-by")
_ACCURACY = "accuracy of "
_BEST = "best member"
_TRIPLES = "number of triples"
_HEIGHT = 620


def colour_by_accuracy_of(model: str) -> None:
    """From the next run on, colour the map by how often this model is right; before the widgets are drawn."""
    st.session_state[_COLOUR_BY] = _accuracy_of(model)


def show_map(scene: Scene, design: Design, members: tuple[str, ...], hints: tuple[CanvasRegion, ...] = ()) -> None:
    """The references of the validation split, coloured by choice, under the regions of the design."""
    options = [_BEST, *map(_accuracy_of, scene.table.models), _TRIPLES, *scene.attributes]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        colour_by = st.selectbox("Colour by", options, key=_COLOUR_BY)
        coloured = (colour_by.removeprefix(_ACCURACY),) if colour_by.startswith(_ACCURACY) else ()
        under = choose_underlay(_UNDER, scene, model_shown=bool(coloured))
    drawn = drawn_points(scene, 1)
    panel = _panel(scene, colour_by, members)
    shown = replace(panel, title="", values=panel.values[drawn.positions])  # the picker above says what it is
    spec = CanvasSpec(
        points=drawn.points,
        panels=(shown,),
        purpose="draw",
        regions=(*(CanvasRegion(r.id, r.name, r.color, r.points) for r in design.regions), *hints),
        underlay=underlay_of(scene, under, coloured, dark=state.is_dark()),
        height=_HEIGHT,
        dark=state.is_dark(),
        notice=drawing_notice(int(scene.placed.sum()), len(drawn.positions), len(scene.references)),
    )
    canvas(spec, key=CANVAS, pictures=drawn.pictures)
    st.caption(f"The map: {faithfulness_text(scene)}", help=ABOUT_FAITHFULNESS)


def with_drawn_region(design: Design, points: Polygon) -> Design:
    """The design with one more region, drawn just now: named, coloured, and with the rule of the fallback.

    A new region changes no answer, so that the figures move when a rule is chosen, and say what the rule does.
    """
    number = len(design.regions)
    used = {region.color for region in design.regions}
    free = (region_colour(n) for n in range(number, number + 10) if region_colour(n) not in used)
    colour = next(free, region_colour(number))
    return design.with_region(Region(design.free_name(), points, design.fallback, colour))


def _accuracy_of(model: str) -> str:
    return f"{_ACCURACY}{model}"


def _panel(scene: Scene, colour_by: str, members: tuple[str, ...]) -> Panel:
    models = scene.table.models
    if colour_by == _BEST:
        known = [number for number, name in enumerate(models) if name in members]
        return best_model_panel("", [scene.models[n] for n in known], scene.accuracy.accuracy[known], scene.colours)
    if colour_by == _TRIPLES:
        return number_panel(_TRIPLES, scene.triples_per_reference.astype(np.float64))
    if colour_by in scene.attributes:
        return attribute_panel(scene.attributes[colour_by])
    number = models.index(colour_by.removeprefix(_ACCURACY))
    return accuracy_panel("", scene.accuracy.accuracy[number])
