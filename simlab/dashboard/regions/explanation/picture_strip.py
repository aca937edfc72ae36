"""Pictures of references that can be clicked, as a component: it draws groups of tiles, and says which was taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import streamlit as st

from simlab.dashboard.component.inbox import inbox_of, take
from simlab.dashboard.component.media import media_url
from simlab.dashboard.component.modules import joined, loader_text
from simlab.dashboard.component.payload import whole_number
from simlab.dashboard.thumbnails import thumbnail_file
from simlab.workspace import Workspace

_SOURCES = files("simlab.dashboard.regions.explanation").joinpath("js")


@dataclass(frozen=True)
class Tile:
    """One reference.

    Attributes:
        row: its image row.
        caption: one short line below the picture.
        more: what the tooltip says besides the id.
    """

    row: int
    caption: str
    more: str = ""


@dataclass(frozen=True)
class TileGroup:
    """References under one title.

    Attributes:
        tiles: in the order shown.
        title: above them, or "".
        note: beside the title, or "".
    """

    tiles: tuple[Tile, ...]
    title: str = ""
    note: str = ""


def take_picture(key: str) -> int | None:
    """The image row that the reader took since the last run, once; call it before what depends on it is drawn."""
    return take(st.session_state, key, parse_picture)


def parse_picture(payload: object) -> int | None:
    """The image row in a payload, or None. Never raises: the payload comes from a browser."""
    return whole_number(payload.get("reference"), 0) if isinstance(payload, dict) else None


def show_pictures(workspace: Workspace, groups: Sequence[TileGroup], chosen: int | None, *, key: str) -> None:
    """Draw the groups.

    Args:
        workspace: whose images.
        groups: beside each other, as far as there is room.
        chosen: image row of the tile that is marked, or None.
        key: unique on the page.
    """
    _component()(
        key=key,
        data={
            "key": key,
            "ack": inbox_of(st.session_state, key).acknowledgement,
            "module_url": media_url(_module(), "text/javascript", "picture-strip"),
            "chosen": chosen,
            "groups": [
                {"title": group.title, "note": group.note, "pictures": [_tile(workspace, key, t) for t in group.tiles]}
                for group in groups
            ],
        },
        on_event_change=_rerun,
    )


def picture_url(workspace: Workspace, row: int, key: str) -> str:
    """Where this session's browser finds the thumbnail of an image; "" where it has none.

    Args:
        workspace: whose image.
        row: of the image.
        key: names the place of use.
    """
    path = thumbnail_file(workspace, row)
    return media_url(path.read_bytes(), "image/jpeg", f"{key}:{row}") if path else ""


def _tile(workspace: Workspace, key: str, tile: Tile) -> dict[str, object]:
    said = {"row": tile.row, "id": workspace.ids([tile.row])[0], "url": picture_url(workspace, tile.row, key)}
    return {**said, "caption": tile.caption, **({"more": tile.more} if tile.more else {})}


@cache
def _module() -> bytes:
    return joined(_SOURCES, ("outbox", "mounting", "picture_strip", "mount"), "picture_strip.css")


@cache
def _component() -> Any:
    return st.components.v2.component("simlab_pictures", js=loader_text(), isolate_styles=False)


def _rerun() -> None:
    """Streamlit knows a component's value only by a callback of its name; the event itself is read by `take`."""
