"""Triples as an ensemble sees them: every model's margin, and which reference each belongs to."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float64, Int, Int8, Int64

from simlab.errors import InputError
from simlab.evaluation import DistanceTable, choice_sign, score_signs


@dataclass(frozen=True, eq=False)
class Questions:
    """Margins of several models on the same triples.

    Attributes:
        models: names, in manifest order.
        margins: d(R, B) − d(R, A), positive where A is closer; no NaN.
        references: the distinct references (image rows), ascending.
        positions: per triple where its reference is in `references`.
        signs: per triple the human answer (+1 A, −1 B, 0 tie); only fitting and scoring look at it.
        rows: per triple its annotation row.
        candidates: per triple the image rows of A and B.
    """

    models: tuple[str, ...]
    margins: Float64[np.ndarray, "models triples"]
    references: Int[np.ndarray, " references"]
    positions: Int[np.ndarray, " triples"]
    signs: Int8[np.ndarray, " triples"]
    rows: Int[np.ndarray, " triples"]
    candidates: Int[np.ndarray, "triples 2"]

    @classmethod
    def of(cls, table: DistanceTable) -> "Questions":
        """From a table of distances.

        Raises:
            InputError: a model lacks a distance; select the table's `common` triples first.
        """
        if not table.common.all():
            raise InputError(
                f"{int((~table.common).sum()):,} of {len(table.triples):,} triples lack a vector in some of the models "
                f"{', '.join(table.models)}. An ensemble needs all of them; take the common triples."
            )
        references, positions = np.unique(table.triples["reference"].to_numpy(np.int32), return_inverse=True)
        return cls(
            models=table.models,
            margins=table.margins,
            references=references,
            positions=positions,
            signs=choice_sign(table.triples["choice"]),
            rows=table.triples["row"].to_numpy(np.int64),
            candidates=table.triples[["a", "b"]].to_numpy(np.int32),
        )

    def __len__(self) -> int:
        """The number of triples."""
        return len(self.positions)

    def column(self, model: str) -> int:
        """Where a model is on the first axis of `margins`.

        Raises:
            InputError: it is not there.
        """
        if model not in self.models:
            raise InputError(f"Model {model!r} is not among the models at hand ({', '.join(self.models)}).")
        return self.models.index(model)

    def scores(self, margin: Float64[np.ndarray, "*models triples"]) -> Float64[np.ndarray, "*models triples"]:
        """Right (1), wrong (0), ½ or NaN for a margin per triple; see `simlab.evaluation.score_signs`."""
        return score_signs(margin, self.signs)

    @cached_property
    def model_scores(self) -> Float64[np.ndarray, "models triples"]:
        """Scores of each model alone."""
        return self.scores(self.margins)

    @cached_property
    def answered(self) -> Int64[np.ndarray, " references"]:
        """Per reference the number of triples that can be scored: human ties are left out, for every model alike."""
        return np.bincount(self.positions[self.signs != 0], minlength=len(self.references))

    @cached_property
    def correct(self) -> Float64[np.ndarray, "models references"]:
        """Per model and reference the sum of scores."""
        return np.stack([self.right_per_reference(scores) for scores in self.model_scores])

    @cached_property
    def margin_deviations(self) -> Float64[np.ndarray, " models"]:
        """Standard deviation of each model's margins; 0 where there are no triples."""
        return self.margins.std(axis=1) if len(self) else np.zeros(len(self.models))

    def right_per_reference(self, scores: Float64[np.ndarray, " triples"]) -> Float64[np.ndarray, " references"]:
        """Per reference the sum of the scores of its triples that can be scored."""
        decided = self.signs != 0
        right = np.bincount(self.positions[decided], weights=scores[decided], minlength=len(self.references))
        return right.astype(np.float64, copy=False)  # NumPy counts nothing in integers, whatever the weights

    def restricted(self, keep: Bool[np.ndarray, " references"]) -> "Questions":
        """The questions of some references."""
        chosen = keep[self.positions]
        number = np.cumsum(keep) - 1
        return Questions(
            models=self.models,
            margins=self.margins[:, chosen],
            references=self.references[keep],
            positions=number[self.positions[chosen]],
            signs=self.signs[chosen],
            rows=self.rows[chosen],
            candidates=self.candidates[chosen],
        )
