"""What each model would add to the current ensemble before each reference that has a place on the map."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64, Int64
from scipy.special import stdtr, stdtrit

from simlab.ensembles.questions import Questions
from simlab.evaluation import Difference


@dataclass(frozen=True, eq=False)
class LocalGains:
    """See the module. References without a place, or without a triple that can be scored, are left out.

    Attributes:
        models: names.
        places: where the references lie on the map.
        answered: scored triples of each reference, at least 1.
        right: sum of the ensemble's scores on them.
        gains: sum of each model's scores less that of the ensemble's.
        n_triples: scored triples of all references, with a place or without.
    """

    models: tuple[str, ...]
    places: Float64[np.ndarray, "references 2"]
    answered: Int64[np.ndarray, " references"]
    right: Float64[np.ndarray, " references"]
    gains: Float64[np.ndarray, "models references"]
    n_triples: int

    @classmethod
    def of(
        cls,
        questions: Questions,
        scores: Float64[np.ndarray, " triples"],
        places: Float64[np.ndarray, "references 2"],
        models: tuple[str, ...],
    ) -> "LocalGains":
        """From the answers to validation triples.

        Args:
            questions: what the models say.
            scores: of the current ensemble on the same triples.
            places: of the references of the questions; NaN for those without one.
            models: those of the questions that may be proposed.
        """
        keep = np.isfinite(places).all(axis=1) & (questions.answered > 0)
        right = questions.right_per_reference(scores)
        columns = [questions.column(name) for name in models]
        return cls(
            models=models,
            places=places[keep],
            answered=questions.answered[keep],
            right=right[keep],
            gains=(questions.correct[columns] - right)[:, keep],
            n_triples=int(questions.answered.sum()),
        )

    def __len__(self) -> int:
        """The number of references."""
        return len(self.answered)

    def of_references(self, chosen: Bool[np.ndarray, " references"]) -> "LocalGains":
        """The same of some references; what is counted in all stays."""
        return LocalGains(
            models=self.models,
            places=self.places[chosen],
            answered=self.answered[chosen],
            right=self.right[chosen],
            gains=self.gains[:, chosen],
            n_triples=self.n_triples,
        )

    def accuracy(self, model: int | None = None) -> float:
        """Of one model, or of the ensemble, on the triples of these references."""
        right = self.right if model is None else self.right + self.gains[model]
        return float(right.sum()) / int(self.answered.sum())

    def judged(self, model: int, tests: int) -> Difference:
        """Accuracy of one model less that of the ensemble; see `corrected_difference`.

        Args:
            model: its number.
            tests: how many such judgements are made in all.
        """
        return corrected_difference(self.gains[model], self.answered, tests)


def corrected_difference(
    gains: Float64[np.ndarray, " references"], answered: Int64[np.ndarray, " references"], tests: int
) -> Difference:
    """A difference in accuracy, corrected for the number of such judgements.

    With the sum of gains s_r and n_r triples of each of G references, N = Σ n_r, e_r = s_r − n_r · Σ s_r / N:

        value = Σ s_r / N
        v     = (G − 1) / G · Σ (e_r / (N − n_r))²     jackknife over references (Efron & Stein, Ann. Statist. 1981)
        value ± t · √v,  t at 1 − 0.025 / tests with N² / Σ n_r² − 1 degrees of freedom

    so that in 95 % of studies the intervals of all judgements hold together (Bonferroni). The interval of
    `simlab.evaluation.comparisons` is made for 95 %; as far out as here it is too short for few references of
    unequal size. The jackknife, and degrees of freedom that count as many references of equal size as theirs are
    worth (Kish, "Survey sampling", 1965), make up for that.

    Args:
        gains: s_r of at least two references.
        answered: n_r, at least 1.
        tests: how many judgements are made in all.

    Returns:
        the difference; its p-value is that of the same t, two-sided, times the number of tests.
    """
    sizes, total, groups = answered.astype(np.float64), int(answered.sum()), len(answered)
    value = float(gains.sum()) / total
    residuals = gains - value * sizes
    variance = (1 - 1 / groups) * float(np.square(residuals / (total - sizes)).sum())
    freedom = total**2 / float(np.square(sizes).sum()) - 1
    half = float(stdtrit(freedom, 1 - 0.025 / tests)) * float(np.sqrt(variance))
    extreme = abs(value) / float(np.sqrt(variance)) if variance > 0 else np.inf
    p_value = 2 * float(stdtr(freedom, -extreme)) if value else 1.0
    return Difference(value, value - half, value + half, min(1.0, tests * p_value), total, groups)
