"""Why the reference in hand is answered as it is: the section below the map."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.explore.paging import page_of, show_pager
from simlab.dashboard.picture_tile import Picture
from simlab.dashboard.regions.explanation.cards import ONE_SCALE, cards_html, own_card
from simlab.dashboard.regions.explanation.picture_strip import Tile, TileGroup, picture_url, show_pictures
from simlab.dashboard.regions.explanation.why_text import why_html
from simlab.dashboard.regions.in_hand import region_in_hand, take_reference, take_region
from simlab.ensembles import FALLBACK
from simlab.figures.colours import NO_DATA, model_colours
from simlab.studies.explanations.explained_reference import ReferenceExplanation
from simlab.studies.explanations.explanation import explain_reference
from simlab.studies.explanations.grounds import DesignGrounds
from simlab.studies.explanations.surroundings import NearReference
from simlab.workspace.fingerprints import fingerprint

NEAR = state.key("regions", "near-pictures")
_CARDS_SHOWN = 4


def show_why(grounds: DesignGrounds, row: int) -> ReferenceExplanation:
    """Everything about one reference: its place, the weights before it, its neighbours, its triples."""
    explanation = explain_reference(grounds, row)
    with st.container(border=True, key=state.key("regions", "why-this")):
        _show_heading(grounds, explanation)
        colours = model_colours(grounds.workspace.models())
        region_colour = next((r.color for r in grounds.design.regions if r.id == explanation.region_id), NO_DATA)
        picture = Picture(explanation.id, picture_url(grounds.workspace, row, NEAR) or None)
        st.html(why_html(explanation, picture, colours, region_colour))
        metric = grounds.places.reference_map.parameters.metric
        show_pictures(grounds.workspace, _neighbours(explanation, metric), None, key=NEAR)
        _show_triples(grounds, explanation)
    return explanation


def _show_heading(grounds: DesignGrounds, explanation: ReferenceExplanation) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("**Why this?**", width="stretch")
        if region_in_hand(grounds.design) != explanation.region_id:
            st.button(
                "Take the fallback in hand" if explanation.region_id == FALLBACK else "Take its region in hand",
                icon=":material/back_hand:",
                key=state.key("regions", "why-region"),
                on_click=take_region,
                args=(explanation.region_id,),
            )
        st.button(
            "Put down",
            icon=":material/close:",
            type="tertiary",
            key=state.key("regions", "why-close"),
            on_click=take_reference,
            args=(None,),
        )


def _neighbours(explanation: ReferenceExplanation, metric: str) -> list[TileGroup]:
    near_map = explanation.near_map
    groups = []
    if explanation.near_features:
        same = sum(near.region == explanation.region for near in explanation.near_features)
        where = "the fallback" if explanation.region_id == FALLBACK else explanation.region
        note = f"{metric} distance; {same} of {len(explanation.near_features)} in {where}"
        groups.append(TileGroup(_tiles(explanation.near_features), "Nearest in the feature space", note))
    if near_map:
        shared = len({near.row for near in near_map} & {near.row for near in explanation.near_features or ()})
        note = f"distance in radii of the map; {shared} of {len(near_map)} in both"
        groups.append(TileGroup(_tiles(near_map), "Nearest on the map", note))
    return groups


def _tiles(near: tuple[NearReference, ...]) -> tuple[Tile, ...]:
    return tuple(Tile(one.row, f"{one.distance:.3g}", f"in {one.region}") for one in near)


def _show_triples(grounds: DesignGrounds, explanation: ReferenceExplanation) -> None:
    """The ensemble's failures first; human ties last."""
    triples = sorted(explanation.triples, key=lambda triple: (triple.score != triple.score, triple.score))
    if not triples:
        return
    content = fingerprint(grounds.design.fingerprint, explanation.row)
    page = page_of("regions.own-triples", len(triples), _CARDS_SHOWN, content)
    with st.container(horizontal=True, vertical_alignment="center", key=state.key("regions", "why-line")):
        count = f"{len(triples)} triple{'' if len(triples) == 1 else 's'}"
        st.markdown(f"**Its {count}** :small[:gray[the ensemble's errors first]]", width="content", help=ONE_SCALE)
        show_pager("regions.own-triples", page)
    st.html(cards_html([own_card(grounds, explanation, triple) for triple in triples[page.items]]))
