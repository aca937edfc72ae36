"""Which row finds it first, as bars: the queries that it alone does, and those that it shares. All text is escaped."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_STYLE = """
.sl-first { display: grid; gap: 7px 12px; grid-template-columns: minmax(120px, 210px) minmax(120px, 1fr) auto;
  align-items: center; font-size: 13px; line-height: 1.3; font-variant-numeric: tabular-nums; }
.sl-first b { overflow: hidden; font-weight: 400; text-overflow: ellipsis; white-space: nowrap; }
.sl-first .sl-first-dot { display: inline-block; width: 10px; height: 10px; margin-right: 7px; border-radius: 50%;
  background: var(--model); }
.sl-first-track { display: flex; height: 12px; overflow: hidden; border-radius: 3px;
  background: color-mix(in srgb, currentColor 8%, transparent); }
.sl-first-track i { background: var(--model); }
.sl-first-track i + i { background: repeating-linear-gradient(135deg, var(--model) 0 3px,
  color-mix(in srgb, var(--model) 35%, transparent) 3px 7px); }
.sl-first small { font-size: 11.5px; opacity: .68; }
.sl-first-foot { margin-top: 8px; font-size: 11.5px; opacity: .75; }
"""


@dataclass(frozen=True)
class Finder:
    """One row.

    Attributes:
        label: for people.
        colour: '#rrggbb'.
        alone: queries whose right answer it alone puts earliest.
        shared: queries where others put it just as early.
    """

    label: str
    colour: str
    alone: int
    shared: int


def finders_html(finders: Sequence[Finder], n_queries: int) -> str:
    """One bar a row, in the order given.

    Args:
        finders: the rows.
        n_queries: of the task, the length of a full bar.
    """
    rows = "".join(_row(finder, n_queries) for finder in finders)
    foot = (
        f"of {n_queries:,} queries: solid, the row alone puts a right answer earliest; hatched, other rows put one "
        "just as early"
    )
    return f"<style>{_STYLE}</style><div class='sl-first'>{rows}</div><div class='sl-first-foot'>{foot}</div>"


def _row(finder: Finder, n_queries: int) -> str:
    label = escape(finder.label)
    widths = [100 * count / max(1, n_queries) for count in (finder.alone, finder.shared)]
    bar = "".join(f"<i style='width:{width:.2f}%'></i>" for width in widths)
    said = f"{finder.alone:,} alone <small>+ {finder.shared:,} shared</small>"
    style = f"style='--model:{escape(finder.colour)}'"
    return (
        f"<b {style} title='{label}' data-row='{label}' data-alone='{finder.alone}' data-shared='{finder.shared}'>"
        f"<span class='sl-first-dot'></span>{label}</b><span class='sl-first-track' {style}>{bar}</span>"
        f"<span>{said}</span>"
    )
