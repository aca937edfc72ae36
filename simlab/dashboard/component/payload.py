"""What a browser sent, read without trust: everything here returns None for what it cannot read, and never raises."""

from __future__ import annotations

from dataclasses import dataclass

INTEGER_LIMIT = 2**53
TEXT_LIMIT = 64


@dataclass(frozen=True)
class EventNumber:
    """Which event a payload is, even when nothing else in it can be read.

    Attributes:
        seq: rises by one with every event of one mount of the component.
        nonce: names the mount; a remount counts from 1 again.
        session: echo of the token that the server gave to the component; "" when the browser had none.
    """

    seq: int
    nonce: str
    session: str


def parse_number(payload: object) -> EventNumber | None:
    """The number of an event, or None when the payload has none."""
    if not isinstance(payload, dict):
        return None
    seq, nonce = whole_number(payload.get("seq"), 1), text_of(payload.get("nonce"))
    session = text_of(payload.get("session") or "")
    return None if seq is None or not nonce or session is None else EventNumber(seq, nonce, session)


def whole_number(value: object, least: int) -> int | None:
    """A whole number of at least so much that a float holds exactly."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not least <= value < INTEGER_LIMIT or value != int(value):  # comparing first: NaN and infinity end here
        return None
    return int(value)


def text_of(value: object, limit: int = TEXT_LIMIT) -> str | None:
    """Text of at most so many characters."""
    return value if isinstance(value, str) and len(value) <= limit else None
