"""Credibility among the nearest validation references in the feature space itself, without a plane.

Local accuracy of Woods, Kegelmeyer & Bowyer ("Combination of multiple classifiers using local accuracy estimates", IEEE
TPAMI 1997), with whole references as neighbours, and with the shrinkage and abstention of the credibility map.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse
from jaxtyping import Float64, Int, Int64

from simlab.ensembles.combination import Assignment, Prediction, combine, margin_scales
from simlab.ensembles.credibility.shrinkage import shrunk_accuracy
from simlab.ensembles.credibility.weighing import THRESHOLD, CredibilityMode, credibility_weights
from simlab.ensembles.credibility.windows import WindowCounts
from simlab.ensembles.questions import Questions
from simlab.ensembles.reference_features import FeaturesOf, features_to_learn_from
from simlab.ensembles.strategy import Grounds
from simlab.maps import Metric
from simlab.maps.feature_vectors import ReferenceNeighbours, measured

NEIGHBOURS = 30
_SEED = 0


@dataclass(frozen=True)
class NeighbourStrategy:
    """See the module.

    Attributes:
        features_of: gives the features of images.
        metric: by which references are near each other.
        mode: see `credibility_weights`.
        threshold: of `thres`.
        neighbours: how many of the nearest validation references count; all where there are not so many.
        name: as on the command line.
    """

    features_of: FeaturesOf
    metric: Metric = "cosine"
    mode: CredibilityMode = "max"
    threshold: float = THRESHOLD
    neighbours: int = NEIGHBOURS
    name: str = "neighbours"

    @property
    def learned(self) -> bool:
        """Always."""
        return True

    def fit(self, evidence: Questions) -> "FittedNeighbours":
        """See `Strategy.fit`."""
        features = features_to_learn_from(self.features_of, evidence)
        nearest = ReferenceNeighbours(features, self.metric, min(self.neighbours, len(features)))
        return FittedNeighbours(self, nearest, self._blocks(features), evidence, margin_scales(evidence))

    def _blocks(self, features: Float64[np.ndarray, "references d"]) -> Int64[np.ndarray, " references"]:
        """About as many references to a block as there are neighbours; only the variance between blocks is used."""
        from sklearn.cluster import KMeans

        vectors = measured(features, self.metric)
        count = min(max(1, len(vectors) // self.neighbours), len(np.unique(vectors, axis=0)))
        found: np.ndarray = KMeans(count, n_init=1, random_state=_SEED).fit_predict(vectors)
        return found.astype(np.int64)


@dataclass(frozen=True, eq=False)
class FittedNeighbours:
    """The same, fitted.

    Attributes:
        strategy: what was fitted.
        nearest: finds neighbours among the validation references.
        blocks: per validation reference the number of its block; see `shrunk_accuracy`.
        evidence: what is known of them.
        scales: see `margin_scales`.
    """

    strategy: NeighbourStrategy
    nearest: ReferenceNeighbours
    blocks: Int64[np.ndarray, " references"]
    evidence: Questions
    scales: Float64[np.ndarray, " models"]

    def counts(self, references: Int[np.ndarray, " asked"]) -> WindowCounts:
        """What the neighbours of each reference say."""
        k = self.nearest.k
        indices, _ = self.nearest.query(self.strategy.features_of(references), k)
        starts = np.arange(0, k * len(indices) + 1, k)
        shape = (len(indices), self.nearest.n_samples)
        chosen = scipy.sparse.csr_matrix((np.ones(indices.size), indices.reshape(-1), starts), shape=shape)
        return WindowCounts.of(chosen, self.evidence)

    def assign(self, references: Int[np.ndarray, " references"]) -> Assignment:
        """See `FittedStrategy.assign`."""
        counts = self.counts(references)
        believed = shrunk_accuracy(counts, self.evidence, self.blocks)
        weights = credibility_weights(counts, believed, self.strategy.mode, self.strategy.threshold)
        return Assignment.of_weights(weights)

    def predict(self, questions: Questions) -> Prediction:
        """See `FittedStrategy.predict`."""
        return combine(questions, self.assign(questions.references), self.scales)

    def grounds(self, reference: int) -> Grounds:
        """See `Explained`."""
        counts = self.counts(np.array([reference]))
        return Grounds(
            place=f"the {self.nearest.k} nearest validation references by {self.strategy.metric} distance",
            n_references=int(counts.references[0]),
            n_triples=int(counts.answered[0]),
            seen=counts.seen[0],
            believed=shrunk_accuracy(counts, self.evidence, self.blocks)[0],
        )
