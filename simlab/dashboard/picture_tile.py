"""A picture of a workspace as HTML: its thumbnail, or its id in a box where it has none. All text is escaped."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from simlab.dashboard.thumbnails import data_uri
from simlab.workspace import Workspace

TILE_STYLE = """
.sl-tile { position: relative; display: block; aspect-ratio: 1; border-radius: 6px; overflow: hidden;
  background: color-mix(in srgb, currentColor 8%, transparent); }
.sl-plain .sl-tile { aspect-ratio: 2.2; }
.sl-tile img { display: block; width: 100%; height: 100%; object-fit: cover; }
.sl-tile-name { position: absolute; inset: 0; display: flex; flex-direction: column; align-items: center;
  justify-content: center; gap: 2px; padding: 6px; font-size: 12px; line-height: 1.25; text-align: center;
  overflow-wrap: anywhere; overflow: hidden; border: 1px solid color-mix(in srgb, currentColor 22%, transparent);
  border-radius: 6px; }
.sl-tile-name small { opacity: .65; font-size: 11px; }
"""


@dataclass(frozen=True)
class Picture:
    """One image as a page shows it.

    Attributes:
        name: its id.
        address: its thumbnail as a `data:` address, or None where there is no file.
        context: what kind of picture it is, or None.
    """

    name: str
    address: str | None = None
    context: str | None = None


def picture_of(workspace: Workspace, row: int) -> Picture:
    """The picture of an image row."""
    context = workspace.images["context"].iloc[row]
    return Picture(
        name=str(workspace.images["id"].iloc[row]),
        address=data_uri(workspace, row),
        context=context if isinstance(context, str) else None,
    )


def plain_class(pictures: Iterable[Picture]) -> str:
    """ " sl-plain" where none of these has a picture, so that their boxes are low; else ""."""
    return "" if any(picture.address is not None for picture in pictures) else " sl-plain"


def tile_html(picture: Picture) -> str:
    """A square with the picture, or with its id; the id is also its tooltip. It needs `TILE_STYLE` on the page."""
    name = escape(picture.name)
    tooltip = escape(f"{picture.name} · {picture.context}" if picture.context else picture.name)
    if picture.address is not None:
        return f'<span class="sl-tile" title="{tooltip}"><img src="{escape(picture.address)}" alt="{name}"></span>'
    context = f"<small>{escape(picture.context)}</small>" if picture.context else ""
    return f'<span class="sl-tile" title="{tooltip}"><span class="sl-tile-name">{name}{context}</span></span>'
