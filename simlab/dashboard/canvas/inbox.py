"""Every event once: which events of a canvas the session has handled.

The browser keeps an event until it is acknowledged and may send it again; Streamlit keeps the last value of a component
over reruns, and a browser sends it anew to a restarted server. An event is taken when it names this session's token and
is newer than the last one of the same mount.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from simlab.dashboard.canvas.events import CanvasEvent, parse_event, parse_number


@dataclass(frozen=True)
class Inbox:
    """What one canvas of one session has handled: its token, and the last mount and number."""

    session: str
    nonce: str = ""
    seq: int = 0

    @property
    def acknowledgement(self) -> dict[str, object]:
        """What the browser is told, so that it lets go of handled events."""
        return {"session": self.session, "nonce": self.nonce, "seq": self.seq}


def inbox_of(state: MutableMapping[Any, Any], key: str) -> Inbox:
    """The inbox of a canvas in a session's state; made when it is first asked for."""
    slot = f"{key}:inbox"
    inbox = state.get(slot)
    if not isinstance(inbox, Inbox):
        inbox = Inbox(session=secrets.token_hex(8))
        state[slot] = inbox
    return inbox


def take(state: MutableMapping[Any, Any], key: str) -> CanvasEvent | None:
    """The event that waits in `state[key]["event"]`, if it has not been taken before; it is then marked as taken.

    Args:
        state: Streamlit's session state, or a plain dictionary.
        key: of the canvas.
    """
    inbox = inbox_of(state, key)
    value = state.get(key)
    payload = value.get("event") if isinstance(value, Mapping) else None
    number = parse_number(payload)
    if number is None or (number.session and number.session != inbox.session):
        return None
    if number.nonce == inbox.nonce and number.seq <= inbox.seq:
        return None
    # What cannot be read is acknowledged all the same: the browser would keep it and hold back all that follow.
    state[f"{key}:inbox"] = Inbox(inbox.session, number.nonce, number.seq)
    return parse_event(payload)
