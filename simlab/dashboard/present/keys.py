"""Keys of a presentation: the browser says which was pressed, every press once."""

from functools import cache
from importlib.resources import files
from typing import Any

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.component.inbox import inbox_of, take
from simlab.dashboard.component.media import media_url
from simlab.dashboard.component.modules import joined, loader_text

MODULES = ("outbox", "mounting", "keys")
KINDS = ("next", "back", "first", "last", "leave")
LISTENER = state.key("present", "listener")


def parse_key(payload: object) -> str | None:
    """What a pressed key means, one of KINDS; None for anything else."""
    kind = payload.get("kind") if isinstance(payload, dict) else None
    return kind if isinstance(kind, str) and kind in KINDS else None


def take_key() -> str | None:
    """What was pressed since the last run, one press a run; None when nothing was."""
    return take(st.session_state, LISTENER, parse_key)


def place_after(kind: str | None, number: int, count: int) -> int:
    """The step that a key leads to from step `number` of `count`, both counted from 0."""
    moved = {"next": number + 1, "back": number - 1, "first": 0, "last": count - 1}.get(kind or "", number)
    return max(0, min(count - 1, moved))


def listen_to_keys() -> None:
    """From now on keys are told; last on the page, so that the next press is told when this step is shown."""
    with st.container(key=state.key("present", "keys")):
        _component()(
            key=LISTENER,
            data={
                "ack": inbox_of(st.session_state, LISTENER).acknowledgement,
                "module_url": media_url(keys_module(), "text/javascript", "present-keys"),
            },
            on_event_change=_rerun,
        )


@cache
def keys_module() -> bytes:
    """The listener as one ES module, exporting `mount`."""
    return joined(files("simlab.dashboard.present"), MODULES)


@cache
def _component() -> Any:
    return st.components.v2.component("simlab_present_keys", js=loader_text(), isolate_styles=False)


def _rerun() -> None:
    """Streamlit knows a component's value only by a callback of its name; `take_key` reads the event."""
