"""What the reader wants to see on the map, and the panels that show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Int64

from simlab.dashboard.canvas import Panel
from simlab.dashboard.explore.emphasis import Emphasis
from simlab.dashboard.map_view.colouring import (
    accuracy_panel,
    attribute_panel,
    best_model_panel,
    difference_panel,
    number_panel,
)
from simlab.dashboard.map_view.scene import Scene
from simlab.dashboard.map_view.underlay import Under
from simlab.evaluation.wording import percent

ColourBy = Literal["accuracy", "best member", "best model", "difference", "triples", "attribute"]
BEST_KINDS = {"best member": "best CS-model", "best model": "best model"}


@dataclass(frozen=True)
class Look:
    """The choices above the map.

    Attributes:
        each_model: one small map a model, coloured by accuracy; the rest then does not matter.
        baselines: the small maps include global models and baselines.
        colour_by: what the colour of the one large map means.
        model: whose accuracy, or the first of a difference.
        second: the second of a difference.
        attribute: name of the column that colours.
        emphasis: whether size or opacity says how many triples a reference has.
        under: what lies under the points.
    """

    each_model: bool = True
    baselines: bool = False
    colour_by: ColourBy = "accuracy"
    model: str | None = None
    second: str | None = None
    attribute: str | None = None
    emphasis: Emphasis = "none"
    under: Under = "nothing"


def shown_models(scene: Scene, look: Look) -> tuple[str, ...]:
    """The models of the small maps: CS-models, or every scored model where there are none or all are wanted."""
    if look.baselines or not scene.cs_models:
        return scene.table.models
    return scene.cs_models


def accuracy_models(scene: Scene, look: Look) -> tuple[str, ...]:
    """The model of each panel whose colours are accuracies of one model; none where they mean something else."""
    if look.each_model and scene.models:
        return shown_models(scene, look)
    return (look.model,) if look.colour_by == "accuracy" and look.model is not None else ()


def panel_count(scene: Scene, look: Look) -> int:
    """How many panels the look asks for."""
    return len(shown_models(scene, look)) if look.each_model and scene.models else 1


def panels_of(scene: Scene, look: Look, drawn: Int64[np.ndarray, " drawn"]) -> tuple[Panel, ...]:
    """The panels that a look asks for.

    Args:
        scene: what is looked at.
        look: the reader's choices; where it names a model or column, the scene has it.
        drawn: positions of the drawn references among the scene's.
    """
    models = list(scene.table.models)
    accuracy = scene.accuracy.accuracy[:, drawn]
    if look.each_model and models:
        shown = [models.index(name) for name in shown_models(scene, look)]
        return tuple(accuracy_panel(models[i], accuracy[i], percent(scene.overall[i].value)) for i in shown)
    if look.colour_by == "accuracy" and look.model is not None:
        i = models.index(look.model)
        return (accuracy_panel(models[i], accuracy[i], percent(scene.overall[i].value)),)
    if look.colour_by in BEST_KINDS:
        members = [entry for entry in scene.models if look.colour_by == "best model" or entry.kind == "cs"]
        rows = [models.index(entry.name) for entry in members]
        return (best_model_panel(BEST_KINDS[look.colour_by], members, accuracy[rows], scene.colours),)
    if look.colour_by == "difference" and look.model is not None and look.second is not None:
        difference = accuracy[models.index(look.model)] - accuracy[models.index(look.second)]
        return (difference_panel(look.model, look.second, difference),)
    if look.colour_by == "attribute" and look.attribute is not None:
        return (attribute_panel(scene.attributes[look.attribute].at(drawn)),)
    return (number_panel("triples", scene.triples_per_reference[drawn].astype(np.float64)),)


def look_notice(scene: Scene, look: Look) -> str:
    """What must be said beside the colours, or ""."""
    if look.each_model or look.colour_by not in (*BEST_KINDS, "difference"):
        return ""
    median = float(np.median(scene.triples_per_reference))
    return f"A reference has {median:.0f} triples (median): small leads on one reference may be chance"
