"""The canvas as a Streamlit component: draws a `CanvasSpec`, and says what the reader did."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

from simlab.dashboard.canvas.bundle import canvas_module, plotly_gzip
from simlab.dashboard.canvas.encoding import MIMETYPE
from simlab.dashboard.canvas.events import CanvasEvent, parse_event
from simlab.dashboard.canvas.picture_desk import Pictures, picture_desk
from simlab.dashboard.canvas.spec import CanvasSpec
from simlab.dashboard.component.inbox import inbox_of, take
from simlab.dashboard.component.media import media_url
from simlab.dashboard.component.modules import loader_text


@cache
def _component() -> Any:
    # A shadow root would keep Plotly's and Streamlit's styles out of each other's reach, and break both.
    return st.components.v2.component("simlab_canvas", js=loader_text(), isolate_styles=False)


def take_event(key: str) -> CanvasEvent | None:
    """What the reader did since the last run, each event once; None when nothing waits.

    Call it before the spec is built: an edit then shows in the same run. `canvas` returns what was not taken here.
    """
    return take(st.session_state, key, parse_event)


def canvas(spec: CanvasSpec, *, key: str, pictures: Pictures | None = None) -> CanvasEvent | None:
    """Draw a canvas. The view, the tool and the points stay as they are when only regions, selection or underlay
    change.

    Args:
        spec: what to show. Keep its `points` object over reruns (`st.cache_resource`): it is encoded once.
        key: unique on the page; also the key of the component's raw value in the session state.
        pictures: makes the pictures that are asked for on hover, where the points bring no sprite.

    Returns:
        The event that `take_event` has not taken before, or None.
    """
    event = take_event(key)
    sprite = spec.points.sprite
    underlay = spec.underlay
    desk = f"{key} {spec.points.file.fingerprint}" if pictures else ""
    _component()(
        key=key,
        data={
            **spec.message(),
            "key": key,
            "ack": inbox_of(st.session_state, key).acknowledgement,
            "module_url": media_url(canvas_module(), "text/javascript", "canvas-module"),
            # Streamlit would compress text anew for every reader; it leaves gzip files alone.
            "plotly_url": media_url(plotly_gzip(), "application/gzip", "plotly"),
            "points_url": media_url(spec.points.file.content, MIMETYPE, f"{key}:points"),
            "layers_url": media_url(spec.panel_file.content, MIMETYPE, f"{key}:panels"),
            "underlay_url": media_url(underlay.file.content, MIMETYPE, f"{key}:underlay") if underlay else "",
            "sprite_url": media_url(sprite.content, sprite.mimetype, f"{key}:sprite") if sprite else "",
            "desk": desk,
        },
        on_event_change=_rerun,
    )
    if pictures:
        picture_desk(key, desk, pictures, spec.points.drawn_rows)
    return event


def _rerun() -> None:
    """Streamlit knows a component's value only by a callback of its name; the event itself is read by `take`."""
