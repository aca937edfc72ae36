"""One search on the page: the picture that is searched with, and a line of neighbours for every row."""

from collections.abc import Callable, Iterator
from html import escape

import numpy as np
import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.component.media import media_url
from simlab.dashboard.picture_tile import TILE_STYLE, Picture, picture_of, tile_html
from simlab.dashboard.retrieval.asked import Asked
from simlab.dashboard.retrieval.gathering import Gathering
from simlab.dashboard.retrieval.ground import Ground
from simlab.dashboard.retrieval.neighbour_rows import NearRow, NearTile, neighbours_html
from simlab.dashboard.retrieval.row_choice import row_colours
from simlab.dashboard.thumbnails import HOVER_SIDE, thumbnail_file
from simlab.evaluation.top_n import DEEPEST
from simlab.studies.retrieval import Matching, Neighbours, RetrievalRow, RetrievalTask
from simlab.workspace import Workspace

_STYLE = """
.sl-query { display: grid; grid-template-columns: 104px minmax(0, 1fr); gap: 16px; align-items: center;
  font-size: 13.5px; line-height: 1.45; }
.sl-query p { margin: 0 0 4px; font-size: 13.5px; }
.sl-query small { font-size: 12px; opacity: .68; }
"""
_NEAR = "retrieval.near"
_TOP, _STOP = state.key("retrieval", "top"), state.key("retrieval", "stop-search")
_AGAIN = state.key("retrieval", "search-again")
_FIRST_TOP = 10


def show_neighbours(
    workspace: Workspace,
    ground: Ground,
    rows: tuple[RetrievalRow, ...],
    asked: Asked,
    run: Gathering[Neighbours],
    ranking: Matching | None,
    forget: Callable[[], None],
) -> None:
    """Draw what has been found so far.

    Args:
        workspace: the study.
        ground: its task; right answers of a query of it are marked where it is open.
        rows: in the order shown.
        asked: the question.
        run: the search.
        ranking: of all queries under these rows, None where it is not known.
        forget: makes the search begin anew when the page runs next.
    """
    task = ground.open_task if asked.row is not None else None
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    left.html(f"<style>{TILE_STYLE}{_STYLE}</style>{_query_html(workspace, asked, task, run)}")
    top = right.slider("Neighbours shown", 1, DEEPEST, _FIRST_TOP, key=_TOP, persist_state="session")
    if run.failure:
        st.error(run.failure, icon=":material/error:")
    lines = list(_lines(workspace, rows, asked, run, task, ranking, int(top)))
    st.html(neighbours_html(lines, int(top)))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_foot(run), width="content")
        if run.working and st.button("Stop", icon=":material/stop:", key=_STOP, type="tertiary"):
            run.stop()
        if (run.stopped or run.failure) and st.button(
            "Search again", icon=":material/refresh:", key=_AGAIN, type="tertiary"
        ):
            forget()
            st.rerun()


def _query_html(workspace: Workspace, asked: Asked, task: RetrievalTask | None, run: Gathering[Neighbours]) -> str:
    if asked.picture is not None:
        width, height = asked.picture.size
        picture = Picture(asked.picture.name, asked.picture.address)
        said = [f"<b>{escape(asked.picture.name)}</b> <small>{width:,} × {height:,} pixels, your own</small>"]
    else:
        assert asked.row is not None
        picture = picture_of(workspace, asked.row)
        label = workspace.images["label"].iloc[asked.row]
        kind = f" <small>{escape(str(label))}</small>" if isinstance(label, str) else ""
        said = [f"<b>{escape(picture.name)}</b>{kind}"]
    said.append(_searched_text(asked, task))
    if task is not None and asked.row is not None:
        said.append(_right_text(task, asked.row, run))
    lines = "".join(f"<p>{line}</p>" for line in said)
    return f"<div class='sl-query' data-query='{escape(picture.name)}'>{tile_html(picture)}<div>{lines}</div></div>"


def _searched_text(asked: Asked, task: RetrievalTask | None) -> str:
    own = asked.row is not None and bool(np.isin(asked.row, asked.gallery))
    searched = len(asked.gallery) - own
    left_out = "; the query itself is left out" if own else ""
    marks = "" if task is not None else " Nobody has said what is right for it, so nothing is marked."
    return f"<small>Searched among {searched:,} {'other ' if own else ''}pictures{left_out}.{marks}</small>"


def _right_text(task: RetrievalTask, row: int, run: Gathering[Neighbours]) -> str:
    """How many right answers there are, and who has the first one earliest."""
    n_right = int(task.is_right(row, task.gallery).sum())
    places = {found.row.label: place for found in run.found if (place := _first_right(task, row, found)) is not None}
    said = f"{n_right:,} right answer{'' if n_right == 1 else 's'} in the gallery"
    if run.working or not run.found:
        return said
    if not places:
        return f"{said}; <b>no row</b> has one among its first {DEEPEST}"
    best = min(places.values())
    names = ", ".join(escape(label) for label, place in places.items() if place == best)
    return f"{said}; {len(places)} of {len(run.found)} rows have one among their first {DEEPEST}, first <b>{names}</b>"


def _first_right(task: RetrievalTask, row: int, found: Neighbours) -> int | None:
    right = np.flatnonzero(task.is_right(row, found.image_rows))
    return int(right[0]) + 1 if len(right) else None


def _lines(
    workspace: Workspace,
    rows: tuple[RetrievalRow, ...],
    asked: Asked,
    run: Gathering[Neighbours],
    task: RetrievalTask | None,
    ranking: Matching | None,
    top: int,
) -> Iterator[NearRow]:
    colours = row_colours(workspace, rows)
    of_key = {found.row.key: found for found in run.found}
    looking = next((row.key for row in rows if row.key not in of_key), None) if run.working else None
    for row in rows:
        found = of_key.get(row.key)
        if found is None:
            note = "looks …" if row.key == looking else "waits" if run.working else "stopped before its turn"
            yield NearRow(row.key, row.label, colours[row.key], note=note)
        elif found.problem:
            yield NearRow(row.key, row.label, colours[row.key], note=found.problem)
        else:
            right = None if task is None or asked.row is None else task.is_right(asked.row, found.image_rows)
            tiles = tuple(
                NearTile(
                    name=workspace.ids([int(image)])[0],
                    url=_url(workspace, int(image)),
                    distance=float(found.distances[place]),
                    right=None if right is None else bool(right[place]),
                    more=_label_of(workspace, int(image)),
                )
                for place, image in enumerate(found.image_rows[:top])
            )
            said = tuple(_said(found, asked, task, ranking))
            yield NearRow(row.key, row.label, colours[row.key], tiles, said)


def _said(found: Neighbours, asked: Asked, task: RetrievalTask | None, ranking: Matching | None) -> Iterator[str]:
    """Where its first right answer stands, how an ensemble weighed, and what was left out."""
    if task is not None and asked.row is not None:
        place = _first_right(task, asked.row, found)
        yield f"first right: {place if place is not None else _beyond(found, asked.row, ranking)}"
    if found.region:
        yield f"in {found.region}"
    if found.weights:
        model, weight = max(found.weights, key=lambda pair: pair[1])
        yield f"vote of {sum(w > 0 for _, w in found.weights)}" if found.vote else f"{model} {100 * weight:.0f} %"
    if found.n_missing:
        yield f"{found.n_missing:,} without a vector"
    if found.recall is not None:
        yield f"finds {100 * found.recall:.1f} % of the nearest"


def _beyond(found: Neighbours, row: int, ranking: Matching | None) -> str:
    """The place of a right answer that is not among the first 15, where it is known."""
    if ranking is not None and found.row.key in [one.row.key for one in ranking.scored]:
        at = np.flatnonzero(ranking.queries == row)
        first = ranking.row(found.row.key).first
        if len(at) and first is not None:
            return f"{first.ranks[at[0]]:.0f}"
    return f"not among {DEEPEST}"


def _url(workspace: Workspace, row: int) -> str:
    path = thumbnail_file(workspace, row, HOVER_SIDE)
    return media_url(path.read_bytes(), "image/jpeg", f"{_NEAR}:{row}") if path else ""


def _label_of(workspace: Workspace, row: int) -> str:
    label = workspace.images["label"].iloc[row]
    return str(label) if isinstance(label, str) else ""


def _foot(run: Gathering[Neighbours]) -> str:
    seconds = sum(found.seconds for found in run.found)
    if run.working:
        return f"{len(run.found)} rows have answered so far."
    if run.stopped or run.failure:
        return f"Stopped: {len(run.found)} of the rows had answered."
    return f"All rows together took {1000 * seconds:,.0f} ms. Point at a picture for its id and distance."
