"""One row of the scoreboard: its figure, how that is to be taken, and what it has over the row compared with."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from jaxtyping import Float64

from simlab.evaluation import Difference, Estimate
from simlab.evaluation.correction import SIGNIFICANT
from simlab.evaluation.wording import INDISTINCT
from simlab.studies.ensemble_evaluation import difference_json
from simlab.studies.model_evaluation import estimate_json
from simlab.studies.scoreboard.lineup import RowKind
from simlab.studies.scoreboard.scopes import Scopes

DRAWN, CROSS_FITTED, EDITED = "in-sample drawing", "cross-fitted", "edited after a test reveal"
BRACKETS: tuple[RowKind, ...] = ("oracle", "ceiling")
_NOTHING = Estimate(float("nan"), None, None, 0, 0)


@dataclass(frozen=True, eq=False)
class ScoreboardRow:
    """One model, ensemble or bracket.

    Attributes:
        key: unique; how the row is named on the command line.
        label: for people.
        kind: of row.
        basis: how the figure is to be taken: DRAWN, CROSS_FITTED, EDITED, or several of them; of a bracket what it is;
            else "".
        estimate: accuracy on the common triples; None where it cannot be had.
        in_sample: beside a cross-fitted figure, that of the fit on all of validation; else None.
        scopes: local and context accuracy, and accuracy on every context.
        problem: why there is no figure, else "".
        pending: it could be had, and is not fitted yet.
        scores: per common triple 1 right, 0 wrong, ½ undecided, NaN for a human tie; None without a figure.
        margin: per common triple, positive where A is found closer; None where the row gives no answers of its own.
        difference: accuracy of this row minus that of the row compared with; None for that row itself.
        corrected_p: p-value of the difference, corrected for the number of rows compared; None of a bracket.
    """

    key: str
    label: str
    kind: RowKind
    basis: str = ""
    estimate: Estimate | None = None
    in_sample: Estimate | None = None
    scopes: Scopes = field(default_factory=Scopes)
    problem: str = ""
    pending: bool = False
    scores: Float64[np.ndarray, " triples"] | None = None
    margin: Float64[np.ndarray, " triples"] | None = None
    difference: Difference | None = None
    corrected_p: float | None = None

    @property
    def verdict(self) -> str:
        """ "better" or "worse" than the row compared with, "not distinguishable", or "" where nothing was tested."""
        if self.difference is None or self.corrected_p is None:
            return ""
        if not self.difference.distinguishable or self.corrected_p >= SIGNIFICANT:
            return INDISTINCT
        return "better" if self.difference.value > 0 else "worse"

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        difference = None
        if self.difference is not None:
            difference = {**difference_json(self.difference), "corrected_p": self.corrected_p, "verdict": self.verdict}
        return {
            "key": self.key,
            "label": self.label,
            "kind": self.kind,
            "basis": self.basis,
            **estimate_json(self.estimate or _NOTHING),
            "in_sample": estimate_json(self.in_sample) if self.in_sample else None,
            **self.scopes.to_json(),
            "difference": difference,
            "problem": self.problem or None,
        }

    def line(self) -> dict[str, Any]:
        """As one line of a table: every number as it is, nothing rounded; None where there is none."""
        estimate, difference = self.estimate or _NOTHING, self.difference
        return {
            "row": self.key,
            "label": self.label,
            "kind": self.kind,
            "basis": self.basis,
            "accuracy": estimate.value,
            "low": estimate.low,
            "high": estimate.high,
            "n_triples": estimate.n_triples,
            "n_references": estimate.n_references,
            "in_sample_accuracy": self.in_sample.value if self.in_sample else None,
            **self.scopes.line(),
            "difference": difference.value if difference else None,
            "difference_low": difference.low if difference else None,
            "difference_high": difference.high if difference else None,
            "p_value": difference.p_value if difference else None,
            "corrected_p": self.corrected_p,
            "verdict": self.verdict,
            "note": self.problem or estimate.note,
        }
