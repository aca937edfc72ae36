"""Windows of cells in a plane, or along more axes, and what the references in each say about the models."""

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
    """Boxes of equal size over the references that are known; what lies outside belongs to the outermost.

    Attributes:
        low: corner with the lowest coordinates.
        side: size of a cell along each axis.
        count: cells along each axis.
        reach: how many cells a window reaches on every side of its own.
    """

    low: Float64[np.ndarray, " axes"]
    side: Float64[np.ndarray, " axes"]
    count: int
    reach: int

    @classmethod
    def over(cls, places: Float64[np.ndarray, "references axes"], count: int | None, reach: int) -> "Cells":
        """Cells over these places; without a count, so many that windows hold REFERENCES_IN_A_WINDOW on average."""
        if count is None:
            width = 2 * reach + 1
            windows = len(places) / REFERENCES_IN_A_WINDOW
            count = int(np.clip(width * windows ** (1 / places.shape[1]), width, MOST_CELLS))
        low, high = places.min(axis=0), places.max(axis=0)
        side = np.where(high > low, high - low, 1.0) / count
        return cls(low, side, count, reach)

    def of(self, places: Float64[np.ndarray, "k axes"]) -> Int64[np.ndarray, "k axes"]:
        """The cell of each place, by its number along each axis (column and row)."""
        found: np.ndarray = np.clip(np.floor((places - self.low) / self.side), 0, self.count - 1).astype(np.int64)
        return found

    def blocks(self, cells: Int64[np.ndarray, "references axes"]) -> Int64[np.ndarray, " references"]:
        """Number of the block, as large as a window, that each cell lies in; blocks share no cell."""
        numbers = self._numbers(cells // (2 * self.reach + 1))
        return np.unique(numbers, return_inverse=True)[1].reshape(-1).astype(np.int64)

    def windows(
        self, centres: Int64[np.ndarray, "windows axes"], cells: Int64[np.ndarray, "references axes"]
    ) -> scipy.sparse.csr_matrix:
        """Which references lie in the window about each centre: 0 or 1, [windows, references]."""
        order = np.argsort(self._numbers(cells), kind="stable")
        numbers = self._numbers(cells)[order]
        # Cells of a window that lie beside each other along the first axis have numbers without a gap: a strip.
        beyond = min(self.reach, self.count - 1)
        aside = [np.arange(-beyond, beyond + 1)] * (centres.shape[1] - 1)
        strips = np.stack(np.meshgrid(np.array([0]), *aside, indexing="ij"), axis=-1).reshape(-1, centres.shape[1])
        lows = centres[:, None, :] + strips
        within = ((lows >= 0) & (lows < self.count)).all(axis=2)
        first, last = np.maximum(centres[:, 0] - self.reach, 0), np.minimum(centres[:, 0] + self.reach, self.count - 1)
        lows[:, :, 0] = first[:, None]
        starts = self._numbers(lows)
        begin = np.searchsorted(numbers, starts, side="left")
        end = np.searchsorted(numbers, starts + (last - first)[:, None], side="right")
        lengths = np.where(within, end - begin, 0)
        totals = lengths.sum(axis=1)
        lengths = lengths.ravel()
        places = np.arange(lengths.sum()) + np.repeat(begin.ravel() - (np.cumsum(lengths) - lengths), lengths)
        pointers = np.concatenate([[0], np.cumsum(totals)])
        shape = (len(centres), len(cells))
        return scipy.sparse.csr_matrix((np.ones(len(places)), order[places], pointers), shape=shape)

    def _numbers(self, cells: Int64[np.ndarray, "*k axes"]) -> Int64[np.ndarray, "*k"]:
        """One number for each cell; it grows by 1 along the first axis."""
        found: np.ndarray = cells @ self.count ** np.arange(cells.shape[-1])
        return found


@dataclass(frozen=True, eq=False)
class AnswerCounts:
    """What is counted of some references and models, taken from `Questions`.

    Attributes:
        answered: see `Questions.answered`.
        correct: see `Questions.correct`.
    """

    answered: Int64[np.ndarray, " references"]
    correct: Float64[np.ndarray, "models references"]


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
    def of(cls, windows: scipy.sparse.csr_matrix, evidence: Questions | AnswerCounts) -> "WindowCounts":
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
