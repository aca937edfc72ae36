"""Square windows of cells on a plane of references, and what the references in each say about the models."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse
from jaxtyping import Bool, Float64, Int64
from scipy.special import stdtrit

from simlab.ensembles.questions import Questions
from simlab.evaluation.intervals import FEWEST_REFERENCES

REFERENCES_IN_A_WINDOW = 30
"""References that a window holds on average where the number of cells is not given."""
MOST_CELLS = 200


@dataclass(frozen=True, eq=False)
class Cells:
    """Squares of equal size over the references that are known; what lies outside belongs to the outermost.

    Attributes:
        low: lower left corner.
        side: width and height of a cell.
        count: cells along each axis.
        reach: how many cells a window reaches on every side of its own.
    """

    low: Float64[np.ndarray, " 2"]
    side: Float64[np.ndarray, " 2"]
    count: int
    reach: int

    @classmethod
    def over(cls, places: Float64[np.ndarray, "references 2"], count: int | None, reach: int) -> "Cells":
        """Cells over these places; without a count, so many that windows hold REFERENCES_IN_A_WINDOW on average."""
        if count is None:
            width = 2 * reach + 1
            count = int(np.clip(width * np.sqrt(len(places) / REFERENCES_IN_A_WINDOW), width, MOST_CELLS))
        low, high = places.min(axis=0), places.max(axis=0)
        side = np.where(high > low, high - low, 1.0) / count
        return cls(low, side, count, reach)

    def of(self, places: Float64[np.ndarray, "k 2"]) -> Int64[np.ndarray, "k 2"]:
        """Column and row of the cell of each place."""
        found: np.ndarray = np.clip(np.floor((places - self.low) / self.side), 0, self.count - 1).astype(np.int64)
        return found

    def blocks(self, cells: Int64[np.ndarray, "references 2"]) -> Int64[np.ndarray, " references"]:
        """Number of the block, a square as large as a window, that each cell lies in; blocks share no cell."""
        blocks = cells // (2 * self.reach + 1)
        numbers = blocks[:, 1] * self.count + blocks[:, 0]
        return np.unique(numbers, return_inverse=True)[1].reshape(-1).astype(np.int64)

    def windows(
        self, centres: Int64[np.ndarray, "windows 2"], cells: Int64[np.ndarray, "references 2"]
    ) -> scipy.sparse.csr_matrix:
        """Which references lie in the window about each centre: 0 or 1, [windows, references]."""
        order = np.lexsort((cells[:, 0], cells[:, 1]))
        keys = cells[order, 1] * self.count + cells[order, 0]
        indices, starts = [], [0]
        for column, row in centres:
            rows = np.arange(max(0, row - self.reach), min(self.count, row + self.reach + 1))
            first, last = max(0, column - self.reach), min(self.count - 1, column + self.reach)
            begin = np.searchsorted(keys, rows * self.count + first, side="left")
            end = np.searchsorted(keys, rows * self.count + last, side="right")
            found = [order[one:two] for one, two in zip(begin, end, strict=True)]
            indices.extend(found)
            starts.append(starts[-1] + sum(len(part) for part in found))
        flat = np.concatenate(indices) if indices else np.zeros(0, dtype=np.int64)
        return scipy.sparse.csr_matrix((np.ones(len(flat)), flat, starts), shape=(len(centres), len(cells)))


@dataclass(frozen=True, eq=False)
class WindowCounts:
    """Sums over the references of each window.

    Attributes:
        references: how many have scored triples.
        answered: scored triples.
        right: sum of each model's scores.
        squares: sum over references of the squared number of scored triples.
        mixed: sum over references of score sum times number of triples.
        products: sum over references of the product of two models' score sums.
    """

    references: Float64[np.ndarray, " windows"]
    answered: Float64[np.ndarray, " windows"]
    right: Float64[np.ndarray, "windows models"]
    squares: Float64[np.ndarray, " windows"]
    mixed: Float64[np.ndarray, "windows models"]
    products: Float64[np.ndarray, "windows models models"]

    @classmethod
    def of(cls, windows: scipy.sparse.csr_matrix, evidence: Questions) -> "WindowCounts":
        """Count."""
        answered, correct = evidence.answered.astype(np.float64), evidence.correct.T
        n_models = correct.shape[1]
        pairs = (correct[:, :, None] * correct[:, None, :]).reshape(len(correct), -1)
        return cls(
            references=windows @ (answered > 0).astype(np.float64),
            answered=windows @ answered,
            right=windows @ correct,
            squares=windows @ answered**2,
            mixed=windows @ (correct * answered[:, None]),
            products=(windows @ pairs).reshape(-1, n_models, n_models),
        )

    @property
    def seen(self) -> Float64[np.ndarray, "windows models"]:
        """Accuracy of every model as counted, NaN in windows without a scored triple."""
        with np.errstate(divide="ignore", invalid="ignore"):
            found: np.ndarray = self.right / self.answered[:, None]
        return found

    def told_apart(self, first: Int64[np.ndarray, " windows"]) -> Bool[np.ndarray, "windows models"]:
        """Which models are worse than a first one in the window: the 95 % interval of the paired difference is above 0.

        As `simlab.evaluation.paired_difference`, from sums; nothing is told apart by fewer than five references.
        """
        at = np.arange(len(first))
        with np.errstate(divide="ignore", invalid="ignore"):
            difference = (self.right[at, first][:, None] - self.right) / self.answered[:, None]
            own = np.einsum("wmm->wm", self.products)
            squared = own[at, first][:, None] + own - 2 * self.products[at, first]
            mixed = self.mixed[at, first][:, None] - self.mixed
            residuals = squared - 2 * difference * mixed + difference**2 * self.squares[:, None]
            groups = self.references[:, None]
            variance = groups / (groups - 1) * np.maximum(residuals, 0) / self.answered[:, None] ** 2
            half = stdtrit(np.maximum(groups - 1, 1), 0.975) * np.sqrt(variance)
        enough = groups >= FEWEST_REFERENCES
        found: np.ndarray = enough & (difference > half)
        return found
