"""Why a design answers as it does before one reference: what is said of it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float64

from simlab.ensembles import Grounds, Rule
from simlab.evaluation import Estimate
from simlab.studies.designs.rule_wording import rule_words
from simlab.studies.explanations.surroundings import NearReference, Placement
from simlab.studies.model_evaluation import estimate_json
from simlab.studies.split_questions import Part


@dataclass(frozen=True)
class ModelBefore:
    """One model before a reference.

    Attributes:
        model: its name.
        weight: in the ensemble's answers there, from 0 to 1; what votes has equal ones.
        in_region: accuracy on the validation triples that may be seen, of the region that the reference falls in.
        right: sum of its scores on the reference's own triples; None where these are closed or there are none.
        believed: accuracy that the rule takes it to have near the reference; None where the rule does not look there.
    """

    model: str
    weight: float
    in_region: Estimate
    right: float | None
    believed: float | None = None


@dataclass(frozen=True, eq=False)
class ExplainedTriple:
    """One question about the reference, and all answers to it.

    Attributes:
        id: of the triple.
        a, b: image rows of the candidates.
        choice: of the people: A, B or tie.
        votes: for A and for B, where they are known.
        distances: of every model to A and to B, divided by the model's margin deviation: on one scale.
        margins: d(R, B) − d(R, A) on the same scale, positive where A is closer.
        scores: of every model: 1 right, 0 wrong, ½ at a margin of 0, NaN for a human tie.
        margin: of the ensemble.
        score: of the ensemble.
    """

    id: str
    a: int
    b: int
    choice: str
    votes: tuple[int, int] | None
    distances: Float64[np.ndarray, "models 2"]
    margins: Float64[np.ndarray, " models"]
    scores: Float64[np.ndarray, " models"]
    margin: float
    score: float


@dataclass(frozen=True, eq=False)
class ReferenceExplanation:
    """A design before one reference.

    Attributes:
        row: image row of the reference.
        id: image id.
        part: where its triples belong; None where it is no reference of any.
        region_id: of the region that it falls in; "fallback" for none.
        region: its name.
        also_in: names of the regions after it that contain the reference, too.
        rule: what is done there.
        chosen: the model that a `best` rule has chosen, else None.
        vote: the models of a weight above 0 vote, instead of having their distances averaged.
        members: of the ensemble.
        models: the members and all that rules name, in manifest order.
        placement: how it came to its place.
        near_features: nearest in the feature space; None where that is unknown.
        near_map: nearest on the map.
        triples: its own; empty where they are closed.
        closed: why no triple is shown; empty otherwise.
        grounds: what the weights stand on, where the rule looks at what is near the reference.
    """

    row: int
    id: str
    part: Part | None
    region_id: str
    region: str
    also_in: tuple[str, ...]
    rule: Rule
    chosen: str | None
    vote: bool
    members: tuple[str, ...]
    models: tuple[ModelBefore, ...]
    placement: Placement
    near_features: tuple[NearReference, ...] | None
    near_map: tuple[NearReference, ...]
    triples: tuple[ExplainedTriple, ...]
    closed: str
    grounds: Grounds | None = None

    @property
    def n_answered(self) -> int:
        """Own triples that can be scored."""
        return sum(not np.isnan(triple.score) for triple in self.triples)

    @property
    def right(self) -> float:
        """Sum of the ensemble's scores on them."""
        return float(np.nansum([triple.score for triple in self.triples]))

    @property
    def in_sample(self) -> bool:
        """Whether the rule has learned from the very answers that it is held against here."""
        return self.rule.learned and self.part == "validation"

    @property
    def rule_text(self) -> str:
        """What answers there, in words."""
        said = rule_words(self.rule, self.members)
        return f"{said}: {self.chosen}" if self.chosen else said

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        near = self.near_features
        return {
            "reference": self.id,
            "split": self.part,
            "region": self.region,
            "region_id": self.region_id,
            "also_in": list(self.also_in),
            "rule": self.rule.to_json(),
            "chosen": self.chosen,
            "vote": self.vote,
            "placement": self.placement.to_json(),
            "grounds": None if self.grounds is None else _grounds_json(self.grounds),
            "models": [
                {
                    "model": m.model,
                    "weight": m.weight,
                    "right": m.right,
                    "believed": m.believed,
                    "in_region": estimate_json(m.in_region),
                }
                for m in self.models
            ],
            "near_in_features": None if near is None else [found.to_json() for found in near],
            "near_on_map": [found.to_json() for found in self.near_map],
            "n_answered": self.n_answered,
            "right": self.right if self.triples else None,
            "in_sample": self.in_sample,
            "closed": self.closed,
            "triples": [self._triple_json(triple) for triple in self.triples],
        }

    def _triple_json(self, triple: ExplainedTriple) -> dict[str, Any]:
        return {
            "id": triple.id,
            "choice": triple.choice,
            "votes": None if triple.votes is None else list(triple.votes),
            "ensemble": {"margin": triple.margin, "score": _number(triple.score)},
            "models": [
                {
                    "model": model.model,
                    "distance_a": float(triple.distances[number, 0]),
                    "distance_b": float(triple.distances[number, 1]),
                    "margin": float(triple.margins[number]),
                    "score": _number(triple.scores[number]),
                }
                for number, model in enumerate(self.models)
            ],
        }


def _grounds_json(grounds: Grounds) -> dict[str, Any]:
    return {"place": grounds.place, "n_references": grounds.n_references, "n_triples": grounds.n_triples}


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
