"""What the tour tells: two models that are better than each other in two places, with their validation figures."""

from dataclasses import dataclass
from itertools import permutations

import numpy as np
import streamlit as st
from jaxtyping import Float64

from simlab.dashboard.map_view.scene import Scene, scene_of
from simlab.dashboard.tour.places import Place, places_on
from simlab.evaluation import Difference, Estimate, paired_difference
from simlab.workspace import Workspace


@dataclass(frozen=True, eq=False)
class Story:
    """Two CS-models and two places, A and B.

    Attributes:
        scene: validation references on the map of the story.
        first, second: names of the models; the first is ahead at A, the second at B.
        a, b: the places.
        accuracy: (model, "A" or "B") → how often that model is right there.
        lead: "A" → the first minus the second there; "B" → the second minus the first.
    """

    scene: Scene
    first: str
    second: str
    a: Place
    b: Place
    accuracy: dict[tuple[str, str], Estimate]
    lead: dict[str, Difference]

    @property
    def map_id(self) -> str:
        """The map it is told on."""
        return self.scene.reference_map.id


def story_of(workspace: Workspace, map_id: str) -> Story | None:
    """The story of a workspace on a map; None where no two CS-models lead each other in two places."""
    scene = scene_of(workspace, "validation", map_id)
    return _story(scene, scene.key)


@st.cache_resource(max_entries=4, show_spinner="Choosing two places on the map …")
def _story(_scene: Scene, key: str) -> Story | None:
    places = places_on(_scene)
    if len(_scene.cs_models) < 2 or len(places) < 2:
        return None
    accuracy = np.stack([_accuracies(_scene, place) for place in places], axis=1)
    leads = {
        (first, second, a, b): min(
            accuracy[first, a] - accuracy[second, a],
            accuracy[second, b] - accuracy[first, b],
        )
        for first, second in permutations(range(len(_scene.cs_models)), 2)
        for a, b in permutations(range(len(places)), 2)
    }
    first, second, a, b = max(leads, key=leads.__getitem__)
    if not leads[first, second, a, b] > 0:
        return None
    if places[a].top > places[b].top:  # B is drawn around later, so it should be the one in sight without scrolling
        first, second, a, b = second, first, b, a
    return _told(_scene, _scene.cs_models[first], _scene.cs_models[second], places[a], places[b])


def _told(scene: Scene, first: str, second: str, a: Place, b: Place) -> Story:
    accuracy: dict[tuple[str, str], Estimate] = {}
    lead: dict[str, Difference] = {}
    for name, place, ahead, behind in (("A", a, first, second), ("B", b, second, first)):
        chosen = place.members[scene.reference_of_triple]
        estimates = dict(zip(scene.table.models, scene.estimates(chosen), strict=True))
        accuracy |= {(model, name): estimates[model] for model in (first, second)}
        one, other = (scene.table.scores[scene.table.models.index(model)][chosen] for model in (ahead, behind))
        triples = scene.triples[chosen]
        lead[name] = paired_difference(
            one, other, triples["reference"].to_numpy(), triples["row"].to_numpy(), p_value=False
        )
    return Story(scene, first, second, a, b, accuracy, lead)


def _accuracies(scene: Scene, place: Place) -> Float64[np.ndarray, " models"]:
    """Accuracy of each CS-model in a place, without intervals, which are not needed to choose."""
    chosen = place.members[scene.reference_of_triple]
    rows = [scene.table.models.index(name) for name in scene.cs_models]
    result: np.ndarray = np.nanmean(scene.table.scores[rows][:, chosen], axis=1)
    return result
