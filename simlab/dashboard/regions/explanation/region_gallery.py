"""The region in hand, looked into: pictures of its references, and its triples as cards."""

import numpy as np
import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.explore.paging import page_of, show_pager
from simlab.dashboard.regions.explanation.cards import ONE_SCALE, cards_html, drawn_card
from simlab.dashboard.regions.explanation.picture_strip import Tile, TileGroup, show_pictures
from simlab.dashboard.regions.explanation.region_contents import RegionContents
from simlab.evaluation.wording import counts_text
from simlab.studies.explanations.grounds import DesignGrounds
from simlab.workspace.fingerprints import fingerprint

GALLERY = state.key("regions", "gallery")
PICTURES_SHOWN = 18
CARDS_SHOWN = 6
_PICTURES, _TRIPLES = "Pictures", "Triples"
_WRONG, _DISAGREE = "Ensemble wrong", "Models disagree"
_TURNED = state.key("regions", "gallery-turned")


def show_region(grounds: DesignGrounds, region_id: str, chosen: int | None) -> None:
    """Pictures or triples of a region, by choice.

    Args:
        grounds: of the design.
        region_id: "fallback" for the fallback.
        chosen: image row of the reference in hand; its page is opened when it was taken elsewhere.
    """
    contents = RegionContents.of(grounds, region_id)
    n_triples = len(contents.triples)
    if not len(contents.references):
        st.info(
            f"No reference falls in {contents.name}: it holds none, or regions before it hold them all.",
            icon=":material/info:",
        )
        return
    with st.container(horizontal=True, vertical_alignment="center", key=state.key("regions", "gallery-line")):
        shown = st.segmented_control(
            "Show",
            [_PICTURES, _TRIPLES],
            default=_PICTURES,
            required=True,
            label_visibility="collapsed",
            key=state.key("regions", "gallery-what"),
        )
        st.markdown(
            f"of **{contents.name}** :small[:gray[{counts_text(n_triples, len(contents.references))}]]", width="content"
        )
    if shown == _TRIPLES:
        _show_triples(grounds, contents)
    else:
        _show_pictures(grounds, contents, chosen)


def _show_pictures(grounds: DesignGrounds, contents: RegionContents, chosen: int | None) -> None:
    rows = grounds.drawing.questions.references[contents.references]
    place = np.flatnonzero(rows == chosen)
    turned = st.session_state.get(_TURNED) == (contents.name, chosen)  # then the reader may have turned the page since
    st.session_state[_TURNED] = (contents.name, chosen)
    turn_to = int(place[0]) if len(place) and not turned else None
    page = page_of("regions.gallery", len(rows), PICTURES_SHOWN, fingerprint(rows), turn_to)
    tiles = tuple(
        Tile(int(row), f"{right:g} of {answered}")
        for row, right, answered in zip(
            rows[page.items], contents.right[page.items], contents.answered[page.items], strict=True
        )
    )
    show_pictures(grounds.workspace, [TileGroup(tiles)], chosen, key=GALLERY)
    with st.container(horizontal=True, vertical_alignment="center", key=state.key("regions", "gallery-pages")):
        show_pager("regions.gallery", page)
        st.caption(
            "Triples that the ensemble answers as people did, the fewest first. Click a picture to find it on the map.",
            width="content",
        )


def _show_triples(grounds: DesignGrounds, contents: RegionContents) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=state.key("regions", "gallery-filters")):
        chosen = st.pills(
            "Show only",
            [_WRONG, _DISAGREE],
            selection_mode="multi",
            label_visibility="collapsed",
            key=state.key("regions", "gallery-only"),
        )
        listed = contents.listed(grounds, wrong=_WRONG in chosen, disagree=_DISAGREE in chosen)
        content = fingerprint(grounds.design.fingerprint, listed)
        page = page_of("regions.triples", len(listed), CARDS_SHOWN, content)
        st.caption(
            f"{len(listed):,} of {len(contents.triples):,} triples, the ensemble's worst errors first",
            width="content",
            help=ONE_SCALE,
        )
        show_pager("regions.triples", page)
    if not len(listed):
        st.info("No triple fulfils all of these conditions. Take a filter away.", icon=":material/info:")
        return
    st.html(cards_html([drawn_card(grounds, int(position)) for position in listed[page.items]]))
