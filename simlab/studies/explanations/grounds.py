"""What all explanations of one state of a design stand on."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Float64

from simlab.ensembles import Design, DesignStrategy, Prediction
from simlab.ensembles.design_strategy import FittedDesign
from simlab.maps.support import Support, map_support
from simlab.studies.designs.opened import OpenedDesign
from simlab.studies.explanations.known_references import KnownReferences
from simlab.studies.map_places import MapPlaces
from simlab.studies.split_questions import SplitQuestions
from simlab.workspace import Workspace


@dataclass(frozen=True, eq=False)
class DesignGrounds:
    """What explanations of one state of a design share, so that many references are explained quickly.

    Attributes:
        workspace: the study.
        name: of the design.
        design: its state.
        drawing: the validation triples that may be seen.
        places: the design's map.
        members: who is chosen by `best` rules.
        fitted: the design, fitted on `drawing`.
        known: the references that neighbours are looked for among.
        support: how far references are from all others; None where that is unknown.
    """

    workspace: Workspace
    name: str
    design: Design
    drawing: SplitQuestions
    places: MapPlaces
    members: tuple[str, ...]
    fitted: FittedDesign
    known: KnownReferences
    support: Support | None

    @cached_property
    def prediction(self) -> Prediction:
        """What the design answers to `drawing`."""
        return self.fitted.predict(self.drawing.questions)

    @cached_property
    def scores(self) -> Float64[np.ndarray, " triples"]:
        """Scores of these answers; NaN for human ties."""
        return self.drawing.questions.scores(self.prediction.margin)

    @cached_property
    def full_margin(self) -> float:
        """The size that 98 % of all models' margins on one scale do not exceed; above 0."""
        margins = self.drawing.questions.margins / self.fitted.scales[:, None]
        return float(np.quantile(np.abs(margins), 0.98)) or 1.0

    @classmethod
    def of(cls, workspace: Workspace, name: str, members: tuple[str, ...] = ()) -> "DesignGrounds":
        """For a saved design as it is now.

        Args:
            workspace: the study.
            name: of the design.
            members: names of models; the CS-models by default.

        Raises:
            NotFoundError: no such design, map or model.
        """
        opened = OpenedDesign.of(workspace, name, members)
        questions, places = opened.drawing.questions, opened.places
        fitted = DesignStrategy(opened.design, places.membership, opened.members).fit(questions)
        known = KnownReferences.of(workspace, opened.reference_map, questions.references)
        support = map_support(workspace, opened.reference_map)
        return cls(workspace, name, opened.design, opened.drawing, places, opened.members, fitted, known, support)
