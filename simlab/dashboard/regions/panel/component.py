"""The design panel as a Streamlit component: draws a `PanelSpec`, and says what the reader did."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.component.inbox import inbox_of, take
from simlab.dashboard.component.media import media_url
from simlab.dashboard.component.modules import joined, loader_text
from simlab.dashboard.regions.panel.events import PanelEvent, parse_event
from simlab.dashboard.regions.panel.rule_options import OPTIONS
from simlab.dashboard.regions.panel.spec import PanelSpec

PANEL = state.key("regions", "panel")
SOURCES = files("simlab.dashboard.regions.panel").joinpath("js")
MODULES = (
    "outbox", "mounting", "elements", "pending", "row", "row_drag", "rule_menu", "comparisons", "controls", "details",
    "panel_view", "mount",
)  # fmt: skip
"""In the order in which they build on each other."""


@cache
def panel_module() -> bytes:
    """The whole panel as one ES module, exporting `mount`."""
    return joined(SOURCES, MODULES, "panel.css", {"OPTIONS": OPTIONS})


@cache
def _component() -> Any:
    return st.components.v2.component("simlab_design_panel", js=loader_text(), isolate_styles=False)


def take_panel_event() -> PanelEvent | None:
    """What the reader did since the last run, each event once; None when nothing waits."""
    return take(st.session_state, PANEL, parse_event)


def design_panel(spec: PanelSpec) -> None:
    """Draw the panel; what is typed, dragged or open in it stays when only figures change."""
    _component()(
        key=PANEL,
        data={
            **spec.message(),
            "ack": inbox_of(st.session_state, PANEL).acknowledgement,
            "module_url": media_url(panel_module(), "text/javascript", "panel-module"),
        },
        on_event_change=_rerun,
    )


def _rerun() -> None:
    """Streamlit knows a component's value only by a callback of its name; `take_panel_event` reads the event."""
