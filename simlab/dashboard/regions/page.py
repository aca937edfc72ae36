"""The Regions page put together. Map and figures are one fragment, so that an edit redraws nothing else."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.canvas import CanvasRegion, take_event
from simlab.dashboard.demo_study import ceiling_text, is_demo_world
from simlab.dashboard.guard import guarded
from simlab.dashboard.map_view.scene import scene_of
from simlab.dashboard.opened import design_session, embedded_models, map_named
from simlab.dashboard.regions import editing
from simlab.dashboard.regions.check_and_reveal import SHOW_CHECK, show_check, show_test
from simlab.dashboard.regions.design_bar import new_design_form, show_design_bar
from simlab.dashboard.regions.map_panel import CANVAS, DREW, show_map, with_drawn_region
from simlab.dashboard.regions.region_list import show_regions
from simlab.dashboard.regions.suggestions import show_suggestions, suggested_outlines
from simlab.dashboard.regions.verdict import show_verdict
from simlab.studies.design_session import DesignFigures
from simlab.studies.named_designs import NamedDesign, require_map
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
    _designer(workspace, name, members, hints, watch)


@st.fragment
def _designer(
    workspace: Workspace,
    name: str,
    members: tuple[str, ...],
    hints: tuple[CanvasRegion, ...],
    watch: Callable[[Workspace, NamedDesign], None] | None,
) -> None:
    with guarded():
        event = take_event(CANVAS)
        if event is not None and event.kind == "region":
            editing.edit(workspace, name, lambda design: with_drawn_region(design, event.points), DREW)
        named = editing.show_design(workspace, name)
        if watch is not None:
            watch(workspace, named)
        show_design_bar(workspace, named)
        editing.show_problem()
        design = named.design
        require_map(design, map_named(workspace, design.map_id))
        models = models_of_design(workspace, members, design.models)
        figures = design_session(workspace, design.map_id, models, members).figures(design)
        left, right = st.columns([2, 1], gap="medium")
        with left, guarded():
            suggested = suggested_outlines(workspace, named, models, members)
            show_map(scene_of(workspace, "validation", design.map_id), design, members, (*hints, *suggested))
        with right, guarded():
            _show_figures(workspace, named, figures, models, members)
        with guarded():
            show_regions(workspace, named, figures, embedded_models(workspace), members)


def _show_figures(
    workspace: Workspace,
    named: NamedDesign,
    figures: DesignFigures,
    models: tuple[str, ...],
    members: tuple[str, ...],
) -> None:
    checked = check_set_of(workspace) is not None
    title = "Ensemble accuracy, validation" + (" without the check set" if checked else "")
    note = "in-sample drawing" + ("; the check set tells what it is worth elsewhere" if checked else "")
    show_verdict(figures, title, note)
    if is_demo_world(workspace):
        st.caption(ceiling_text(workspace))
    with guarded():
        show_suggestions(workspace, named, models, members)
    if checked and st.session_state.get(SHOW_CHECK):
        st.divider()
        check = design_session(workspace, named.design.map_id, models, members, "check")
        show_verdict(check.figures(named.design), "Ensemble accuracy, check set", "references not drawn on")
    _show_when_open("Check", ":material/fact_check:", partial(show_check, workspace))
    _show_when_open("Test", ":material/lock:", partial(show_test, workspace, named.name))
    st.caption(f"Members: {', '.join(members)}.")


def _show_when_open(title: str, icon: str, show: Callable[[], None]) -> None:
    """A part that is made, and sent, only while somebody looks at it."""
    part = st.expander(title, icon=icon, on_change="rerun", key=state.key("regions", title.lower()))
    if part.open:
        with part, guarded():
            show()
