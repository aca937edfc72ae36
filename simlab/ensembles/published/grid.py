"""The published grid: accuracy in a window of cells about each of 200 × 200, and weights from it."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from jaxtyping import Float64, Int64

CELLS = 200
WINDOW = 5
"""A window reaches this many cells back and, itself counted, this many ahead: one more on the lower side."""
THRESHOLD = 0.75

PublishedMode = Literal["avg", "max", "thres"]


@dataclass(frozen=True, eq=False)
class AccuracyGrid:
    """What the validation references say in each cell of the map.

    Attributes:
        edges: of the cells, per dimension of the map (PC1, PC2).
        counts: references in each cell; rows go along PC2, columns along PC1.
        means: mean accuracy of each model in each cell, 0 where a cell is empty.
        window: see WINDOW.
    """

    edges: Float64[np.ndarray, "2 edges"]
    counts: Int64[np.ndarray, "rows columns"]
    means: Float64[np.ndarray, "models rows columns"]
    window: int = WINDOW
    _known: dict[bytes, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict, repr=False)

    @classmethod
    def fit(
        cls,
        coordinates: Float64[np.ndarray, "references 2"],
        accuracy: Float64[np.ndarray, "models references"],
        n_cells: int = CELLS,
        window: int = WINDOW,
    ) -> "AccuracyGrid":
        """Count.

        Args:
            coordinates: of the validation references, by ascending id.
            accuracy: share of right answers of each model on the triples of each reference.
            n_cells: along each axis.
            window: see WINDOW.
        """
        edges = np.stack([np.linspace(axis.min(), axis.max(), n_cells + 1) for axis in coordinates.T])
        cells = _cells(edges, coordinates)
        counts = np.zeros((n_cells, n_cells), dtype=np.int64)
        np.add.at(counts, (cells[:, 0], cells[:, 1]), 1)
        means = np.zeros((len(accuracy), n_cells, n_cells))
        # One after the other, by ascending id, as the sums of the authors' code.
        for number, (row, column) in enumerate(cells):
            means[:, row, column] += accuracy[:, number] / counts[row, column]
        return cls(edges, counts, means, window)

    def cells(self, coordinates: Float64[np.ndarray, "references 2"]) -> Int64[np.ndarray, "references 2"]:
        """Row (along PC2) and column (along PC1) of each place."""
        return _cells(self.edges, coordinates)

    def window_accuracy(
        self, coordinates: Float64[np.ndarray, "references 2"]
    ) -> tuple[Float64[np.ndarray, "models references"], Int64[np.ndarray, " references"]]:
        """Accuracy of each model in the window about each place, and how many references are in it.

        Accuracies are NaN where the window is empty. Places outside the grid count to its outermost cells. Every mode
        asks about the same places, so what was found is remembered.
        """
        asked = coordinates.tobytes()
        if asked not in self._known:
            self._known[asked] = self._window_accuracy(coordinates)
        return self._known[asked]

    def _window_accuracy(
        self, coordinates: Float64[np.ndarray, "references 2"]
    ) -> tuple[Float64[np.ndarray, "models references"], Int64[np.ndarray, " references"]]:
        cells, inverse = np.unique(self.cells(coordinates), axis=0, return_inverse=True)
        accuracy = np.full((len(self.means), len(cells)), np.nan)
        counts = np.zeros(len(cells), dtype=np.int64)
        right = self.means * self.counts
        low = np.maximum(cells - self.window, 0)
        shapes = np.minimum(cells + self.window, self.counts.shape) - low
        # Windows of one shape at a time: what is summed together, and in which order, decides the last bit.
        for shape in np.unique(shapes, axis=0):
            alike = np.flatnonzero((shapes == shape).all(axis=1))
            rows, columns = (low[alike, axis, None] + np.arange(shape[axis]) for axis in (0, 1))
            counts[alike] = self.counts[rows[:, :, None], columns[:, None, :]].sum(axis=(1, 2))
            held = counts[alike] > 0
            windows = np.ascontiguousarray(right[:, rows[held][:, :, None], columns[held][:, None, :]])
            sums = np.sum(np.sum(windows, axis=-1), axis=-1)  # along columns, then rows, as in the authors' code
            accuracy[:, alike[held]] = sums / counts[alike[held]]
        places = inverse.reshape(-1)
        return accuracy[:, places], counts[places]


def published_weights(
    accuracy: Float64[np.ndarray, "models references"], mode: PublishedMode, threshold: float = THRESHOLD
) -> Float64[np.ndarray, "models references"]:
    """Weights of the models from their accuracies about each reference.

    Args:
        accuracy: NaN where nothing is known.
        mode: `avg` weighs by accuracy; `max` takes the first of the best; `thres` weighs those above the threshold by
            accuracy, and takes the first of the best where there are none.
        threshold: of `thres`.

    Returns:
        weights that sum to 1, but where `max` knows nothing: there the code leaves 1/M to the first model alone.
    """
    n_models = len(accuracy)
    empty = np.isnan(accuracy[0])
    known = np.where(empty, 0.0, accuracy)
    first_best = np.zeros_like(known)
    first_best[known.argmax(axis=0), np.arange(known.shape[1])] = 1.0
    if mode == "max":
        nothing = np.zeros(n_models)
        nothing[0] = 1 / n_models
        return np.where(empty, nothing[:, None], first_best)
    if mode == "thres":
        known = np.where(known > threshold, known, 0.0)
        known = np.where((known.sum(axis=0) == 0) & ~empty, first_best, known)
    totals = np.ascontiguousarray(known.T).sum(axis=1)  # in NumPy's order for one reference alone
    return np.where(totals > 0, known / np.where(totals > 0, totals, 1.0), 1 / n_models)


def _cells(
    edges: Float64[np.ndarray, "2 edges"], coordinates: Float64[np.ndarray, "references 2"]
) -> Int64[np.ndarray, "references 2"]:
    n_cells = edges.shape[1] - 1
    bins = [
        np.clip(np.searchsorted(edges[axis], coordinates[:, axis], side="right") - 1, 0, n_cells - 1) for axis in (1, 0)
    ]
    return np.stack(bins, axis=1)
