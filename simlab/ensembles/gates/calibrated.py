"""A calibrated gate: the probability that each model is right before a reference, and the votes that follow from it.

Per model a logistic regression from components of the reference's features to right or wrong, its strength of
regularisation chosen by cross-validation over references, its probabilities calibrated on held-out folds (Platt,
"Probabilistic outputs for support vector machines", 1999). Weights are log odds, which is how independent voters are
best weighed (Nitzan & Paroush, "Optimal decision rules in uncertain dichotomous choice situations", 1982); models that
are as often wrong as right weigh nothing.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float64, Int, Int64

from simlab.ensembles.combination import Assignment, Prediction, combine, margin_scales
from simlab.ensembles.questions import Questions
from simlab.ensembles.reference_features import FeaturesOf, ScaledComponents, features_to_learn_from
from simlab.ensembles.strategy import Grounds
from simlab.evaluation import reference_folds

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

COMPONENTS = 64
STRENGTHS = (1e-4, 1e-3, 1e-2, 1e-1)
"""Inverse regularisation, for features of variance 1."""
_FOLDS, _SEED = 5, 0


@dataclass(frozen=True)
class CalibratedGate:
    """See the module.

    Attributes:
        features_of: gives the features of images.
        components: principal components that the regression sees, each scaled to variance 1.
        name: as on the command line.
    """

    features_of: FeaturesOf
    components: int = COMPONENTS
    name: str = "gate"

    @property
    def learned(self) -> bool:
        """Always."""
        return True

    def fit(self, evidence: Questions) -> "FittedCalibratedGate":
        """See `Strategy.fit`."""
        from threadpoolctl import threadpool_limits

        features = features_to_learn_from(self.features_of, evidence)
        components = ScaledComponents.fit(features, self.components)
        seen = components.of(features)
        folds = reference_folds(evidence.references, min(_FOLDS, len(seen)), _SEED)
        with threadpool_limits(limits=1):  # many small regressions: threads would wait for each other, not work
            models = tuple(_fit_one(seen, correct, evidence.answered, folds) for correct in evidence.correct)
        return FittedCalibratedGate(self, components, models, margin_scales(evidence))


@dataclass(frozen=True, eq=False)
class FittedCalibratedGate:
    """The same, fitted."""

    gate: CalibratedGate
    components: ScaledComponents
    models: "tuple[_CalibratedRegression, ...]"
    scales: Float64[np.ndarray, " models"]

    def probability(self, references: Int[np.ndarray, " k"]) -> Float64[np.ndarray, "k models"]:
        """Of each model to be right about a triple of each reference."""
        seen = self.components.of(self.gate.features_of(references))
        return _probability(np.stack([model.log_odds(seen) for model in self.models], axis=1))

    def assign(self, references: Int[np.ndarray, " references"]) -> Assignment:
        """See `FittedStrategy.assign`."""
        seen = self.components.of(self.gate.features_of(references))
        weights = np.maximum(0.0, np.stack([model.log_odds(seen) for model in self.models], axis=1))
        totals = weights.sum(axis=1, keepdims=True)
        weights = np.where(totals > 0, weights / np.where(totals > 0, totals, 1.0), 1 / weights.shape[1])
        return Assignment.of_weights(weights)

    def predict(self, questions: Questions) -> Prediction:
        """See `FittedStrategy.predict`."""
        return combine(questions, self.assign(questions.references), self.scales)

    def grounds(self, reference: int) -> Grounds:
        """See `Explained`."""
        n_components = self.components.n_components
        place = f"{n_components} principal components of its features, through one regression a model"
        return Grounds(place, believed=self.probability(np.array([reference]))[0])


@dataclass(frozen=True, eq=False)
class _CalibratedRegression:
    """A regression, or the overall log odds where there is nothing to regress."""

    regression: "LogisticRegression | None"
    slope: float
    intercept: float

    def log_odds(self, seen: Float64[np.ndarray, "k components"]) -> Float64[np.ndarray, " k"]:
        if self.regression is None:
            return np.full(len(seen), self.intercept)
        found: np.ndarray = self.slope * self.regression.decision_function(seen) + self.intercept
        return found


def _fit_one(
    seen: Float64[np.ndarray, "references components"],
    correct: Float64[np.ndarray, " references"],
    answered: Int64[np.ndarray, " references"],
    folds: Int64[np.ndarray, " references"],
) -> _CalibratedRegression:
    """One model: right and wrong triples of each reference as weighted cases."""
    right, wrong = correct, answered - correct
    learnable = [min(right[folds != fold].sum(), wrong[folds != fold].sum()) > 0 for fold in np.unique(folds)]
    if not all(learnable):
        overall = np.log((right.sum() + 1) / (wrong.sum() + 1))  # rule of succession
        return _CalibratedRegression(None, 0.0, float(overall))
    losses, held_out = [], []
    for strength in STRENGTHS:
        scores = np.empty(len(seen))
        for fold in np.unique(folds):
            out = folds == fold
            scores[out] = _regress(seen[~out], right[~out], wrong[~out], strength).decision_function(seen[out])
        held_out.append(scores)
        losses.append((right * np.logaddexp(0, -scores) + wrong * np.logaddexp(0, scores)).sum())
    best = int(np.argmin(losses))
    platt = _regress(held_out[best][:, None], right, wrong, np.inf)
    slope = float(platt.coef_[0, 0])
    if slope <= 0:  # the features say nothing about this model
        overall = np.log(right.sum() / wrong.sum())
        return _CalibratedRegression(None, 0.0, float(overall))
    return _CalibratedRegression(_regress(seen, right, wrong, STRENGTHS[best]), slope, float(platt.intercept_[0]))


def _regress(
    seen: Float64[np.ndarray, "references components"],
    right: Float64[np.ndarray, " references"],
    wrong: Float64[np.ndarray, " references"],
    strength: float,
) -> "LogisticRegression":
    from sklearn.linear_model import LogisticRegression

    cases = np.concatenate([seen, seen])
    labels = np.repeat([1, 0], len(seen))
    weights = np.concatenate([right, wrong])
    used = weights > 0
    return LogisticRegression(C=strength, max_iter=1_000).fit(cases[used], labels[used], sample_weight=weights[used])


def _probability(log_odds: Float64[np.ndarray, "*shape"]) -> Float64[np.ndarray, "*shape"]:
    probability: np.ndarray = 1 / (1 + np.exp(-log_odds))
    return probability
