"""Heat maps under the points of a map: credibility, and how densely the map is populated."""

from collections.abc import Mapping
from typing import Literal

import numpy as np
import streamlit as st
from jaxtyping import Int

from simlab.dashboard.canvas import Category, ColorScale, Panel, Underlay
from simlab.dashboard.map_view.colouring import ACCURACY_SCALE
from simlab.dashboard.map_view.scene import Scene
from simlab.dashboard.opened import questions_of
from simlab.ensembles.credibility import EMPTY, UNDECIDED, CredibilityLayer
from simlab.figures.colours import COUNT, LEAD, UNDECIDED_IN_THE_DARK, UNDECIDED_NAME
from simlab.figures.colours import UNDECIDED as UNDECIDED_COLOUR
from simlab.maps.density import map_density
from simlab.studies.credibility_layer import layer_on_map

Under = Literal["nothing", "credibility", "winner", "margin", "triples", "density"]


def competing(scene: Scene) -> tuple[str, ...]:
    """The models among which a winner is looked for: the CS-models, or every scored model where there are none."""
    return scene.cs_models or scene.table.models


def underlay_of(scene: Scene, under: Under, shown: tuple[str, ...] = (), *, dark: bool = False) -> Underlay | None:
    """What lies under the points; the same object as long as the scene and the choice stay.

    Args:
        scene: a map, with the validation answers for anything but density.
        under: what is wanted.
        shown: for `credibility` the model of each panel.
        dark: the theme is dark.
    """
    if under == "nothing":
        return None
    if under == "density":
        return _density(scene, scene.key)
    return _underlay(scene, under, shown if under == "credibility" else (), dark, scene.key)


@st.cache_resource(max_entries=16, show_spinner=False)
def _underlay(_scene: Scene, under: Under, shown: tuple[str, ...], dark: bool, key: str) -> Underlay:
    members = competing(_scene)
    models = tuple(name for name in _scene.table.models if name in {*members, *shown})
    layer = _layer(_scene, models, members, key)
    ahead = _ahead_panel(layer, _scene.colours, UNDECIDED_IN_THE_DARK if dark else UNDECIDED_COLOUR)
    return Underlay(
        title=_TITLES[under],
        extent=layer.extent,
        columns=layer.cells.count,
        maps=_maps(layer, under, shown, ahead),
        facts=_facts(layer, under, ahead),
        faint=layer.few.reshape(-1),
        window=layer.window,
        note=f"windows of {100 * layer.window_share:.0f} % of the map's width; faint: under 5 references",
    )


@st.cache_resource(max_entries=8, show_spinner=False)
def _layer(_scene: Scene, models: tuple[str, ...], members: tuple[str, ...], key: str) -> CredibilityLayer:
    return layer_on_map(questions_of(_scene.workspace, "validation", models), _scene.reference_map, members)


@st.cache_resource(max_entries=8, show_spinner=False)
def _density(_scene: Scene, key: str) -> Underlay:
    places = _scene.coordinates[_scene.placed]
    found = map_density(places)
    per_percent = _flat(found.per_cell * (found.per_cell.size / 100))
    highest = float(per_percent.max())
    per_percent[per_percent < _BLANK * highest] = np.nan
    return Underlay(
        title="density",
        extent=found.extent,
        columns=found.per_cell.shape[1],
        maps=(Panel("references per 1 % of the map", per_percent, ColorScale(COUNT, 0.0, highest, "plain")),),
        facts=(),
        faint=np.zeros(found.per_cell.size, dtype=bool),
        window=(2 * found.bandwidth[0], 2 * found.bandwidth[1]),
        note=f"references per 1 % of the map's area; Gaussian kernels (Scott's rule) of {len(places):,} references",
    )


_BLANK = 0.01  # of the highest density; less is not painted
_TITLES: dict[Under, str] = {
    "credibility": "credibility",
    "winner": "winner",
    "margin": "lead of the best",
    "triples": "triples",
}


def _maps(layer: CredibilityLayer, under: Under, shown: tuple[str, ...], ahead: Panel) -> tuple[Panel, ...]:
    match under:
        case "credibility":
            return tuple(Panel(name, _flat(layer.believed[layer.models.index(name)]), ACCURACY_SCALE) for name in shown)
        case "winner":
            return (ahead,)
        case "margin":
            return (_margin_panel(layer),)
        case _:
            return (_count_panel("triples", layer.triples, layer),)


def _facts(layer: CredibilityLayer, under: Under, ahead: Panel) -> tuple[Panel, ...]:
    """What is told beside what is painted."""
    facts = []
    if len(layer.members) > 1:
        facts += [] if under == "winner" else [ahead]
        facts.append(Panel("accuracy of the best", _flat(layer.best), ACCURACY_SCALE))
        facts += [] if under == "margin" else [_margin_panel(layer)]
    facts.append(_count_panel("references", layer.references, layer))
    return (*facts, *([] if under == "triples" else [_count_panel("triples", layer.triples, layer)]))


def _ahead_panel(layer: CredibilityLayer, model_colours: Mapping[str, str], undecided: str) -> Panel:
    categories = [Category(name, model_colours[name], "square") for name in layer.members]
    numbers: dict[int, float] = {UNDECIDED: len(categories), EMPTY: np.nan}
    numbers |= {layer.models.index(name): number for number, name in enumerate(layer.members)}
    values = np.vectorize(numbers.__getitem__, otypes=[np.float32])(layer.winner)
    return Panel("winner", _flat(values), (*categories, Category(UNDECIDED_NAME, undecided, "square")))


def _margin_panel(layer: CredibilityLayer) -> Panel:
    highest = float(np.nan_to_num(layer.margin).max())
    bound = max(0.05, np.ceil(20 * highest) / 20)
    return Panel("lead over the second", _flat(layer.margin), ColorScale(LEAD, 0.0, bound, "points"))


def _count_panel(title: str, counts: Int[np.ndarray, "rows columns"], layer: CredibilityLayer) -> Panel:
    values = np.where(layer.references > 0, counts, np.nan)
    return Panel(title, _flat(values), ColorScale(COUNT, 0.0, max(1.0, float(counts.max())), "count"))


def _flat(values: np.ndarray) -> np.ndarray:
    return np.asarray(values, dtype=np.float32).reshape(-1)
