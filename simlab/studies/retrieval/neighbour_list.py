"""The images that one row finds nearest to a query."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from jaxtyping import Bool, Float64, Int64

from simlab.studies.retrieval.row import RetrievalRow

_NOWHERE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Neighbours:
    """What one row finds, or why it finds nothing.

    Attributes:
        row: what ranked the gallery.
        image_rows: the nearest images, the nearest first; of equally near ones the first in the table of images.
        distances: to the query, on the row's own scale.
        right: which of them are right answers; None where the query is of no task, or images outside it are searched.
        n_gallery: images that were ranked; the query itself is never among them.
        n_missing: images of the gallery that the row has no vector of.
        recall: share of the true neighbours that such a search finds; None where every image was looked at.
        weights: of an ensemble, those of its models before this query, summing to 1; else empty.
        region: of an ensemble, where the query falls; else "".
        vote: the ensemble's models vote on this query.
        seconds: that it took, embedding and fitting included.
        problem: why there are no neighbours, and what to do; "" where there are some.
        lacks_weights_of: spec of the encoder whose weights are not on this machine, where that is the problem.
    """

    row: RetrievalRow
    image_rows: Int64[np.ndarray, " k"] = field(default_factory=_NOWHERE.copy)
    distances: Float64[np.ndarray, " k"] = field(default_factory=lambda: np.empty(0))
    right: Bool[np.ndarray, " k"] | None = None
    n_gallery: int = 0
    n_missing: int = 0
    recall: float | None = None
    weights: tuple[tuple[str, float], ...] = ()
    region: str = ""
    vote: bool = False
    seconds: float = 0.0
    problem: str = ""
    lacks_weights_of: str = ""

    def to_json(self, ids: Sequence[str]) -> dict[str, Any]:
        """As on the command line; `ids` are those of the image rows."""
        right = [None] * len(ids) if self.right is None else map(bool, self.right)
        found = zip(ids, map(float, self.distances), right, strict=True)
        return {
            "row": self.row.key,
            "label": self.row.label,
            "kind": self.row.kind,
            "neighbours": [{"image": name, "distance": far, "right": good} for name, far, good in found],
            "n_gallery": self.n_gallery,
            "n_missing": self.n_missing,
            "recall": self.recall,
            "weights": dict(self.weights),
            "region": self.region,
            "vote": self.vote,
            "seconds": self.seconds,
            "problem": self.problem or None,
        }
