"""The map on which a triple is chosen: a click takes a reference, a lasso all triples of what lies in it."""

from typing import cast

import numpy as np
import streamlit as st
from jaxtyping import Int32

from simlab.dashboard import state
from simlab.dashboard.canvas import CanvasRegion, CanvasSpec, Panel, canvas, take_event
from simlab.dashboard.compare.live.triple_line import TripleLine, line_in_hand, take_line
from simlab.dashboard.map_view.colouring import attribute_panel, number_panel
from simlab.dashboard.map_view.drawn_points import drawing_notice, drawn_points
from simlab.dashboard.map_view.scene import Scene
from simlab.dashboard.map_view.selection import Selection, selection_after
from simlab.figures.colours import HUMAN

CANVAS = state.key("compare", "live-canvas")
_SELECTION = state.key("compare", "live-selection")
_HEIGHT = 360
_FRAME = 0.02
"""Half the side of the square around the reference, of the map's width."""


def take_clicked(scene: Scene) -> None:
    """Ask what was clicked or drawn around since the last run; before the question is drawn."""
    before = cast("Selection | None", st.session_state.get(_SELECTION))
    selection = selection_after(take_event(CANVAS), before, scene.reference_map.fingerprint)
    st.session_state[_SELECTION] = selection
    if selection is not None and selection != before:
        line = line_of(scene, selection)
        if line is not None:
            take_line(scene.workspace, line)


def line_of(scene: Scene, selection: Selection) -> TripleLine | None:
    """The triples of the selected references, in the order of the table; None where there are none."""
    members = scene.members(selection)
    ids = tuple(scene.triples["id"].astype(str).to_numpy()[members[scene.reference_of_triple]])
    count = int(members.sum())
    if not ids:
        return None
    return TripleLine("Triples of this reference" if count == 1 else f"Triples of {count:,} references", ids)


def forget_selection() -> None:
    """Nothing on the map is what is asked any more."""
    st.session_state[_SELECTION] = None


def show_question_map(scene: Scene) -> None:
    """All references, with the one that is asked about marked."""
    drawn = drawn_points(scene, 1)
    selection = cast("Selection | None", st.session_state.get(_SELECTION))
    asked = _asked_rows(scene)
    spec = CanvasSpec(
        points=drawn.points,
        panels=(_panel(scene, drawn.positions),),
        regions=_frames(scene, asked),
        selection=selection.outlines if selection else (),
        selected_rows=asked if len(asked) else None,
        tool="pan",
        height=_HEIGHT,
        dark=state.is_dark(),
        notice=drawing_notice(int(scene.placed.sum()), len(drawn.positions), len(scene.references)),
    )
    canvas(spec, key=CANVAS, pictures=drawn.pictures)


def _asked_rows(scene: Scene) -> Int32[np.ndarray, " asked"]:
    """The image row of the reference that is asked about; none where no triple is."""
    line, triples = line_in_hand(scene.workspace), scene.workspace.triples
    if line is None:
        return np.zeros(0, dtype=np.int32)
    return np.asarray(triples["reference"].to_numpy()[triples["id"].astype(str).to_numpy() == line.id], dtype=np.int32)


def _frames(scene: Scene, rows: Int32[np.ndarray, " asked"]) -> tuple[CanvasRegion, ...]:
    """A dashed square around the reference, where it is on the map."""
    places = scene.reference_map.coordinates(rows)
    half = _FRAME * float(np.ptp(scene.coordinates[scene.placed], axis=0).max())
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return tuple(
        CanvasRegion(
            "asked", "R", HUMAN, tuple((float(x + dx * half), float(y + dy * half)) for dx, dy in corners), True
        )
        for x, y in places
        if np.isfinite((x, y)).all()
    )


def _panel(scene: Scene, drawn: np.ndarray) -> Panel:
    """Contexts where they are known, else the number of triples."""
    context = scene.attributes.get("context")
    if context is not None:
        return attribute_panel(context.at(drawn))
    return number_panel("triples", scene.triples_per_reference[drawn].astype(np.float64))
