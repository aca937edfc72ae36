"""What the reader did in the design panel, read from whatever the browser sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from simlab.dashboard.component.payload import INTEGER_LIMIT, parse_number, text_of, whole_number

PanelEventKind = Literal[
    "choose", "rename", "recolour", "move", "delete", "duplicate", "rule", "weights", "voters", "note", "open-menu",
    "close-menu", "against", "undo", "redo",
]  # fmt: skip

_KINDS: tuple[PanelEventKind, ...] = get_args(PanelEventKind)
_ABOUT_A_REGION = (
    "rename",
    "recolour",
    "move",
    "delete",
    "duplicate",
    "rule",
    "weights",
    "voters",
    "note",
    "open-menu",
)
_WITH_TEXT = ("rename", "recolour", "rule", "against", "note")
_WITH_WEIGHTS = ("weights", "voters")
_ID_LIMIT, _TEXT_LIMIT, _MOST_WEIGHTS = 80, 2_000, 1_000


@dataclass(frozen=True)
class PanelEvent:
    """One thing the reader did.

    Attributes:
        kind: what it was.
        region: id of the region it happened to, "fallback" for the fallback; None where it happened to none.
        text: the new name, colour or note, or the key of the option that was chosen; "" otherwise.
        place: where a region was moved to, counted from 0 at the top; None otherwise.
        weights: model → weight, where weights or voters were changed.
    """

    kind: PanelEventKind
    region: str | None
    text: str
    place: int | None
    weights: tuple[tuple[str, float], ...] = ()


def parse_event(payload: object) -> PanelEvent | None:
    """The event in a payload, or None when it is not one. Never raises: the payload comes from a browser."""
    if parse_number(payload) is None or not isinstance(payload, dict):
        return None
    kind = payload.get("kind")
    if not isinstance(kind, str) or kind not in _KINDS:
        return None
    region = text_of(payload.get("region"), _ID_LIMIT) or None
    text = text_of(payload.get("text"), _TEXT_LIMIT)
    place = whole_number(payload.get("place"), 0)
    if kind in _ABOUT_A_REGION and region is None:
        return None
    if (kind in _WITH_TEXT and text is None) or (kind == "move" and place is None):
        return None
    weights = _weights(payload.get("weights")) if kind in _WITH_WEIGHTS else ()
    if weights is None:
        return None
    return PanelEvent(
        kind,
        region if kind in (*_ABOUT_A_REGION, "choose") else None,
        (text or "") if kind in _WITH_TEXT else "",
        place if kind == "move" else None,
        weights,
    )


def _weights(value: object) -> tuple[tuple[str, float], ...] | None:
    if not isinstance(value, list | tuple) or len(value) > _MOST_WEIGHTS:
        return None
    found = []
    for pair in value:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            return None
        name, weight = text_of(pair[0], _ID_LIMIT), pair[1]
        if name is None or isinstance(weight, bool) or not isinstance(weight, int | float):
            return None
        if not 0 <= weight <= INTEGER_LIMIT:  # NaN and infinity end here
            return None
        found.append((name, float(weight)))
    return tuple(found)
