"""Regions proposed for a design, and designs made from a credibility map, in a workspace."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from simlab.ensembles import Design, DesignStrategy, Region, one_model, uniform_mean_of
from simlab.ensembles.suggestions import (
    MIN_REFERENCES,
    LocalGains,
    Proposal,
    Suggestions,
    suggest_regions,
    winner_areas,
)
from simlab.errors import InputError
from simlab.figures.colours import region_colour
from simlab.maps import ReferenceMap
from simlab.studies.credibility_layer import layer_on_map
from simlab.studies.designs.opened import OpenedDesign
from simlab.studies.ensemble_evaluation import difference_json
from simlab.studies.map_places import MapPlaces
from simlab.studies.split_questions import SplitQuestions, ensemble_members, split_questions
from simlab.workspace import Workspace


@dataclass(frozen=True)
class DesignSuggestions:
    """What is proposed for a saved design.

    Attributes:
        design: its name.
        map_id: the map that polygons are in coordinates of.
        members: the models that were looked at.
        found: the proposals.
        synthetic: the images or answers are.
    """

    design: str
    map_id: str
    members: tuple[str, ...]
    found: Suggestions
    synthetic: bool

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        return {
            "design": self.design,
            "map": self.map_id,
            "members": list(self.members),
            "synthetic": self.synthetic,
            "min_references": MIN_REFERENCES,
            "n_windows": self.found.n_windows,
            "n_models": self.found.n_models,
            "n_judged": self.found.n_judged,
            "proposals": [_proposal_json(proposal) for proposal in self.found.proposals],
        }


def suggest_for_design(
    drawing: SplitQuestions, places: MapPlaces, design: Design, members: tuple[str, ...]
) -> Suggestions:
    """Where a member beats the ensemble as the design has it now.

    Args:
        drawing: the validation triples that may be seen, with the members and every model that rules name.
        places: the design's map.
        design: the current ensemble.
        members: models that may be proposed.

    Raises:
        InputError: the triples are those of another part, or too few references have a place on the map.
        DesignError: a rule names a model that is not at hand.
    """
    if drawing.part != "validation":
        raise InputError(f"Suggestions are learned from validation answers; these are of the {drawing.part} part.")
    questions = drawing.questions
    fitted = DesignStrategy(design, places.membership, members).fit(questions)
    scores = questions.scores(fitted.predict(questions).margin)
    coordinates = places.coordinates(questions.references)
    return suggest_regions(LocalGains.of(questions, scores, coordinates, members))


def design_suggestions(workspace: Workspace, name: str, members: tuple[str, ...] = ()) -> DesignSuggestions:
    """The same for a saved design.

    Args:
        workspace: the study.
        name: of the design.
        members: names of models; the CS-models by default.

    Raises:
        NotFoundError: no such design, map or model.
        InputError: see `suggest_for_design`.
    """
    opened = OpenedDesign.of(workspace, name, members)
    found = suggest_for_design(opened.drawing, opened.places, opened.design, opened.members)
    return DesignSuggestions(name, opened.design.map_id, opened.members, found, workspace.manifest.synthetic)


def design_from_credibility(workspace: Workspace, reference_map: ReferenceMap, members: tuple[str, ...] = ()) -> Design:
    """The winner map of a credibility map as a design: one region for each connected area of one winner.

    Where no member is told apart from all others, the mean of the members answers. The validation answers decide about
    shapes and models, so the design's validation figure is in-sample, as if a person had drawn it.

    Args:
        workspace: the study.
        reference_map: any stored map.
        members: names of models; the CS-models by default.

    Raises:
        InputError: no member wins anywhere among enough references.
        NotFoundError: no such model, or nothing to count on this map.
    """
    chosen = ensemble_members(workspace, members)
    asked = split_questions(workspace, "validation", chosen)
    layer = layer_on_map(asked, reference_map, chosen)
    places = reference_map.coordinates(asked.questions.references)
    areas = winner_areas(layer, places[np.isfinite(places).all(axis=1)])
    if not areas:
        raise InputError(
            f"On map {reference_map.id!r} there is no place of at least {MIN_REFERENCES} references in which one of "
            f"the {len(chosen)} members ({', '.join(chosen)}) can be told apart from all others. Choose another map, "
            "or begin with an empty design."
        )
    design = Design(reference_map.id, reference_map.fingerprint, uniform_mean_of(chosen))
    for number, area in enumerate(areas):
        name = design.free_name(area.model)
        design = design.with_region(Region(name, area.points, one_model(area.model), region_colour(number)))
    return design


def _proposal_json(proposal: Proposal) -> dict[str, Any]:
    return {
        "model": proposal.model,
        "ensemble_gain": difference_json(proposal.ensemble_gain),
        "gain": difference_json(proposal.gain),
        "model_accuracy": proposal.model_accuracy,
        "ensemble_accuracy": proposal.ensemble_accuracy,
        "n_references": proposal.n_references,
        "n_triples": proposal.n_triples,
        "share": proposal.share,
        "points": [list(point) for point in proposal.points],
    }
