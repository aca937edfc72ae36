"""What explanations on the page stand on, kept while the design stays as it is."""

import streamlit as st

from simlab.dashboard.map_view.nearness import support_of
from simlab.dashboard.opened import map_named, part_key, places_of, questions_of
from simlab.ensembles import DesignStrategy
from simlab.studies.designs.named import NamedDesign
from simlab.studies.explanations.grounds import DesignGrounds
from simlab.studies.explanations.known_references import KnownReferences
from simlab.workspace import Workspace


def grounds_of(
    workspace: Workspace, named: NamedDesign, models: tuple[str, ...], members: tuple[str, ...]
) -> DesignGrounds:
    """The grounds of a design as it is now.

    Args:
        workspace: the study.
        named: the design.
        models: the members and every model that its rules name.
        members: of the ensemble.
    """
    design = named.design
    reference_map = map_named(workspace, design.map_id)
    evidence = [part_key(workspace, "validation", models), *members, reference_map.fingerprint]
    names = [f"{region.id}:{region.name}" for region in design.regions]  # which the design's fingerprint leaves out
    return _grounds(workspace, named, models, members, "|".join([*evidence, named.name, design.fingerprint, *names]))


@st.cache_resource(max_entries=32, show_spinner=False)
def _grounds(
    _workspace: Workspace, _named: NamedDesign, _models: tuple[str, ...], _members: tuple[str, ...], key: str
) -> DesignGrounds:
    drawing = questions_of(_workspace, "validation", _models)
    places = places_of(_workspace, _named.design.map_id)
    return DesignGrounds(
        workspace=_workspace,
        name=_named.name,
        design=_named.design,
        drawing=drawing,
        places=places,
        members=_members,
        fitted=DesignStrategy(_named.design, places.membership, _members).fit(drawing.questions),
        known=_known(_workspace, _named.design.map_id, _models),
        support=support_of(_workspace, _named.design.map_id),
    )


def _known(workspace: Workspace, map_id: str, models: tuple[str, ...]) -> KnownReferences:
    reference_map = map_named(workspace, map_id)
    parts = [part_key(workspace, "validation", models), reference_map.fingerprint, reference_map.stale]
    return _known_references(workspace, map_id, models, "|".join(map(str, parts)))


@st.cache_resource(max_entries=8, show_spinner=False)
def _known_references(_workspace: Workspace, map_id: str, _models: tuple[str, ...], key: str) -> KnownReferences:
    visible = questions_of(_workspace, "validation", _models).questions.references
    return KnownReferences.of(_workspace, map_named(_workspace, map_id), visible)
