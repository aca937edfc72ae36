"""Pictures on hover that are made when asked for: too many to paint before the map appears.

The canvas wants the picture under the pointer; a second component without a face carries the wish to Python and the
answer back, in a fragment of its own, so that neither the map nor its figures run again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any

import streamlit as st

from simlab.dashboard.canvas.bundle import canvas_module, picture_loader
from simlab.dashboard.component.media import media_url

Pictures = Callable[[int], str | None]
"""Image row to its picture as a `data:` address, or None where it has none."""

MOST_WANTED = 8
"""Pictures in one answer: the one under the pointer, or its neighbours; about 70 ms of painting."""


def wanted_rows(value: object) -> tuple[int, ...]:
    """The image rows that the browser asks for in a component's raw value. Never raises: it comes from a browser."""
    wish = value.get("wanted") if isinstance(value, Mapping) else None
    rows = wish.get("rows") if isinstance(wish, Mapping) else None
    if not isinstance(rows, list):
        return ()
    whole = [row for row in rows if isinstance(row, int) and not isinstance(row, bool)]
    return tuple(dict.fromkeys(whole))[:MOST_WANTED]


@st.fragment
def picture_desk(canvas_key: str, desk: str, pictures: Pictures, drawn: Collection[int]) -> None:
    """Answer what the canvas of that key asks for.

    Args:
        canvas_key: of the canvas.
        desk: names the pictures; the canvas shows those of the desk that its own data name.
        pictures: makes them.
        drawn: image rows on the canvas; no other is answered.
    """
    key = desk_key(canvas_key)
    rows = [row for row in wanted_rows(st.session_state.get(key)) if row in drawn]
    _component()(
        key=key,
        data={
            "desk": desk,
            "module_url": media_url(canvas_module(), "text/javascript", "canvas-module"),
            "pictures": {str(row): pictures(row) for row in rows},
        },
        on_wanted_change=_rerun,
    )


def desk_key(canvas_key: str) -> str:
    """Key of the component; the sidebar's style hides what ends so."""
    return f"{canvas_key}-picture-desk"


@cache
def _component() -> Any:
    return st.components.v2.component("simlab_picture_desk", js=picture_loader(), isolate_styles=False)


def _rerun() -> None:
    """Streamlit knows a component's value only by a callback of its name."""
