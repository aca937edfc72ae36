"""The Explore page from top to bottom: what is missing for it, or the map, its figures, and the triples behind."""

from dataclasses import replace
from typing import cast

import numpy as np
import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.canvas import CanvasRegion, CanvasSpec, canvas, take_event
from simlab.dashboard.explore.emphasis import diameters, opacities
from simlab.dashboard.explore.fit_request import METHOD_NAMES, feature_spaces
from simlab.dashboard.explore.look import Look, accuracy_models, look_notice, panel_count, panels_of
from simlab.dashboard.explore.look_controls import choose_look, choose_map, choose_view, show_more
from simlab.dashboard.explore.map_form import show_map_form
from simlab.dashboard.explore.selection_panel import SELECTION, show_selection
from simlab.dashboard.explore.triple_browser import show_triples
from simlab.dashboard.guard import guarded
from simlab.dashboard.job_panel import show_jobs
from simlab.dashboard.map_view.drawn_points import drawing_notice, drawn_points
from simlab.dashboard.map_view.faithfulness import ABOUT_FAITHFULNESS, faithfulness_text
from simlab.dashboard.map_view.scene import Scene, scene_of
from simlab.dashboard.map_view.selection import Selection, selection_after
from simlab.dashboard.map_view.underlay import underlay_of
from simlab.dashboard.map_view.underlay_control import choose_underlay
from simlab.dashboard.opened import triples_of
from simlab.errors import NotFoundError
from simlab.maps import list_map_ids
from simlab.studies.split_questions import Part
from simlab.workspace import Workspace
from simlab.workspace.check_set import check_set_of

CANVAS = state.key("explore", "canvas")
_UNDER = state.key("explore", "under")
_CANVAS_HEIGHT = 560
_FEW_PANELS_HEIGHT = 420
_TRAINING = "Training triples: models fine-tuned on these answers have seen them, so accuracy here flatters them"


def explore_page(workspace: Workspace, part: Part, hints: tuple[CanvasRegion, ...] = ()) -> None:
    """Draw the page.

    Args:
        workspace: the current one.
        part: `validation` or `train`; test answers are never shown here.
        hints: outlines that point at parts of the map.
    """
    if part == "train":
        st.badge(_TRAINING, icon=":material/model_training:", color="violet")
    show_jobs(workspace.path)
    if not _has_triples(workspace, part) or not _has_vectors(workspace):
        return
    if list_map_ids(workspace):
        _show_map(workspace, part, hints)
        return
    with st.container(border=True, width=560):
        st.markdown("#### There is no map yet", anchors=False)
        st.caption(
            "A map lays out the reference images so that images which a model finds similar lie near each other. "
            "Choose the model and how it is laid out."
        )
        show_map_form(workspace)


def _has_triples(workspace: Workspace, part: Part) -> bool:
    try:
        triples_of(workspace, part)
    except NotFoundError as missing:
        st.info(f"{missing} Choose another split in the sidebar, or import answers on Home.", icon=":material/info:")
        st.page_link("pages/home.py", label="Go to Home", icon=":material/home:")
        return False
    return True


def _has_vectors(workspace: Workspace) -> bool:
    if feature_spaces(workspace):
        return True
    st.info(
        "No model of this workspace has vectors yet, so there is nothing to lay out or to score. Embed a baseline "
        "on Home, or on the command line:",
        icon=":material/info:",
    )
    st.code(f"simlab embed {workspace.path} --encoder histogram:hsv", language="bash")
    st.page_link("pages/home.py", label="Go to Home", icon=":material/home:")
    return False


@st.fragment
def _show_map(workspace: Workspace, part: Part, hints: tuple[CanvasRegion, ...]) -> None:
    """Map, figures and triples run again by themselves, so that an answer to a lasso does not wait for the page."""
    with guarded():
        with st.container(horizontal=True, vertical_alignment="bottom", key=state.key("explore", "controls")):
            map_id = choose_map(workspace)
            baselines, emphasis = show_more(workspace)
            each_model = choose_view()
            scene = scene_of(workspace, part, map_id)
            look = choose_look(scene, each_model)
            under = choose_underlay(_UNDER, scene, model_shown=bool(accuracy_models(scene, look)))
        _show_warnings(scene)
        if not scene.placed.any():
            _explain_empty_map(scene)
            return
        selection = _selection_now(scene)
        map_column, figures_column = st.columns([2, 1], gap="medium")
        with map_column:
            _show_canvas(scene, replace(look, baselines=baselines, emphasis=emphasis, under=under), selection, hints)
        with figures_column:
            show_selection(scene, selection)
        show_triples(scene, scene.members(selection), selection is not None)


def _show_warnings(scene: Scene) -> None:
    found = scene.reference_map
    if found.stale:
        st.warning(
            f"The vectors of {found.features} have changed since this map was made: it shows the old ones, and images "
            "added since have no place. Make a new map under More.",
            icon=":material/history:",
        )
    if not scene.models:
        st.info("No scored model has vectors: the map can show contexts and counts, not accuracy.")


def _explain_empty_map(scene: Scene) -> None:
    st.info(
        f"None of the {len(scene.references):,} references of the {scene.part} triples has a place on this map: its "
        f"feature space {scene.reference_map.features} has no vectors for them. Choose another map, or embed them.",
        icon=":material/info:",
    )


def _selection_now(scene: Scene) -> Selection | None:
    before = cast("Selection | None", st.session_state.get(SELECTION))
    selection = selection_after(take_event(CANVAS), before, scene.reference_map.fingerprint)
    st.session_state[SELECTION] = selection
    return selection


def _show_canvas(scene: Scene, look: Look, selection: Selection | None, hints: tuple[CanvasRegion, ...]) -> None:
    n_panels = panel_count(scene, look)
    drawn = drawn_points(scene, n_panels)
    counts = scene.triples_per_reference[drawn.positions]
    left_out = drawing_notice(int(scene.placed.sum()), len(drawn.positions), len(scene.references))
    notes = (left_out, look_notice(scene, look))
    clicked = None
    if selection is not None and selection.clicked:
        clicked = scene.references[scene.members(selection)].astype(np.int32)
    spec = CanvasSpec(
        points=drawn.points,
        panels=panels_of(scene, look, drawn.positions),
        regions=hints,
        selection=selection.outlines if selection else (),
        selected_rows=clicked,
        sizes=diameters(counts) if look.emphasis == "size" else None,
        opacities=opacities(counts) if look.emphasis == "opacity" else None,
        underlay=underlay_of(scene, look.under, accuracy_models(scene, look), dark=state.is_dark()),
        height=_FEW_PANELS_HEIGHT if n_panels in (2, 3) else _CANVAS_HEIGHT,
        dark=state.is_dark(),
        notice=" · ".join(note for note in notes if note),
    )
    canvas(spec, key=CANVAS, pictures=drawn.pictures)
    st.caption(_about_map(scene), help=ABOUT_FAITHFULNESS)


def _about_map(scene: Scene) -> str:
    found = scene.reference_map
    held_back = " The check set is kept out of sight." if scene.part == "validation" and _keeps_check(scene) else ""
    return (
        f"{METHOD_NAMES[found.method]} of {found.features}, fitted on {len(found.fitted_rows):,} references: "
        f"{faithfulness_text(scene)}{held_back}"
    )


def _keeps_check(scene: Scene) -> bool:
    return check_set_of(scene.workspace) is not None
