"""The picker of what lies under the points."""

import numpy as np
import streamlit as st

from simlab.dashboard.map_view.scene import Scene
from simlab.dashboard.map_view.underlay import Under, competing

_LABELS: dict[Under, str] = {
    "nothing": "Nothing",
    "credibility": "Credibility",
    "winner": "Winner",
    "margin": "Margin",
    "triples": "Triples",
    "density": "Density",
}
_HELP = (
    "**Density**: where the map's references crowd. The others are heat maps of the validation answers, counted in "
    "overlapping windows of the map. **Credibility**: accuracy of the shown model in the window, drawn toward its "
    "overall accuracy where the window holds little. **Winner**: the CS-model whose lead over every other can be told "
    "from chance. **Margin**: lead of the best CS-model over the second. **Triples**: how many there are in the window."
)
_NOT_HERE = (
    "**Density**: where the map's references crowd. Credibility is counted on validation answers: for its heat maps "
    "choose the validation split in the sidebar."
)


def choose_underlay(key: str, scene: Scene, *, model_shown: bool) -> Under:
    """What is to lie under the points of a map.

    Args:
        key: of the widget.
        scene: the map.
        model_shown: whether the points are coloured by the accuracy of a model, whose credibility can lie under them.
    """
    options = _offered(scene, model_shown)
    if st.session_state.get(key, options[0]) not in options:
        del st.session_state[key]
    return st.selectbox(
        "Under the points",
        options,
        format_func=_LABELS.__getitem__,
        key=key,
        width=150,
        persist_state="session",
        disabled=len(options) == 1,
        help=_HELP if scene.part == "validation" else _NOT_HERE,
    )


def _offered(scene: Scene, model_shown: bool) -> list[Under]:
    crowds: list[Under] = ["density"] if _spread(scene) else []
    found: list[Under] = ["nothing"]
    if scene.part != "validation" or not scene.models:
        return [*found, *crowds]
    found += ["credibility"] if model_shown else []
    found += ["winner", "margin"] if len(competing(scene)) > 1 else []
    return [*found, "triples", *crowds]


def _spread(scene: Scene) -> bool:
    """Whether references lie apart along both axes."""
    places = scene.coordinates[scene.placed]
    return len(places) > 1 and bool((np.ptp(places, axis=0) > 0).all())
