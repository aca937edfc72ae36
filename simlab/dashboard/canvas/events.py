"""What the reader did on a canvas, read from whatever the browser sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

EventKind = Literal["region", "select", "click", "clear"]

VERTEX_LIMIT = 2_000
"""More vertices than a hand draws; the canvas simplifies to 80."""

_KINDS = ("region", "select", "click", "clear")
_TOOLS = ("lasso", "box")
_INTEGER_LIMIT = 2**53
_TEXT_LIMIT = 64


@dataclass(frozen=True)
class CanvasEvent:
    """One thing the reader did.

    Attributes:
        seq: rises by one with every event of one mount of the component.
        nonce: names the mount; a remount counts from 1 again.
        session: echo of the token that the server gave to the canvas; "" when the browser had none.
        kind: 'region' (a shape drawn to stay), 'select' (a shape to ask about), 'click' (a point), 'clear'.
        panel: index of the panel it happened in; None for 'clear'.
        points: vertices in map coordinates ('region', 'select'), the clicked point ('click'), or nothing.
        reference: image row of the clicked point; None otherwise.
        tool: 'lasso' or 'box' for shapes; None otherwise.
    """

    seq: int
    nonce: str
    session: str
    kind: EventKind
    panel: int | None
    points: tuple[tuple[float, float], ...]
    reference: int | None
    tool: Literal["lasso", "box"] | None


@dataclass(frozen=True)
class EventNumber:
    """Which event a payload is, even when nothing else in it can be read. Attributes as in `CanvasEvent`."""

    seq: int
    nonce: str
    session: str


def parse_number(payload: object) -> EventNumber | None:
    """The number of an event, or None when the payload has none. Never raises."""
    if not isinstance(payload, dict):
        return None
    seq, nonce = _whole_number(payload.get("seq"), 1), _text(payload.get("nonce"))
    session = _text(payload.get("session") or "")
    return None if seq is None or not nonce or session is None else EventNumber(seq, nonce, session)


def parse_event(payload: object) -> CanvasEvent | None:
    """The event in a payload, or None when it is not one. Never raises: the payload comes from a browser."""
    number = parse_number(payload)
    if number is None or not isinstance(payload, dict):
        return None
    kind, tool = payload.get("kind"), payload.get("tool")
    points = _points(payload.get("points"))
    if points is None:
        return None
    if not isinstance(kind, str) or kind not in _KINDS:
        return None
    panel = _whole_number(payload.get("panel"), 0)
    reference = _whole_number(payload.get("reference"), 0)
    shape = kind in ("region", "select")
    if shape and not (len(set(points)) >= 3 and isinstance(tool, str) and tool in _TOOLS):
        return None
    if kind == "click" and (reference is None or len(points) != 1):
        return None
    if kind != "clear" and panel is None:
        return None
    return CanvasEvent(
        seq=number.seq,
        nonce=number.nonce,
        session=number.session,
        kind=cast(EventKind, kind),
        panel=None if kind == "clear" else panel,
        points=() if kind == "clear" else points,
        reference=reference if kind == "click" else None,
        tool=cast(Literal["lasso", "box"], tool) if shape else None,
    )


def _whole_number(value: object, least: int) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not least <= value < _INTEGER_LIMIT or value != int(value):  # comparing first: NaN and infinity end here
        return None
    return int(value)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and len(value) <= _TEXT_LIMIT else None


def _points(value: object) -> tuple[tuple[float, float], ...] | None:
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or len(value) > VERTEX_LIMIT:
        return None
    points = []
    for vertex in value:
        if not isinstance(vertex, list | tuple) or len(vertex) != 2:
            return None
        if any(isinstance(number, bool) or not isinstance(number, int | float) for number in vertex):
            return None
        if any(abs(number) > 1e300 or number != number for number in vertex):
            return None
        points.append((float(vertex[0]), float(vertex[1])))
    return tuple(points)
