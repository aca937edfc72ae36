"""The map that regions are drawn on."""

from dataclasses import replace

import numpy as np
import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.canvas import CanvasRegion, CanvasSpec, Polygon, canvas
from simlab.dashboard.map_view.drawn_points import drawing_notice, drawn_points
from simlab.dashboard.map_view.faithfulness import ABOUT_FAITHFULNESS, faithfulness_text
from simlab.dashboard.map_view.scene import Scene
from simlab.dashboard.map_view.underlay import underlay_of
from simlab.dashboard.regions.in_hand import reference_in_hand, region_in_hand
from simlab.dashboard.regions.map_look import choose_look, panels_of
from simlab.ensembles import Design, Region
from simlab.figures.colours import region_colour

CANVAS = state.key("regions", "canvas")
DREW = "drew a region"
_HEIGHT = 620


def show_map(scene: Scene, design: Design, members: tuple[str, ...], hints: tuple[CanvasRegion, ...] = ()) -> None:
    """The references of the validation split, coloured by choice, under the regions of the design."""
    look = choose_look(scene, members, design.models)
    drawn, clicked = drawn_points(scene, max(1, len(look.models))), reference_in_hand()
    panels = panels_of(scene, look, members, drawn.positions)
    spec = CanvasSpec(
        points=drawn.points,
        panels=panels if look.models else (replace(panels[0], subtitle=look.meaning),),
        purpose="draw",
        regions=(*(CanvasRegion(r.id, r.name, r.color, r.points) for r in design.regions), *hints),
        chosen=region_in_hand(design),
        selected_rows=None if clicked is None else np.array([clicked], dtype=np.int32),
        underlay=underlay_of(scene, look.under, look.accuracy_models, dark=state.is_dark()),
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
