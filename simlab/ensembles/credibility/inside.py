"""The credibility map of a part of a drawn map: a rule of a design, learned from the references inside alone.

The same windows, shrinkage and weights as `CredibilityStrategy`, in the coordinates that the design is drawn in, so
that the heat map under the points shows what the rule sees.
"""

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool, Float64, Int64

from simlab.ensembles.credibility.shrinkage import shrunk_accuracy
from simlab.ensembles.credibility.strategy import REACH
from simlab.ensembles.credibility.weighing import THRESHOLD, credibility_weights
from simlab.ensembles.credibility.windows import AnswerCounts, Cells, WindowCounts
from simlab.ensembles.questions import Questions


@dataclass(frozen=True, eq=False)
class CredibilityInside:
    """Fitted on the references of one part of a map.

    Attributes:
        evidence: how often the members were right on their triples.
        columns: where the members stand among all models.
        cells: over the references.
        known: cells of the references.
        overall: weights of all models in one window that holds every reference.
    """

    evidence: AnswerCounts
    columns: Int64[np.ndarray, " members"]
    cells: Cells
    known: Int64[np.ndarray, "references 2"]
    overall: Float64[np.ndarray, " models"]

    @classmethod
    def fit(
        cls,
        evidence: Questions,
        places: Float64[np.ndarray, "references 2"],
        members: Bool[np.ndarray, " models"],
        inside: Bool[np.ndarray, " references"],
    ) -> "CredibilityInside | None":
        """From validation answers; where no reference inside has a triple that can be scored, from those of all.

        Args:
            evidence: validation answers of all models.
            places: of its references on the map; those without a place (NaN) do not count.
            members: which models take part.
            inside: which references count.

        Returns:
            None where no reference on the map has a triple that can be scored.
        """
        counted = np.isfinite(places).all(axis=1) & (evidence.answered > 0)
        chosen = counted & inside if (counted & inside).any() else counted
        if not chosen.any():
            return None
        columns = np.flatnonzero(members)
        own = AnswerCounts(evidence.answered[chosen], evidence.correct[np.ix_(columns, np.flatnonzero(chosen))])
        cells = Cells.over(places[chosen], None, REACH)
        known = cells.of(places[chosen])
        one_window = replace(cells, reach=cells.count)
        everywhere = cls(own, columns, one_window, known, np.zeros(len(evidence.models)))
        return cls(own, columns, cells, known, everywhere._of_windows(np.zeros((1, 2), dtype=np.int64))[0])

    def weights(self, places: Float64[np.ndarray, "k 2"]) -> Float64[np.ndarray, "k models"]:
        """Weights of all models before references at these places; rows sum to 1. Without a place: `overall`."""
        found = np.tile(self.overall, (len(places), 1))
        placed = np.isfinite(places).all(axis=1)
        if placed.any():
            centres, inverse = np.unique(self.cells.of(places[placed]), axis=0, return_inverse=True)
            found[placed] = self._of_windows(centres)[inverse.reshape(-1)]
        return found

    def _of_windows(self, centres: Int64[np.ndarray, "windows 2"]) -> Float64[np.ndarray, "windows models"]:
        counts = WindowCounts.of(self.cells.windows(centres, self.known), self.evidence)
        believed = shrunk_accuracy(counts, self.evidence, self.cells.blocks(self.known))
        weights = np.zeros((len(centres), len(self.overall)))
        weights[:, self.columns] = credibility_weights(counts, believed, "max", THRESHOLD)
        return weights
