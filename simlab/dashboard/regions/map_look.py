"""What the colours of the Regions map mean: the choices above it, and the panels that they ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.canvas import Panel
from simlab.dashboard.map_view.colouring import (
    accuracy_panel,
    attribute_panel,
    best_model_panel,
    difference_panels,
    number_panel,
)
from simlab.dashboard.map_view.scene import Scene
from simlab.dashboard.map_view.underlay import Under
from simlab.dashboard.map_view.underlay_control import choose_underlay
from simlab.evaluation.wording import percent

_VIEW = state.key("regions", "view")
_COLOUR_BY = state.key("regions", "colour-by")
_EACH_BY = state.key("regions", "colour-each-by")
_OF = state.key("regions", "difference-of")
_FROM = state.key("regions", "difference-from")
_UNDER = state.key("regions", "under")
_ONE, _EACH = "One map", "Each model"
_ACCURACY_OF = "accuracy of "
_ACCURACY, _DIFFERENCE = "accuracy", "difference"
_DIFFERENCE_OF = "difference of models"
_BEST = "best member"
_TRIPLES = "number of triples"


@dataclass(frozen=True)
class MapLook:
    """The choices.

    Attributes:
        models: of the panels, one small map each; none for one map.
        colour_by: the option that was chosen.
        model: whose accuracy colours the one map, or the first of a difference; None where colours mean something else.
        baseline: what is subtracted in a difference; None where there is none.
        under: what lies under the points.
    """

    models: tuple[str, ...]
    colour_by: str
    model: str | None
    baseline: str | None
    under: Under

    @property
    def accuracy_models(self) -> tuple[str, ...]:
        """The model of each panel, where a panel is about one; its credibility can lie under it."""
        return self.models or (() if self.model is None or self.baseline is not None else (self.model,))

    @property
    def meaning(self) -> str:
        """What the colours of the one map say, for a picture of it that is saved."""
        return self.colour_by if self.baseline is None else f"accuracy of {self.model} minus {self.baseline}"


def colour_by_accuracy_of(model: str) -> None:
    """From the next run on, one map coloured by how often this model is right; before the widgets are drawn."""
    st.session_state.update({_VIEW: _ONE, _COLOUR_BY: _ACCURACY_OF + model})


def choose_look(scene: Scene, members: tuple[str, ...], named: Sequence[str]) -> MapLook:
    """The row above the map.

    Args:
        scene: what is looked at.
        members: of the ensemble.
        named: models that the design names; with the members, they get a small map each.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.session_state.setdefault(_VIEW, _ONE)
        view = st.segmented_control(
            "View", (_ONE, _EACH), required=True, label_visibility="collapsed", key=_VIEW, persist_state="session"
        )
        models: tuple[str, ...] = ()
        if view == _EACH and scene.table.models:
            models = tuple(name for name in scene.table.models if name in {*members, *named}) or scene.table.models
            colour_by = _choose("Colour by", (_ACCURACY, _DIFFERENCE), _EACH_BY, 120)
        else:
            colour_by = _choose("Colour by", _options(scene), _COLOUR_BY)
        model = colour_by.removeprefix(_ACCURACY_OF) if colour_by.startswith(_ACCURACY_OF) else None
        baseline = None
        if colour_by == (_DIFFERENCE if models else _DIFFERENCE_OF):
            model = None if models else _choose("Model", scene.table.models, _OF, 130)
            baseline = _choose("minus", scene.table.models, _FROM, 130)
            models = tuple(name for name in models if name != baseline) or models
        shown = bool(models) or (model is not None and baseline is None)
        return MapLook(models, colour_by, model, baseline, choose_underlay(_UNDER, scene, model_shown=shown))


def panels_of(scene: Scene, look: MapLook, members: tuple[str, ...], drawn: np.ndarray) -> tuple[Panel, ...]:
    """The panels that a look asks for; one map has no title, the picker above it says what it is.

    Args:
        scene: what is looked at.
        look: the choices.
        members: of the ensemble, among which the best is looked for.
        drawn: positions of the drawn references among the scene's.
    """
    names, accuracy = scene.table.models, scene.accuracy.accuracy[:, drawn]
    if look.baseline is not None:
        first = look.models or ((look.model,) if look.model is not None else ())
        rows = accuracy[[names.index(name) for name in first]] - accuracy[names.index(look.baseline)]
        found = difference_panels(first, look.baseline, rows)
        return found if look.models else (_untitled(found[0]),)
    if look.models:
        numbers = [names.index(name) for name in look.models]
        return tuple(accuracy_panel(names[n], accuracy[n], percent(scene.overall[n].value)) for n in numbers)
    if look.model is not None:
        return (accuracy_panel("", accuracy[names.index(look.model)]),)
    if look.colour_by == _BEST:
        known = [number for number, name in enumerate(names) if name in members]
        return (best_model_panel("", [scene.models[n] for n in known], accuracy[known], scene.colours),)
    if look.colour_by == _TRIPLES:
        return (_untitled(number_panel(_TRIPLES, scene.triples_per_reference[drawn].astype(np.float64))),)
    return (_untitled(attribute_panel(scene.attributes[look.colour_by].at(drawn))),)


def _options(scene: Scene) -> tuple[str, ...]:
    models = scene.table.models
    differences = (_DIFFERENCE_OF,) if len(models) > 1 else ()
    return (_BEST, *(_ACCURACY_OF + name for name in models), *differences, _TRIPLES, *scene.attributes)


def _choose(label: str, options: Sequence[str], key: str, width: int = 165) -> str:
    """A picker that forgets what is not offered any more: another workspace has other models and columns."""
    if st.session_state.get(key) not in options:
        st.session_state.pop(key, None)
    first = min(1, len(options) - 1) if key == _FROM else 0
    return str(st.selectbox(label, options, index=first, key=key, width=width, persist_state="session"))


def _untitled(panel: Panel) -> Panel:
    return Panel("", panel.values, panel.coloring)
