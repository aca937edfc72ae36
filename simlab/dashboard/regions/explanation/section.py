"""The sections below the map put together; each is made, and sent, only while somebody looks at it."""

import numpy as np
import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.guard import guarded
from simlab.dashboard.map_view.scene import Scene
from simlab.dashboard.regions.explanation.grounds import grounds_of
from simlab.dashboard.regions.explanation.picture_strip import take_picture
from simlab.dashboard.regions.explanation.region_gallery import GALLERY, show_region
from simlab.dashboard.regions.explanation.why_this import NEAR, show_why
from simlab.dashboard.regions.in_hand import reference_in_hand, region_in_hand, take_reference
from simlab.studies.designs.named import NamedDesign

_WORKSPACE = state.key("regions", "in-hand-workspace")


def take_pictures(scene: Scene) -> None:
    """Take in hand what was clicked below the map since the last run; before the map is drawn.

    What was in hand in another workspace is put down: its image rows are others.
    """
    path = str(scene.workspace.path)
    if st.session_state.get(_WORKSPACE, path) != path:
        take_reference(None)
    st.session_state[_WORKSPACE] = path
    for key in (GALLERY, NEAR):
        row = take_picture(key)
        if row is not None and np.isin(row, scene.references):
            take_reference(row)


def show_explanations(scene: Scene, named: NamedDesign, models: tuple[str, ...], members: tuple[str, ...]) -> None:
    """Why the reference in hand is answered so, and pictures and triples of the region in hand.

    Args:
        scene: the references on the map.
        named: the design.
        models: the members and every model that its rules name.
        members: of the ensemble.
    """
    workspace, row = scene.workspace, reference_in_hand()
    region = region_in_hand(named.design)
    if row is not None and np.isin(row, scene.references):
        with guarded():
            explanation = show_why(grounds_of(workspace, named, models, members), row)
            region = region or explanation.region_id
    part = st.expander(
        "Pictures and triples of the region in hand",
        icon=":material/photo_library:",
        on_change="rerun",
        key=state.key("regions", "gallery-open"),
    )
    if part.open:
        with part, guarded():
            if region is None:
                st.info("Choose a region, or click a reference on the map.", icon=":material/touch_app:")
            else:
                show_region(grounds_of(workspace, named, models, members), region, row)
