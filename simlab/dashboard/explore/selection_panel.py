"""The right column: which references are selected, and how often each model is right there."""

from functools import partial
from html import escape

import numpy as np
import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.accuracy_bars import AccuracyBar, accuracy_bars_html
from simlab.dashboard.chart_files import csv_button
from simlab.dashboard.explore.paging import page_of, show_pager
from simlab.dashboard.explore.tables import accuracy_table
from simlab.dashboard.map_view.scene import Scene
from simlab.dashboard.map_view.selection import Selection
from simlab.dashboard.picture_tile import TILE_STYLE, picture_of, plain_class, tile_html
from simlab.evaluation.wording import counts_text

SELECTION = state.key("explore", "selection")
PICTURES_SHOWN = 8
_STYLE = """
.sl-grid { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 6px; font-size: 12px; }
"""


def select(selection: Selection | None) -> None:
    """Ask about this part of the map from the next run on."""
    st.session_state[SELECTION] = selection


def clear_selection() -> None:
    """Nothing is selected any more."""
    select(None)


def show_selection(scene: Scene, selection: Selection | None) -> None:
    """Pictures and figures of the selected references, or of all of them with what to do."""
    members = scene.members(selection)
    chosen = members[scene.reference_of_triple]
    counts = counts_text(int(chosen.sum()), int(members.sum()))
    if selection is None:
        st.markdown("**All references**")
        st.caption(f"{counts}. Draw around points with lasso or box, or click one, to ask about a part of the map.")
    else:
        _show_heading(scene, selection, counts)
        if not members.any():
            st.info("No reference lies in the drawn part. Draw around some points.", icon=":material/info:")
            return
        _show_pictures(scene, selection, members)
    _show_accuracy(scene, chosen, compared=selection is not None)


def _show_heading(scene: Scene, selection: Selection, counts: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown("**One reference**" if selection.reference is not None else "**Selection**")
        st.button(
            "Clear",
            icon=":material/close:",
            type="tertiary",
            on_click=clear_selection,
            key=state.key("explore", "clear"),
            help="Show all references again (Escape on the map)",
        )
    name = ""
    if selection.reference is not None and selection.reference in scene.references:
        name = f"{scene.workspace.ids([selection.reference])[0]} · "
    st.html(f'<div style="font-size:13px;opacity:.75;margin-top:-10px">{escape(name + counts)}</div>')


def _show_pictures(scene: Scene, selection: Selection, members: np.ndarray) -> None:
    rows = scene.references[members]
    page = page_of("references", len(rows), PICTURES_SHOWN, repr((selection, scene.part)))
    pictures = [picture_of(scene.workspace, int(row)) for row in rows[page.items]]
    tiles = "".join(map(tile_html, pictures))
    st.html(f'<style>{TILE_STYLE}{_STYLE}</style><div class="sl-grid{plain_class(pictures)}">{tiles}</div>')
    show_pager("references", page)


def _show_accuracy(scene: Scene, chosen: np.ndarray, compared: bool) -> None:
    if not scene.models:
        st.info(
            "No scored model has vectors yet, so there is no accuracy to show. Embed a baseline on Home, train "
            "CS-models, or import vectors.",
            icon=":material/info:",
        )
        return
    estimates = scene.estimates(chosen) if compared else scene.overall
    bars = [
        AccuracyBar(entry.name, entry.kind, scene.colours[entry.name], estimate, overall if compared else None)
        for entry, estimate, overall in zip(scene.models, estimates, scene.overall, strict=True)
    ]
    st.html(accuracy_bars_html(bars))
    csv_button(
        "CSV",
        partial(accuracy_table, scene, chosen),
        f"{scene.workspace.path.name}-{scene.part}-accuracy",
        key=state.key("explore", "accuracy-csv"),
        help="These accuracies with their 95 % intervals, n triples and n references; nothing rounded.",
    )
    ties = int((scene.triples["choice"].to_numpy()[chosen] == "tie").sum())
    if ties:
        st.caption(f"{ties:,} human tie{'' if ties == 1 else 's'} left out of accuracy.")
