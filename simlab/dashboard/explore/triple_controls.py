"""Which triples are listed and in which order: the filters, the model they go by, the order, and a slice."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from simlab.dashboard import state
from simlab.dashboard.explore.triple_filter import TRIPLE_ORDERS, Slice, TripleFilter, TripleOrder
from simlab.dashboard.explore.widget_memory import forget_unless
from simlab.dashboard.map_view.attributes import Attribute
from simlab.dashboard.map_view.scene import Scene

_FILTERS, _MODEL, _ORDER = (state.key("explore", name) for name in ("filters", "filter_model", "order"))
_NO_SLICE = "all"
_DISAGREE, _WRONG, _TIES = "Models disagree", "Wrong for the model", "Human ties"
_ORDER_NAMES: dict[TripleOrder, str] = {
    "disagreement": "models disagree most",
    "most wrong": "model most wrong",
    "least sure": "model least sure",
    "most right": "model most right",
    "file": "as in the source",
}


def list_worst_first(model: str) -> None:
    """From the next run on, list the triples that this model gets most wrong first; before the widgets are drawn."""
    st.session_state.update({_FILTERS: [], _MODEL: model, _ORDER: "most wrong"})


def choose_triples(scene: Scene) -> tuple[TripleFilter, TripleOrder, str | None, DeltaGenerator]:
    """The controls.

    Returns:
        the filter, the order, the model that the order goes by (None without models), and the line below the
        controls, which has room for counts beside the values of a slice.
    """
    models = scene.table.models
    with st.container(horizontal=True, vertical_alignment="bottom", key=state.key("explore", "triple_controls")):
        kinds = [*([_DISAGREE, _WRONG] if models else []), _TIES]
        forget_unless("filters", kinds)
        chosen = st.pills("Show only", kinds, selection_mode="multi", key=_FILTERS, persist_state="session")
        model = None
        if models:
            forget_unless("filter_model", models)
            st.session_state.setdefault(_MODEL, scene.cs_models[0] if scene.cs_models else models[0])
            model = st.selectbox(
                "Model",
                models,
                width=170,
                key=_MODEL,
                persist_state="session",
            )
        orders: tuple[TripleOrder, ...] = TRIPLE_ORDERS if models else ("file",)
        forget_unless("order", orders)
        order = st.selectbox(
            "Sort by",
            orders,
            format_func=_ORDER_NAMES.__getitem__,
            width=200,
            key=_ORDER,
            persist_state="session",
        )
        attribute = _choose_attribute(scene.triple_attributes)
    line = st.container(horizontal=True, vertical_alignment="center", key=state.key("explore", "triple_line"))
    with line:
        part = _choose_values(attribute) if attribute is not None else None
    wrong_for = model if _WRONG in chosen else None
    return TripleFilter(_DISAGREE in chosen, wrong_for, _TIES in chosen, part), order, model, line


def _choose_attribute(attributes: dict[str, Attribute]) -> Attribute | None:
    if not attributes:
        return None
    names = [_NO_SLICE, *attributes]
    forget_unless("slice", names)
    name = st.selectbox("Slice by", names, width=170, key=state.key("explore", "slice"), persist_state="session")
    return attributes.get(name)


def _choose_values(attribute: Attribute) -> Slice | None:
    """The values of the slice; all of them until some are chosen."""
    key = state.key("explore", f"slice.{attribute.name}")
    if not attribute.numeric:
        counts = dict(attribute.counts)
        chosen = st.multiselect(
            attribute.name,
            list(counts),
            format_func=lambda value: f"{value} ({counts[value]:,})",
            placeholder=f"Any {attribute.name}",
            label_visibility="collapsed",
            width=300,
            key=key,
        )
        return Slice(attribute, names=tuple(chosen))
    known = attribute.values[attribute.known]
    whole = float(known.min()), float(known.max())
    limits = st.slider(attribute.name, *whole, whole, label_visibility="collapsed", width=300, key=key)
    return None if limits == whole else Slice(attribute, limits=limits)
