"""A version that a link names: to look at, not to edit."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.canvas import CanvasRegion, CanvasSpec, canvas
from simlab.dashboard.guard import guarded
from simlab.dashboard.map_view.drawn_points import drawing_notice, drawn_points
from simlab.dashboard.map_view.scene import scene_of
from simlab.dashboard.opened import figures_of, map_named
from simlab.dashboard.regions import editing
from simlab.dashboard.regions.history.standing import show_badge
from simlab.dashboard.regions.history.steps import clock
from simlab.dashboard.regions.map_look import choose_look, panels_of
from simlab.dashboard.regions.verdict import show_differences, show_verdict
from simlab.studies.designs.looks import marks_of
from simlab.studies.designs.named import free_design_name, require_map
from simlab.studies.designs.versions import DesignVersion, duplicate_design, open_version
from simlab.workspace import Workspace
from simlab.workspace.check_set import check_set_of

VERSION = "version"
_HEIGHT = 560


def show_version(workspace: Workspace, name: str, version_name: str, members: tuple[str, ...]) -> None:
    """The map and the figures of a version, and the ways on from it."""
    with guarded():
        _ways_on(workspace, name, version_name)
        version = open_version(workspace, name, version_name)
        said = f" · {version.comment}" if version.comment else ""
        st.info(
            f"**Version {version.name}** of design {name}, saved by {version.author}, {clock(version.time)}{said}. "
            "It is kept as it was; nothing here changes it.",
            icon=":material/lock_clock:",
        )
        require_map(version.design, map_named(workspace, version.design.map_id))
        left, right = st.columns([2, 1], gap="medium")
        with left, guarded():
            _show_map(workspace, version, members)
        with right, guarded():
            figures = figures_of(workspace, version.design)
            show_badge(marks_of(workspace, name, version.design))
            checked = " without the check set" if check_set_of(workspace) is not None else ""
            show_verdict(figures, f"Ensemble accuracy, validation{checked}", "in-sample drawing")
            show_differences(figures)
            _show_rules(version)


def _ways_on(workspace: Workspace, name: str, version: str) -> None:
    with st.container(horizontal=True):
        if st.button("Go to the newest", type="primary", icon=":material/edit:", key=state.key("version", "newest")):
            _leave()
        if st.button(
            "Restore",
            icon=":material/settings_backup_restore:",
            key=state.key("version", "restore"),
            help="The design becomes what it was then: one more step, which can be undone.",
        ):
            editing.restore(workspace, name, version)
            _leave()
        if st.button("Duplicate", icon=":material/content_copy:", key=state.key("version", "duplicate")):
            with guarded():
                free = free_design_name(workspace, f"{name[:40]}-{version[:30]}")
                duplicate_design(workspace, name, free, version=version)
                editing.choose_design(free)
                _leave()


def _leave() -> None:
    st.query_params.pop(VERSION, None)
    st.rerun()


def _show_map(workspace: Workspace, version: DesignVersion, members: tuple[str, ...]) -> None:
    design = version.design
    scene = scene_of(workspace, "validation", design.map_id)
    look = choose_look(scene, members, design.models)
    drawn = drawn_points(scene, max(1, len(look.models)))
    spec = CanvasSpec(
        points=drawn.points,
        panels=panels_of(scene, look, members, drawn.positions),
        regions=tuple(CanvasRegion(r.id, r.name, r.color, r.points) for r in design.regions),
        tool="pan",
        height=_HEIGHT,
        dark=state.is_dark(),
        notice=drawing_notice(int(scene.placed.sum()), len(drawn.positions), len(scene.references)),
    )
    canvas(spec, key=state.key("version", "canvas"), pictures=drawn.pictures)


def _show_rules(version: DesignVersion) -> None:
    rows = [
        {"": str(number), "region": region.name, "rule": region.rule.text, "note": region.note}
        for number, region in enumerate(version.design.regions, start=1)
    ]
    rows.append({"": "", "region": "fallback", "rule": version.design.fallback.text, "note": ""})
    st.dataframe(rows, hide_index=True)
