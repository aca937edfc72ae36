"""The credibility map: before each reference, models weigh by how often they were right on references like it.

After Liao & Chen (KDD 2024, section 4), without the faults of their code (`simlab.ensembles.published` keeps those):
the plane is fitted on all validation references, windows are symmetric and sized to the data, sparse windows are drawn
toward the overall accuracy, and where the best models cannot be told apart none is preferred.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float64, Int, Int64

from simlab.ensembles.combination import Assignment, Prediction, combine, margin_scales
from simlab.ensembles.credibility.shrinkage import shrunk_accuracy
from simlab.ensembles.credibility.weighing import THRESHOLD, CredibilityMode, credibility_weights
from simlab.ensembles.credibility.windows import Cells, WindowCounts
from simlab.ensembles.questions import Questions
from simlab.ensembles.reference_features import FeaturesOf, features_to_learn_from
from simlab.ensembles.strategy import Grounds
from simlab.errors import InputError

if TYPE_CHECKING:
    from sklearn.decomposition import PCA

REACH, AXES = 2, 2


@dataclass(frozen=True)
class CredibilityStrategy:
    """See the module.

    Attributes:
        features_of: gives the features of images.
        mode: see `credibility_weights`.
        threshold: of `thres`.
        cells: along each axis; None sizes them to the data.
        reach: cells that a window reaches on every side of its own.
        axes: principal components that span the cells.
        name: as on the command line.
    """

    features_of: FeaturesOf
    mode: CredibilityMode = "max"
    threshold: float = THRESHOLD
    cells: int | None = None
    reach: int = REACH
    axes: int = AXES
    name: str = "credibility"

    @property
    def learned(self) -> bool:
        """Always."""
        return True

    def fit(self, evidence: Questions) -> "FittedCredibility":
        """See `Strategy.fit`.

        Raises:
            InputError: the features have no plane, or nothing can be learned from the evidence.
        """
        from sklearn.decomposition import PCA

        features = features_to_learn_from(self.features_of, evidence)
        if min(features.shape) < self.axes:
            raise InputError(
                f"The credibility map spans {self.axes} principal components; {len(features)} references with features "
                f"of {features.shape[1]} dimensions do not give so many. Choose fewer (--dims), other --features, or "
                "--strategy neighbours, which needs none."
            )
        plane = PCA(self.axes, svd_solver="full").fit(features)
        places = plane.transform(features)
        cells = Cells.over(places, self.cells, self.reach)
        return FittedCredibility(self, plane, cells, cells.of(places), evidence, margin_scales(evidence))


@dataclass(frozen=True, eq=False)
class FittedCredibility:
    """The same, fitted.

    Attributes:
        strategy: what was fitted.
        plane: principal components of the features.
        cells: over the plane.
        known: cells of the validation references.
        evidence: what is known of them.
        scales: see `margin_scales`.
    """

    strategy: CredibilityStrategy
    plane: "PCA"
    cells: Cells
    known: Int64[np.ndarray, "references axes"]
    evidence: Questions
    scales: Float64[np.ndarray, " models"]

    def counts(self, centres: Int64[np.ndarray, "windows axes"]) -> WindowCounts:
        """What the windows about these cells hold."""
        return WindowCounts.of(self.cells.windows(centres, self.known), self.evidence)

    def accuracy(self, counts: WindowCounts) -> Float64[np.ndarray, "windows models"]:
        """Accuracy of every model in these windows, shrunk."""
        return shrunk_accuracy(counts, self.evidence, self.cells.blocks(self.known))

    def weights(self, centres: Int64[np.ndarray, "windows axes"]) -> Float64[np.ndarray, "windows models"]:
        """Weights of the models in these windows; rows sum to 1."""
        counts = self.counts(centres)
        return credibility_weights(counts, self.accuracy(counts), self.strategy.mode, self.strategy.threshold)

    def cells_of(self, references: Int[np.ndarray, " k"]) -> Int64[np.ndarray, "k axes"]:
        """Where references lie."""
        return self.cells.of(self.plane.transform(self.strategy.features_of(references).astype(np.float64)))

    def assign(self, references: Int[np.ndarray, " references"]) -> Assignment:
        """See `FittedStrategy.assign`."""
        centres, inverse = np.unique(self.cells_of(references), axis=0, return_inverse=True)
        return Assignment.of_weights(self.weights(centres)[inverse.reshape(-1)])

    def predict(self, questions: Questions) -> Prediction:
        """See `FittedStrategy.predict`."""
        return combine(questions, self.assign(questions.references), self.scales)

    def grounds(self, reference: int) -> Grounds:
        """See `Explained`."""
        centre = self.cells_of(np.array([reference]))
        counts = self.counts(centre)
        axes, width = self.strategy.axes, 2 * self.cells.reach + 1
        return Grounds(
            place=f"cell ({', '.join(map(str, centre[0]))}) of {_box(self.cells.count, axes)} "
            f"({', '.join(f'PC {number + 1}' for number in range(axes))}), window of {_box(width, axes)}",
            n_references=int(counts.references[0]),
            n_triples=int(counts.answered[0]),
            seen=counts.seen[0],
            believed=self.accuracy(counts)[0],
        )


def _box(size: int, axes: int) -> str:
    return " × ".join([str(size)] * axes)
