"""What `model_relations` finds: every model among the others, every pair, every slice."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from simlab.evaluation import Difference, Estimate
from simlab.evaluation.agreement import PairAgreement
from simlab.evaluation.slices import Slice, n_comparisons
from simlab.studies.ensemble_evaluation import difference_json
from simlab.studies.model_evaluation import estimate_json
from simlab.studies.split_questions import Part
from simlab.workspace import ModelEntry


@dataclass(frozen=True)
class RelatedModel:
    """One model among the others.

    Attributes:
        model: its entry in the manifest.
        accuracy: on the common triples.
        vote_score: its vote-weighted 2AFC score, None where no triple has votes.
        added_to_oracle: share of triples that it alone gets right.
        added_to_mean: accuracy of the uniform mean of all models minus that of the mean without it.
        corrected_p: the p-value of `added_to_mean`, corrected for the number of models.
    """

    model: ModelEntry
    accuracy: Estimate
    vote_score: Estimate | None
    added_to_oracle: Estimate
    added_to_mean: Difference
    corrected_p: float | None


@dataclass(frozen=True)
class ModelRelations:
    """What some models have to do with each other on one part of a workspace.

    Attributes:
        split: the part.
        synthetic: the images or answers are.
        models: in manifest order.
        pairs: every two of them, by their numbers.
        oracle: accuracy of picking a right model wherever there is one.
        mean: accuracy of the uniform mean of their distances on one scale.
        most_agreed: the highest vote-weighted score that any answers could reach, None where no triple has votes.
        against: the model that slices compare with.
        slices: of the columns asked for.
        n_ties: human ties, left out of everything but the vote-weighted score.
        n_missing: triples left out because some model lacks a vector.
    """

    split: Part
    synthetic: bool
    models: tuple[RelatedModel, ...]
    pairs: tuple[PairAgreement, ...]
    oracle: Estimate
    mean: Estimate
    most_agreed: Estimate | None
    against: str
    slices: tuple[Slice, ...]
    n_ties: int
    n_missing: int

    @property
    def names(self) -> tuple[str, ...]:
        """Of the models."""
        return tuple(related.model.name for related in self.models)

    @property
    def n_comparisons(self) -> int:
        """How many differences in slices are corrected for each other."""
        return n_comparisons(self.slices)

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        return {
            "split": self.split,
            "synthetic": self.synthetic,
            "n_ties": self.n_ties,
            "n_missing": self.n_missing,
            "oracle": estimate_json(self.oracle),
            "mean": estimate_json(self.mean),
            "most_agreed": _share_json(self.most_agreed) if self.most_agreed else None,
            "models": [
                {
                    "model": related.model.name,
                    "kind": related.model.kind,
                    "context": related.model.context,
                    **estimate_json(related.accuracy),
                    "n_ties": self.n_ties,
                    "vote_score": _share_json(related.vote_score) if related.vote_score else None,
                    "added_to_oracle": _share_json(related.added_to_oracle),
                    "added_to_mean": difference_json(related.added_to_mean) | {"corrected_p": related.corrected_p},
                }
                for related in self.models
            ],
            "pairs": [
                {
                    "models": [self.names[pair.first], self.names[pair.second]],
                    "equal_answers": _share_json(pair.equal),
                    "error_consistency": {
                        "value": None if np.isnan(pair.consistency.value) else pair.consistency.value,
                        "low": pair.consistency.low,
                        "high": pair.consistency.high,
                    },
                    "both_wrong": _share_json(pair.both_wrong),
                }
                for pair in self.pairs
            ],
            "against": self.against,
            "n_comparisons": self.n_comparisons,
            "slices": [
                {
                    "column": found.column,
                    "slice": found.label,
                    "n_references": found.n_references,
                    "models": [
                        {
                            "model": name,
                            **estimate_json(compared.accuracy),
                            "difference": difference_json(compared.difference) if compared.difference else None,
                            "corrected_p": compared.corrected_p,
                        }
                        for name, compared in zip(self.names, found.models, strict=True)
                    ],
                }
                for found in self.slices
            ],
        }


def _share_json(share: Estimate) -> dict[str, Any]:
    """A share that is no accuracy: its value under its own name."""
    found = estimate_json(share)
    return {"value": found.pop("accuracy"), **found}
