"""A saved design with what looking into it needs: its map, its members and the answers that may be seen."""

from dataclasses import dataclass

from simlab.ensembles import Design
from simlab.maps import ReferenceMap
from simlab.studies.designs.named import NamedDesign, map_of, open_design
from simlab.studies.map_places import MapPlaces
from simlab.studies.split_questions import SplitQuestions, ensemble_members, split_questions
from simlab.studies.strategies import models_of_design
from simlab.workspace import Workspace


@dataclass(frozen=True, eq=False)
class OpenedDesign:
    """A design of a workspace, ready to be judged on validation.

    Attributes:
        named: the design under its name, as it is now.
        reference_map: that it was drawn on.
        places: where references lie there.
        members: models of the ensemble.
        drawing: the validation triples that may be seen, with the members and every model that rules name.
    """

    named: NamedDesign
    reference_map: ReferenceMap
    places: MapPlaces
    members: tuple[str, ...]
    drawing: SplitQuestions

    @property
    def design(self) -> Design:
        """Its regions and rules."""
        return self.named.design

    @classmethod
    def of(cls, workspace: Workspace, name: str, members: tuple[str, ...] = ()) -> "OpenedDesign":
        """A saved design.

        Args:
            workspace: the study.
            name: of the design.
            members: names of models; the CS-models by default.

        Raises:
            NotFoundError: no such design, map or model.
            FingerprintError: another map has taken the name of its map.
        """
        chosen = ensemble_members(workspace, members)
        named = open_design(workspace, name)
        reference_map = map_of(workspace, named.design)
        models = models_of_design(workspace, chosen, named.design.models)
        drawing = split_questions(workspace, "validation", models)
        return cls(named, reference_map, MapPlaces(workspace, reference_map), chosen, drawing)
