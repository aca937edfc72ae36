"""Below the map: the triples behind the selection, as cards that can be filtered, sorted and paged."""

from __future__ import annotations

from functools import partial
from typing import cast

import numpy as np
import pandas as pd
import streamlit as st
from jaxtyping import Bool

from simlab.dashboard import state
from simlab.dashboard.chart_files import csv_button
from simlab.dashboard.explore.paging import page_of, show_pager
from simlab.dashboard.explore.tables import triple_table
from simlab.dashboard.explore.triple_controls import choose_triples
from simlab.dashboard.explore.triple_filter import ordered
from simlab.dashboard.guard import guarded
from simlab.dashboard.map_view.scene import Scene
from simlab.dashboard.picture_tile import picture_of
from simlab.dashboard.triple_cards import Choice, ModelAnswer, TripleCard, triple_cards_html
from simlab.workspace.fingerprints import fingerprint

CARDS_SHOWN = 10
_ABOUT_TRIPLES = (
    "A triple asks whether A or B is closer to the reference R. The people's choice is outlined. A model's margin is "
    "its distance from R to B minus that from R to A: bars point to the candidate that the model finds closer."
)


@st.fragment
def show_triples(scene: Scene, members: Bool[np.ndarray, " references"], selected: bool) -> None:
    """The triples of these references."""
    with guarded():
        _show(scene, members, selected)


def _show(scene: Scene, members: Bool[np.ndarray, " references"], selected: bool) -> None:
    of_selection = members[scene.reference_of_triple]
    title = f"#### Triples of {'the selection' if selected else 'all references'}"
    st.markdown(title, help=_ABOUT_TRIPLES, anchors=False)
    wanted, order, model, line = choose_triples(scene)
    positions = np.flatnonzero(of_selection & wanted.keeps(scene.table))
    listed = ordered(scene.table, positions, order, model)
    page = page_of("triples", len(listed), CARDS_SHOWN, fingerprint(listed))
    with line:
        st.caption(f"{len(listed):,} of {int(of_selection.sum()):,} triples", width="content")
        show_pager("triples", page)
        csv_button(
            "CSV",
            partial(triple_table, scene, listed),
            f"{scene.workspace.path.name}-{scene.part}-triples",
            key=state.key("explore", "triples-csv"),
            help="All listed triples with what people chose and every model's margin and score.",
        )
    if not len(listed):
        st.info("No triple fulfils all of these conditions. Take a filter away, or select more of the map.")
        return
    st.html(triple_cards_html([triple_card(scene, int(position)) for position in listed[page.items]]))


def triple_card(scene: Scene, position: int) -> TripleCard:
    """The card of the triple at a position of the scene's table."""
    row = scene.triples.iloc[position]
    reference, a, b = (picture_of(scene.workspace, int(row[column])) for column in ("reference", "a", "b"))
    known = not (pd.isna(row["votes_a"]) or pd.isna(row["votes_b"]))
    answers = tuple(
        ModelAnswer(
            model=entry.name,
            colour=scene.colours[entry.name],
            margin=float(scene.table.margins[number, position]),
            score=float(scene.table.scores[number, position]),
            full_margin=float(scene.margin_scales[number]),
        )
        for number, entry in enumerate(scene.models)
    )
    votes = (int(row["votes_a"]), int(row["votes_b"])) if known else None
    return TripleCard(str(row["id"]), reference, a, b, cast(Choice, row["choice"]), votes, answers)
