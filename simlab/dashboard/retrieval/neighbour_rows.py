"""Neighbours side by side: one line a row, its nearest pictures from the left. All text is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from simlab.figures.colours import HUMAN

_STYLE = f"""
.sl-near {{ display: grid; gap: 6px 10px; grid-template-columns: 168px minmax(0, 1fr); align-items: center;
  font-size: 13px; line-height: 1.3; }}
.sl-near-head {{ font-size: 11.5px; opacity: .65; }}
.sl-near-name {{ min-width: 0; }}
.sl-near-name b {{ display: block; overflow: hidden; font-weight: 600; text-overflow: ellipsis; white-space: nowrap; }}
.sl-near-name i {{ display: inline-block; width: 10px; height: 10px; margin-right: 7px; border-radius: 50%;
  background: var(--model); }}
.sl-near-name small {{ display: block; padding-left: 17px; font-size: 11.5px; opacity: .68; }}
.sl-near-tiles {{ display: grid; gap: 6px; grid-template-columns: repeat(var(--places), minmax(0, 92px)); }}
.sl-near-tiles > span {{ text-align: center; }}
.sl-near-tile {{ position: relative; display: flex; align-items: center; justify-content: center; aspect-ratio: 1;
  border-radius: 6px; background: color-mix(in srgb, currentColor 8%, transparent); font-size: 11px;
  overflow-wrap: anywhere; text-align: center; }}
.sl-near-tile > img {{ display: block; width: 100%; height: 100%; border-radius: 6px; object-fit: cover; }}
.sl-near-tile > em {{ max-height: 100%; padding: 2px; overflow: hidden; font-style: normal; }}
.sl-near-right {{ outline: 3px solid {HUMAN}; outline-offset: 1px; }}
.sl-near-right::after {{ content: "✓"; position: absolute; top: -4px; right: -4px; width: 16px; height: 16px;
  border-radius: 50%; background: {HUMAN}; color: #fff; font-size: 11px; font-weight: 700; line-height: 16px; }}
.sl-near-none {{ font-size: 12.5px; opacity: .68; }}
"""


@dataclass(frozen=True)
class NearTile:
    """One neighbour.

    Attributes:
        name: its id.
        url: of its thumbnail; "" where it has none.
        distance: to the query, on the row's own scale.
        right: whether it is a right answer; None where nobody knows or may know.
        more: what else the tooltip says.
    """

    name: str
    url: str
    distance: float
    right: bool | None
    more: str = ""


@dataclass(frozen=True)
class NearRow:
    """One line.

    Attributes:
        key: of the row.
        label: for people.
        colour: '#rrggbb'.
        tiles: the nearest first; none where it has no answer.
        said: below its label, a line each.
        note: what is said instead of neighbours.
    """

    key: str
    label: str
    colour: str
    tiles: tuple[NearTile, ...] = ()
    said: tuple[str, ...] = ()
    note: str = ""


def neighbours_html(rows: Sequence[NearRow], places: int) -> str:
    """All lines under each other, place by place.

    Args:
        rows: in the order shown.
        places: how many neighbours of each are shown, at least 1.
    """
    numbers = "".join(f"<span>{place}</span>" for place in range(1, places + 1))
    head = f"<span></span><div class='sl-near-tiles sl-near-head' title='place, the nearest first'>{numbers}</div>"
    body = "".join(_row(row, places) for row in rows)
    return f"<style>{_STYLE}</style><div class='sl-near' style='--places:{places}'>{head}{body}</div>"


def _row(row: NearRow, places: int) -> str:
    said = "".join(f"<small>{escape(line)}</small>" for line in row.said)
    right = " ".join(str(place) for place, tile in enumerate(row.tiles[:places], 1) if tile.right)
    name = (
        f"<div class='sl-near-name' style='--model:{escape(row.colour)}' title='{escape(row.label)}'>"
        f"<b><i></i>{escape(row.label)}</b>{said}</div>"
    )
    start = f"data-row='{escape(row.key)}' data-neighbours='{len(row.tiles[:places])}' data-right='{right}'"
    if not row.tiles:
        return f"{name}<div class='sl-near-none' {start}>{escape(row.note)}</div>"
    tiles = "".join(_tile(tile, place) for place, tile in enumerate(row.tiles[:places], 1))
    return f"{name}<div class='sl-near-tiles' {start}>{tiles}</div>"


def _tile(tile: NearTile, place: int) -> str:
    said = {None: "", True: "a right answer", False: "not a right answer"}[tile.right]
    tooltip = "\n".join(filter(None, [f"{place}. {tile.name}", tile.more, f"distance {tile.distance:.4g}", said]))
    kind = "sl-near-tile sl-near-right" if tile.right else "sl-near-tile"
    face = f"<img src='{escape(tile.url)}' alt='{escape(tile.name)}'>" if tile.url else f"<em>{escape(tile.name)}</em>"
    return f"<span class='{kind}' data-id='{escape(tile.name)}' title='{escape(tooltip)}'>{face}</span>"
