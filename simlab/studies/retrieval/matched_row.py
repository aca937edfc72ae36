"""What one row found: the places of first right answers, top-N accuracy, class figures, the difference to another."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from jaxtyping import Float64

from simlab.evaluation import Difference, Estimate
from simlab.evaluation.correction import SIGNIFICANT
from simlab.evaluation.top_n import FirstRight
from simlab.studies.ensemble_evaluation import difference_json
from simlab.studies.model_evaluation import estimate_json
from simlab.studies.retrieval.row import RetrievalRow


@dataclass(frozen=True, eq=False)
class MatchedRow:
    """One row of a matching.

    Attributes:
        row: what ranked the gallery.
        first: per query of the matching; None where the row has no answers.
        curve: top-N accuracy for N = 1, 2, … 15.
        class_figures: of a task of classes `recall_at_1`, …, `map_at_r`, `r_precision`, with intervals over classes.
        median_rank: of the first right answer.
        differences: for each N to the row compared with; None for that row itself, and where nothing is compared.
        corrected_p: for each N the p-value of the difference, corrected for the number of rows (Holm); None without.
        seconds: that ranking took; an ensemble was fitted before.
        problem: why there are no figures, else "".
    """

    row: RetrievalRow
    first: FirstRight | None = None
    curve: tuple[Estimate, ...] = ()
    class_figures: dict[str, Estimate] = field(default_factory=dict)
    differences: tuple[Difference, ...] | None = None
    corrected_p: tuple[float | None, ...] = ()
    seconds: float = 0.0
    problem: str = ""

    @property
    def median_rank(self) -> float | None:
        """Of the first right answer."""
        return None if self.first is None else float(np.nanmedian(self.first.ranks))

    @property
    def found(self) -> Float64[np.ndarray, "queries deepest"]:
        """Per query and N the probability that a right answer is among the first N.

        Raises:
            ValueError: the row has no answers.
        """
        if self.first is None:
            raise ValueError(f"Row {self.row.key!r} has no answers.")
        return self.first.found()

    def verdict(self, n: int) -> str:
        """ "better" or "worse" at this N than the row compared with, "not distinguishable", or "" without a test."""
        if self.differences is None or self.corrected_p[n - 1] is None:
            return ""
        difference, p = self.differences[n - 1], self.corrected_p[n - 1]
        if not difference.distinguishable or p is None or p >= SIGNIFICANT:
            return "not distinguishable"
        return "better" if difference.value > 0 else "worse"

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        compared = None
        if self.differences is not None:
            pairs = zip(self.differences, self.corrected_p, strict=True)
            compared = [
                {"n": n, **difference_json(difference), "corrected_p": p, "verdict": self.verdict(n)}
                for n, (difference, p) in enumerate(pairs, 1)
            ]
        return {
            "row": self.row.key,
            "label": self.row.label,
            "kind": self.row.kind,
            "top": [{"n": n, **_of_queries(estimate)} for n, estimate in enumerate(self.curve, 1)],
            "median_rank": self.median_rank,
            "classes": {name: _of_queries(estimate) for name, estimate in self.class_figures.items()} or None,
            "differences": compared,
            "seconds": self.seconds,
            "problem": self.problem or None,
        }


def _of_queries(estimate: Estimate) -> dict[str, Any]:
    """An estimate whose cases are queries, which vary together in groups."""
    found = estimate_json(estimate)
    return {
        **{name: found[name] for name in ("accuracy", "low", "high")},
        "n_queries": estimate.n_triples,
        "n_groups": estimate.n_references,
        "note": estimate.note,
    }
