"""What the reader did on a canvas, read from whatever the browser sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast, get_args

from simlab.dashboard.component.payload import parse_number, text_of, whole_number
from simlab.ensembles.region import FARTHEST, MAX_ID

EventKind = Literal[
    "region", "select", "click", "clear", "undo", "redo",
    "choose-region", "delete-region", "duplicate-region", "accept-suggestion", "dismiss-suggestion",
    "move-region", "move-vertex", "add-vertex", "remove-vertex",
]  # fmt: skip
Drawn = Literal["lasso", "box", "polygon"]
Mode = Literal["replace", "add", "subtract"]

VERTEX_LIMIT = 2_000
"""More vertices than a hand draws; the canvas simplifies to 80."""

SHAPING: tuple[EventKind, ...] = ("move-region", "move-vertex", "add-vertex", "remove-vertex")
"""Change the polygon of a region; see `shaping.shaped`."""

_KINDS: tuple[EventKind, ...] = get_args(EventKind)
_TOOLS: tuple[Drawn, ...] = get_args(Drawn)
_MODES: tuple[Mode, ...] = get_args(Mode)
_ABOUT_AN_OUTLINE = ("delete-region", "duplicate-region", "accept-suggestion", "dismiss-suggestion")
_PLACELESS = ("clear", "undo", "redo", "choose-region", *_ABOUT_AN_OUTLINE)


@dataclass(frozen=True)
class CanvasEvent:
    """One thing the reader did.

    Attributes:
        seq: rises by one with every event of one mount of the component.
        nonce: names the mount; a remount counts from 1 again.
        session: echo of the token that the server gave to the canvas; "" when the browser had none.
        kind: 'region' (a shape drawn to stay), 'select' (a shape to ask about), 'click' (a point), 'clear', 'undo',
            'redo', 'choose-region' (in hand now), 'delete-region', 'duplicate-region', 'accept-suggestion',
            'dismiss-suggestion', or a change of a region's polygon (`SHAPING`).
        panel: index of the panel it happened in; None for what happens to no place.
        points: in map coordinates: vertices ('region', 'select'), the clicked point ('click'), the shift
            ('move-region'), the new place of a vertex ('move-vertex', 'add-vertex'), or nothing.
        reference: image row of the clicked point; None otherwise.
        tool: what a shape was drawn with; None otherwise.
        region: id of the region or suggestion that it is about; None otherwise, and for 'choose-region' where none
            is in hand any more.
        index: of the vertex that is moved or removed, or of the one after which one is added; None otherwise.
        vertices: how many the changed polygon had in the browser; None otherwise.
        mode: what a 'select' or 'click' does to what was selected before.
    """

    seq: int
    nonce: str
    session: str
    kind: EventKind
    panel: int | None
    points: tuple[tuple[float, float], ...]
    reference: int | None
    tool: Drawn | None
    region: str | None = None
    index: int | None = None
    vertices: int | None = None
    mode: Mode = "replace"


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
    panel = whole_number(payload.get("panel"), 0)
    reference = whole_number(payload.get("reference"), 0)
    region = text_of(payload.get("region"), MAX_ID)
    mode = payload.get("mode", "replace")
    index, vertices = whole_number(payload.get("index"), 0), whole_number(payload.get("vertices"), 3)
    shape, shaping, one_vertex = kind in ("region", "select"), kind in SHAPING, kind in SHAPING[1:]
    if shape and not (len(set(points)) >= 3 and isinstance(tool, str) and tool in _TOOLS):
        return None
    if kind == "click" and (reference is None or len(points) != 1):
        return None
    if shaping and (vertices is None or len(points) != (0 if kind == "remove-vertex" else 1)):
        return None
    if (shaping or kind in _ABOUT_AN_OUTLINE) and not region:
        return None
    if kind == "choose-region" and payload.get("region") is not None and not region:
        return None
    if not isinstance(mode, str) or mode not in _MODES:
        return None
    if one_vertex and (index is None or vertices is None or index >= vertices):
        return None
    if kind not in _PLACELESS and panel is None:
        return None
    return CanvasEvent(
        seq=number.seq,
        nonce=number.nonce,
        session=number.session,
        kind=kind,
        panel=None if kind in _PLACELESS else panel,
        points=() if kind in _PLACELESS else points,
        reference=reference if kind == "click" else None,
        tool=cast(Drawn, tool) if shape else None,
        region=region if shaping or kind in ("choose-region", *_ABOUT_AN_OUTLINE) else None,
        index=index if one_vertex else None,
        vertices=vertices if shaping else None,
        mode=mode if kind in ("select", "click") else "replace",
    )


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
        if any(abs(number) > FARTHEST or number != number for number in vertex):
            return None
        points.append((float(vertex[0]), float(vertex[1])))
    return tuple(points)
