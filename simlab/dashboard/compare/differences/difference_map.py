"""The map of references, coloured by what one row is ahead of or behind another on each of them."""

from dataclasses import dataclass
from typing import cast

import numpy as np
import streamlit as st
from jaxtyping import Bool

from simlab.dashboard import state
from simlab.dashboard.canvas import CanvasSpec, canvas, take_event
from simlab.dashboard.explore.fit_request import map_label
from simlab.dashboard.map_view.colouring import difference_panel
from simlab.dashboard.map_view.drawn_points import drawing_notice, drawn_points
from simlab.dashboard.map_view.scene import Scene, scene_of
from simlab.dashboard.map_view.selection import Selection, selection_after
from simlab.dashboard.opened import first_map
from simlab.maps import list_map_ids
from simlab.studies.differences import RowDifferences
from simlab.studies.split_questions import Part
from simlab.workspace import Workspace

CANVAS = state.key("compare", "differences-canvas")
_MAP = state.key("compare", "differences-map")
_SELECTION = state.key("compare", "differences-selection")
_HEIGHT = 500


@dataclass(frozen=True, eq=False)
class DifferenceMap:
    """A map as it is looked at.

    Attributes:
        scene: the references of the split on it.
        selection: the part of it that is asked about; None for all.
    """

    scene: Scene
    selection: Selection | None

    def chosen(self, found: RowDifferences) -> Bool[np.ndarray, " references"]:
        """Which references of the board are selected."""
        selected = self.scene.references[self.scene.members(self.selection)]
        return np.isin(found.board.asked.questions.references, selected)


def choose_map(workspace: Workspace) -> str | None:
    """The map to look at; None where the workspace has none."""
    ids = list_map_ids(workspace)
    if not ids:
        return None
    if st.session_state.get(_MAP) not in ids:
        st.session_state[_MAP] = first_map(workspace)
    return str(
        st.selectbox(
            "Map",
            ids,
            format_func=lambda map_id: map_label(workspace, map_id),
            key=_MAP,
            width=220,
            persist_state="session",
        )
    )


def map_now(workspace: Workspace, split: Part, map_id: str) -> DifferenceMap:
    """The map with what the reader has just selected on it."""
    scene = scene_of(workspace, split, map_id)
    before = cast("Selection | None", st.session_state.get(_SELECTION))
    selection = selection_after(take_event(CANVAS), before, scene.reference_map.fingerprint)
    st.session_state[_SELECTION] = selection
    return DifferenceMap(scene, selection)


def draw_map(shown: DifferenceMap, found: RowDifferences) -> None:
    """The canvas; a lasso or a click on it selects references."""
    scene, selection = shown.scene, shown.selection
    drawn = drawn_points(scene, 1)
    known = found.board.asked.questions.references
    difference = np.full(len(scene.references), np.nan)
    difference[np.searchsorted(scene.references, known)] = found.per_reference
    clicked = None
    if selection is not None and selection.clicked:
        clicked = scene.references[scene.members(selection)].astype(np.int32)
    spec = CanvasSpec(
        points=drawn.points,
        panels=(difference_panel(found.row.label, found.against.label, difference[drawn.positions]),),
        selection=selection.outlines if selection else (),
        selected_rows=clicked,
        height=_HEIGHT,
        dark=state.is_dark(),
        notice=drawing_notice(int(scene.placed.sum()), len(drawn.positions), len(scene.references)),
    )
    canvas(spec, key=CANVAS, pictures=drawn.pictures)
