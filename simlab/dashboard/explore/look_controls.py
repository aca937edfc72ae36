"""The row above the map: which map, one or many, and what its colours mean."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.explore.emphasis import Emphasis
from simlab.dashboard.explore.fit_request import arrived_map, map_label
from simlab.dashboard.explore.look import ColourBy, Look
from simlab.dashboard.explore.map_form import WANTED, show_map_form
from simlab.dashboard.explore.widget_memory import forget_unless
from simlab.dashboard.map_view.attributes import SUPPORT
from simlab.dashboard.map_view.scene import Scene
from simlab.dashboard.opened import first_map
from simlab.maps import list_map_ids
from simlab.workspace import Workspace

_MAP = state.key("explore", "map")
_VIEW = state.key("explore", "view")
_EACH, _ONE = "Each model", "One map"
_ACCURACY = "Accuracy of a model"
_EMPHASIS: dict[Emphasis, str] = {"none": "Nothing", "size": "Size", "opacity": "Opacity"}


def look_at(map_id: str, model: str) -> None:
    """From the next run on, show one map coloured by the accuracy of one model; before the widgets are drawn."""
    colour_by, accuracy_of = state.key("explore", "colour_by"), state.key("explore", "model")
    st.session_state.update({_MAP: map_id, _VIEW: _ONE, colour_by: _ACCURACY, accuracy_of: model})


def choose_map(workspace: Workspace) -> str:
    """The map that is looked at; one that has just been made comes first of itself."""
    ids = list_map_ids(workspace)
    forget_unless("map", ids)
    made = arrived_map(st.session_state.get(WANTED), ids)
    if made is not None:
        st.session_state[_MAP] = made
        del st.session_state[WANTED]
    st.session_state.setdefault(_MAP, first_map(workspace))
    return str(
        st.selectbox(
            "Map",
            ids,
            format_func=lambda map_id: map_label(workspace, map_id),
            key=_MAP,
            width=180,
            persist_state="session",
        )
    )


def choose_view() -> bool:
    """Whether there is one small map a model."""
    st.session_state.setdefault(_VIEW, _EACH)
    view = st.segmented_control(
        "View",
        (_EACH, _ONE),
        required=True,
        label_visibility="collapsed",
        key=_VIEW,
        persist_state="session",
    )
    return bool(view == _EACH)


def choose_look(scene: Scene, each_model: bool) -> Look:
    """The rest of the row, given whether there is one small map a model."""
    models = scene.table.models
    if each_model and models:
        st.caption("Colour: accuracy on each reference")
        return Look(each_model=True)
    options = _colour_options(scene)
    forget_unless("colour_by", options)
    chosen = st.selectbox(
        "Colour by",
        list(options),
        key=state.key("explore", "colour_by"),
        width=190,
        persist_state="session",
    )
    colour_by, attribute = options[chosen]
    model = second = None
    if colour_by in ("accuracy", "difference"):
        model = _choose_model("Model" if colour_by == "accuracy" else "First model", models, "model", 0)
    if colour_by == "difference":
        second = _choose_model("minus", models, "second_model", 1)
    return Look(False, colour_by=colour_by, model=model, second=second, attribute=attribute)


def show_more(workspace: Workspace) -> tuple[bool, Emphasis]:
    """What is needed less often, one click away: whether baselines get a map, and what stands out; new maps."""
    with st.popover("More", icon=":material/tune:", key=state.key("explore", "more")):
        baselines = st.toggle(
            "Small maps for baselines and global models too",
            key=state.key("explore", "baselines"),
            persist_state="session",
        )
        emphasis = st.segmented_control(
            "Number of triples shown by",
            list(_EMPHASIS),
            default="none",
            required=True,
            format_func=_EMPHASIS.__getitem__,
            key=state.key("explore", "emphasis"),
            persist_state="session",
            help="Points that rest on few triples become smaller or fainter.",
        )
        st.divider()
        st.markdown("**New map**")
        show_map_form(workspace)
    return baselines, emphasis


def _colour_options(scene: Scene) -> dict[str, tuple[ColourBy, str | None]]:
    options: dict[str, tuple[ColourBy, str | None]] = {}
    if scene.table.models:
        options[_ACCURACY] = ("accuracy", None)
    if len(scene.cs_models) > 1:
        options["Best CS-model"] = ("best member", None)
    if len(scene.table.models) > 1:
        options["Best of all models"] = ("best model", None)
        options["Difference of models"] = ("difference", None)
    options["Number of triples"] = ("triples", None)
    return options | {_attribute_label(name): ("attribute", name) for name in scene.attributes}


def _attribute_label(name: str) -> str:
    return name.capitalize() if name in ("context", SUPPORT) else f"Image column: {name}"


def _choose_model(label: str, models: tuple[str, ...], name: str, index: int) -> str:
    forget_unless(name, models)
    return str(
        st.selectbox(
            label,
            models,
            index=min(index, len(models) - 1),
            key=state.key("explore", name),
            width=125,
            persist_state="session",
        )
    )
