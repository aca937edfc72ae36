"""The gate of Liao & Chen (KDD 2024, section 4), without the faults of their code: seeded, scaled and clipped.

One small network a model predicts its accuracy from principal components of the reference's features; weights are
predictions over their sum. `simlab.ensembles.published` keeps the faults.
"""

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float64, Int

from simlab.ensembles.combination import Assignment, Prediction, combine, margin_scales
from simlab.ensembles.questions import Questions
from simlab.ensembles.reference_features import FeaturesOf, ScaledComponents, features_to_learn_from
from simlab.ensembles.strategy import Grounds

if TYPE_CHECKING:
    from sklearn.neural_network import MLPRegressor

COMPONENTS, HIDDEN_UNITS, LEARNING_RATE = 64, 16, 1e-3


@dataclass(frozen=True)
class MLPGate:
    """See the module.

    Attributes:
        features_of: gives the features of images.
        components: principal components that the networks see, each scaled to variance 1.
        seed: of the networks.
        name: as on the command line.
    """

    features_of: FeaturesOf
    components: int = COMPONENTS
    seed: int = 0
    name: str = "mlp"

    @property
    def learned(self) -> bool:
        """Always."""
        return True

    def fit(self, evidence: Questions) -> "FittedMLPGate":
        """See `Strategy.fit`. References without a triple that can be scored are left out."""
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.neural_network import MLPRegressor
        from threadpoolctl import threadpool_limits

        known = evidence.answered > 0
        features = features_to_learn_from(self.features_of, evidence)
        components = ScaledComponents.fit(features, self.components)
        seen = components.of(features[known])
        networks = []
        for correct in evidence.correct:
            network = MLPRegressor(
                hidden_layer_sizes=HIDDEN_UNITS,
                activation="logistic",
                learning_rate_init=LEARNING_RATE,
                random_state=self.seed,
            )
            with warnings.catch_warnings(), threadpool_limits(limits=1):  # so small that threads only get in the way
                warnings.simplefilter("ignore", ConvergenceWarning)  # as many passes as published, converged or not
                networks.append(network.fit(seen, correct[known] / evidence.answered[known]))
        return FittedMLPGate(self, components, tuple(networks), margin_scales(evidence))


@dataclass(frozen=True, eq=False)
class FittedMLPGate:
    """The same, fitted."""

    gate: MLPGate
    components: ScaledComponents
    networks: "tuple[MLPRegressor, ...]"
    scales: Float64[np.ndarray, " models"]

    def accuracy(self, references: Int[np.ndarray, " k"]) -> Float64[np.ndarray, "k models"]:
        """Accuracy that the networks expect of each model before each reference, from 0 to 1."""
        seen = self.components.of(self.gate.features_of(references))
        expected: np.ndarray = np.stack([network.predict(seen) for network in self.networks], axis=1)
        return expected.clip(0.0, 1.0)

    def assign(self, references: Int[np.ndarray, " references"]) -> Assignment:
        """See `FittedStrategy.assign`."""
        accuracy = self.accuracy(references)
        totals = accuracy.sum(axis=1, keepdims=True)
        weights = np.where(totals > 0, accuracy / np.where(totals > 0, totals, 1.0), 1 / accuracy.shape[1])
        return Assignment.of_weights(weights)

    def predict(self, questions: Questions) -> Prediction:
        """See `FittedStrategy.predict`."""
        return combine(questions, self.assign(questions.references), self.scales)

    def grounds(self, reference: int) -> Grounds:
        """See `Explained`."""
        n_components = self.components.n_components
        place = f"{n_components} principal components of its features, through one network a model"
        return Grounds(place, believed=self.accuracy(np.array([reference]))[0])
