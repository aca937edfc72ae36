"""What a presentation of the open design needs, gathered once and kept until something of it changes."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from simlab.dashboard.map_view.faithfulness import faithfulness_text
from simlab.dashboard.map_view.scene import Scene, scene_of
from simlab.dashboard.opened import embedded_models, figures_of, map_named, places_of, questions_of, revealed_test
from simlab.dashboard.present.step import Behind, Step
from simlab.dashboard.present.steps import steps_of
from simlab.dashboard.regions.check_and_reveal import SHOW_CHECK, note_look
from simlab.studies.designs.named import NamedDesign, open_design, require_map
from simlab.studies.designs.presented import PresentedDesign, present_design
from simlab.studies.split_questions import ensemble_members
from simlab.studies.strategies import design_subject, models_of_design
from simlab.workspace import Workspace
from simlab.workspace.check_set import check_set_of


@dataclass(frozen=True, eq=False)
class Presentation:
    """One design, ready to be told.

    Attributes:
        named: the design.
        scene: its map with the validation answers.
        shown: its figures.
        members: of the ensemble.
        example: the row of the triple table that is asked first; None without any.
        steps: in the order in which they are told.
    """

    named: NamedDesign
    scene: Scene
    shown: PresentedDesign
    members: tuple[str, ...]
    example: pd.Series | None
    steps: tuple[Step, ...]


def gather(workspace: Workspace, name: str) -> Presentation:
    """The presentation of a design as it is stored now.

    Raises:
        SimLabError: it cannot be shown; the message says why and what to do.
    """
    named = open_design(workspace, name)
    design = named.design
    require_map(design, map_named(workspace, design.map_id))
    members = ensemble_members(workspace)
    models = models_of_design(workspace, members, design.models)
    scene = scene_of(workspace, "validation", design.map_id)
    shown = _shown(workspace, named, members, models, f"{scene.key}|{embedded_models(workspace)}|{design.to_json()}")
    asked = questions_of(workspace, "validation", models)
    example = None if shown.example is None else asked.triples.iloc[shown.example]
    votes = None
    if example is not None and not (pd.isna(example["votes_a"]) or pd.isna(example["votes_b"])):
        votes = (int(example["votes_a"]), int(example["votes_b"]))
    return Presentation(named, scene, shown, members, example, steps_of(shown, _behind(scene, named), votes))


def _behind(scene: Scene, named: NamedDesign) -> Behind:
    workspace, design = scene.workspace, named.design
    kept = check_set_of(workspace)
    asked_for = kept is not None and st.session_state.get(SHOW_CHECK)
    if asked_for:
        note_look(workspace, named)
    past = workspace.store.reveals(design_subject(named.name))
    test = revealed_test(workspace, named.name) if past else None
    return Behind(
        synthetic=workspace.manifest.synthetic,
        features=scene.reference_map.features,
        map_text=f"Map {design.map_id}: {faithfulness_text(scene)}",
        state_text=f"Design {named.name}, step {named.step} ({named.action}), fingerprint {design.fingerprint}.",
        check=figures_of(workspace, design, "check").accuracy if asked_for else None,
        check_share=kept.share if kept else None,
        test=test.estimate if test else None,
        reveals=tuple((reveal.time[:16].replace("T", " "), reveal.reason) for reveal in past),
    )


@st.cache_resource(max_entries=8, show_spinner="Gathering what there is to tell …")
def _shown(
    _workspace: Workspace, _named: NamedDesign, members: tuple[str, ...], models: tuple[str, ...], key: str
) -> PresentedDesign:
    places = places_of(_workspace, _named.design.map_id)
    return present_design(_workspace, _named.design, questions_of(_workspace, "validation", models), places, members)
