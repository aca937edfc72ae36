"""The Regions page put together. Map and figures are one fragment, so that an edit redraws nothing else."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.canvas import CanvasRegion, take_event
from simlab.dashboard.demo_study import ceiling_text, is_demo_world
from simlab.dashboard.guard import guarded
from simlab.dashboard.map_view.scene import Scene, scene_of
from simlab.dashboard.opened import design_session, embedded_models, map_named
from simlab.dashboard.regions import editing, last_shown
from simlab.dashboard.regions.best_here import show_best_here
from simlab.dashboard.regions.canvas_events import answer_event
from simlab.dashboard.regions.check_and_reveal import SHOW_CHECK, note_look, show_check, show_test
from simlab.dashboard.regions.conflict import show_refused
from simlab.dashboard.regions.design_bar import new_design_form, show_design_bar
from simlab.dashboard.regions.downloads import show_downloads
from simlab.dashboard.regions.explanation import show_explanations, take_pictures
from simlab.dashboard.regions.history import VERSION, show_marks, show_version
from simlab.dashboard.regions.map_panel import CANVAS, show_map
from simlab.dashboard.regions.panel import answer_panel_event, design_panel, panel_spec, take_panel_event
from simlab.dashboard.regions.sharing import take_view
from simlab.dashboard.regions.suggestion_list import show_asking, show_suggestions
from simlab.dashboard.regions.suggestions import suggested_outlines
from simlab.dashboard.regions.verdict import show_differences, show_verdict
from simlab.studies.designs.named import NamedDesign, require_map
from simlab.studies.designs.session import DesignSession
from simlab.studies.split_questions import ensemble_members
from simlab.studies.strategies import models_of_design
from simlab.workspace import Workspace
from simlab.workspace.check_set import check_set_of


def regions_page(
    workspace: Workspace,
    hints: tuple[CanvasRegion, ...] = (),
    watch: Callable[[Workspace, NamedDesign], None] | None = None,
) -> None:
    """Everything below the title.

    Args:
        workspace: the current one.
        hints: outlines that point at parts of the map.
        watch: hears of the design as it is in every run, after every edit too.
    """
    members = ensemble_members(workspace)
    name = editing.chosen_design(workspace)
    if name is None:
        st.markdown(
            "A **design** is a set of regions on a map, each with a rule that says which models answer there, and a "
            "fallback rule for everything else. Draw a region where one model is better than the others, give it that "
            "model, and see what the ensemble gains."
        )
        with st.container(border=True, width=520):
            new_design_form(workspace)
        return
    st.query_params[editing.DESIGN] = name
    take_view()
    version = st.query_params.get(VERSION)
    if version is not None:
        show_version(workspace, name, version, members)
        return
    _designer(workspace, name, members, hints, watch)
    show_downloads(workspace, name)


@st.fragment
def _designer(
    workspace: Workspace,
    name: str,
    members: tuple[str, ...],
    hints: tuple[CanvasRegion, ...],
    watch: Callable[[Workspace, NamedDesign], None] | None,
) -> None:
    with guarded():
        if editing.chosen_design(workspace) != name:  # picked in this fragment, which is run with the name from before
            st.rerun()
        event = take_event(CANVAS)
        if event is not None:
            answer_event(workspace, name, event)
        asked = take_panel_event()
        if asked is not None:
            answer_panel_event(workspace, name, asked, embedded_models(workspace), members)
        named = editing.show_design(workspace, name)
        if watch is not None:
            watch(workspace, named)
        show_design_bar(workspace, named)
        editing.show_problem()
        last_shown.show_news(workspace, named)
        show_refused(workspace, name)
        design = named.design
        require_map(design, map_named(workspace, design.map_id))
        models = models_of_design(workspace, members, design.models)
        session = design_session(workspace, design.map_id, models, members)
        with st.container(key=state.key("regions", "halves")):
            left, right = st.columns([2, 1], gap="medium")
        with left, guarded():
            suggested = suggested_outlines(workspace, named, models, members)
            scene = scene_of(workspace, "validation", design.map_id)
            take_pictures(scene)
            show_map(scene, design, members, (*hints, *suggested))
            _show_below_the_map(scene, named, models, members)
        with right, guarded():
            _show_figures(workspace, named, session, models, members)


def _show_below_the_map(scene: Scene, named: NamedDesign, models: tuple[str, ...], members: tuple[str, ...]) -> None:
    workspace = scene.workspace
    with st.container(horizontal=True, key=state.key("regions", "proposals")), guarded():
        show_asking(workspace, named)
        show_best_here(workspace, named, models, members)
    with guarded():
        show_suggestions(workspace, named, models, members)
    show_explanations(scene, named, models, members)


def _show_figures(
    workspace: Workspace,
    named: NamedDesign,
    session: DesignSession,
    models: tuple[str, ...],
    members: tuple[str, ...],
) -> None:
    figures = session.figures(named.design)
    checked = check_set_of(workspace) is not None
    title = "Ensemble accuracy, validation" + (" without the check set" if checked else "")
    note = "in-sample drawing" + ("; the check set tells what it is worth elsewhere" if checked else "")
    show_verdict(figures, title, note)
    show_marks(workspace, named)
    with guarded():
        design_panel(panel_spec(workspace, named, session, figures, members))
    if is_demo_world(workspace):
        st.caption(ceiling_text(workspace))
    if checked and st.session_state.get(SHOW_CHECK):
        st.divider()
        note_look(workspace, named)
        check = design_session(workspace, named.design.map_id, models, members, "check").figures(named.design)
        show_verdict(check, "Ensemble accuracy, check set", "references not drawn on")
        show_differences(check)
    _show_when_open("Check", ":material/fact_check:", partial(show_check, workspace, named.name))
    _show_when_open("Test", ":material/lock:", partial(show_test, workspace, named.name))
    st.caption(f"Members: {', '.join(members)}.")


def _show_when_open(title: str, icon: str, show: Callable[[], None]) -> None:
    """A part that is made, and sent, only while somebody looks at it."""
    part = st.expander(title, icon=icon, on_change="rerun", key=state.key("regions", title.lower()))
    if part.open:
        with part, guarded():
            show()
