"""Pictures of a question with the letters they go by. All text is escaped."""

from collections.abc import Sequence
from html import escape

from simlab.dashboard.picture_tile import TILE_STYLE, Picture, plain_class, tile_html
from simlab.figures.colours import HUMAN

_STYLE = f"""
.sl-asked {{ display: grid; grid-template-columns: repeat(var(--pictures), minmax(0, 1fr)); gap: 12px; }}
.sl-asked figure {{ margin: 0; min-width: 0; }}
.sl-asked figcaption {{ margin-top: 4px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
  font-size: 12px; text-align: center; }}
.sl-asked figcaption small {{ opacity: .65; font-size: 11px; }}
.sl-asked-chosen .sl-tile {{ outline: 3px solid {HUMAN}; outline-offset: 1px; }}
"""


def pictures_html(pictures: Sequence[tuple[str, Picture]], chosen: str | None = None) -> str:
    """Side by side in the order given.

    Args:
        pictures: each with its letter: R, A, B, …
        chosen: the letter of the one that people chose; it is outlined.
    """
    plain = plain_class(picture for _, picture in pictures)
    figures = "".join(_figure(letter, picture, letter == chosen) for letter, picture in pictures)
    style = f"<style>{TILE_STYLE}{_STYLE}</style>"
    return f"{style}<div class='sl-asked{plain}' style='--pictures:{len(pictures)}'>{figures}</div>"


def _figure(letter: str, picture: Picture, chosen: bool) -> str:
    name = f" <small>{escape(picture.name)}</small>" if picture.address is not None else ""
    kind = " class='sl-asked-chosen'" if chosen else ""
    return f"<figure{kind}>{tile_html(picture)}<figcaption><b>{escape(letter)}</b>{name}</figcaption></figure>"
