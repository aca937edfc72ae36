"""Every event once: which events of a component the session has handled.

The browser keeps an event until it is acknowledged and may send it again; Streamlit keeps the last value of a component
over reruns, and a browser sends it anew to a restarted server. An event is taken when it names this session's token and
is newer than the last one of the same mount.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, TypeVar

from simlab.dashboard.component.payload import parse_number

_Event = TypeVar("_Event")


@dataclass(frozen=True)
class Inbox:
    """What one component of one session has handled: its token, and the last mount and number."""

    session: str
    nonce: str = ""
    seq: int = 0

    @property
    def acknowledgement(self) -> dict[str, object]:
        """What the browser is told, so that it lets go of handled events."""
        return {"session": self.session, "nonce": self.nonce, "seq": self.seq}


def inbox_of(state: MutableMapping[Any, Any], key: str) -> Inbox:
    """The inbox of a component in a session's state; made when it is first asked for."""
    slot = f"{key}:inbox"
    inbox = state.get(slot)
    if not isinstance(inbox, Inbox):
        inbox = Inbox(session=secrets.token_hex(8))
        state[slot] = inbox
    return inbox


def take(state: MutableMapping[Any, Any], key: str, parse: Callable[[object], _Event | None]) -> _Event | None:
    """The event that waits in `state[key]["event"]`, if it has not been taken before; it is then marked as taken.

    Args:
        state: Streamlit's session state, or a plain dictionary.
        key: of the component.
        parse: reads a payload; None is what cannot be read.
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
    return parse(payload)
