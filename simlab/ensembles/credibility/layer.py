"""Credibility drawn on any map: what the window about every cell says of each model, and which is ahead there.

Windows are as large as those of the credibility map (`CredibilityStrategy`) on as many references; between its cells
stand further ones, whose windows overlap, so that the picture is finer and at the middle of its cells the same.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64, Int64

from simlab.ensembles.credibility.shrinkage import shrunk_accuracy
from simlab.ensembles.credibility.strategy import REACH
from simlab.ensembles.credibility.windows import Cells, WindowCounts
from simlab.ensembles.questions import Questions
from simlab.evaluation.intervals import FEWEST_REFERENCES

DRAWN_CELLS = 48
"""Cells along each axis that a picture has at least."""

EMPTY = -1
UNDECIDED = -2


@dataclass(frozen=True, eq=False)
class CredibilityLayer:
    """See the module. Arrays over cells are [rows, columns], the first row at the bottom of the map.

    Attributes:
        models: names.
        members: those of the models among which the best is looked for.
        cells: over the map; `cells.reach` says how far the window about a cell goes.
        believed: accuracy of every model in the window, shrunk; NaN where no reference has a scored triple.
        references: how many have scored triples in the window.
        triples: how many these are.
        winner: number (among the models) of the member that every other member is told apart from; UNDECIDED where
            there is none, EMPTY where the window is. Told apart: the 95 % interval of the paired difference is above 0.
        best: accuracy of the best member as believed; NaN where the window is empty.
        margin: the same less that of the second best member; NaN where the window is empty, or there is one member.
        n_references: counted in all.
        n_triples: counted in all.
    """

    models: tuple[str, ...]
    members: tuple[str, ...]
    cells: Cells
    believed: Float64[np.ndarray, "models rows columns"]
    references: Int64[np.ndarray, "rows columns"]
    triples: Int64[np.ndarray, "rows columns"]
    winner: Int64[np.ndarray, "rows columns"]
    best: Float64[np.ndarray, "rows columns"]
    margin: Float64[np.ndarray, "rows columns"]
    n_references: int
    n_triples: int

    @classmethod
    def of(
        cls, evidence: Questions, places: Float64[np.ndarray, "references 2"], members: tuple[str, ...]
    ) -> "CredibilityLayer":
        """From answers and the places of their references.

        Args:
            evidence: validation answers; its models are those of the layer.
            places: of each of its references, finite.
            members: at least one of its models.
        """
        cells = drawn_cells(places)
        known = cells.of(places)
        rows, columns = np.divmod(np.arange(cells.count**2), cells.count)
        counts = WindowCounts.of(cells.windows(np.column_stack([columns, rows]), known), evidence)
        believed = shrunk_accuracy(counts, evidence, cells.blocks(known))
        empty = counts.references == 0
        believed[empty] = np.nan
        winner, best, margin = _leaders(counts, believed, [evidence.column(name) for name in members])
        shape = (cells.count, cells.count)
        return cls(
            models=evidence.models,
            members=members,
            cells=cells,
            believed=believed.T.reshape(-1, *shape),
            references=counts.references.astype(np.int64).reshape(shape),
            triples=counts.answered.astype(np.int64).reshape(shape),
            winner=np.where(empty, EMPTY, winner).reshape(shape),
            best=best.reshape(shape),
            margin=margin.reshape(shape),
            n_references=int((evidence.answered > 0).sum()),
            n_triples=int(evidence.answered.sum()),
        )

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of the cells in map coordinates."""
        left, bottom = self.cells.low
        right, top = self.cells.low + self.cells.count * self.cells.side
        return float(left), float(bottom), float(right), float(top)

    @property
    def window(self) -> tuple[float, float]:
        """Width and height of a window in map coordinates."""
        width, height = self.cells.side * (2 * self.cells.reach + 1)
        return float(width), float(height)

    @property
    def window_share(self) -> float:
        """Width of a window as a share of the width that the references take on the map."""
        return min(1.0, (2 * self.cells.reach + 1) / self.cells.count)

    @property
    def few(self) -> Bool[np.ndarray, "rows columns"]:
        """Windows with references, but too few to tell models apart."""
        return np.asarray((self.references > 0) & (self.references < FEWEST_REFERENCES))

    @property
    def decided_share(self) -> float:
        """Share of the windows with references in which there is a winner."""
        return float((self.winner[self.winner != EMPTY] >= 0).mean())


def drawn_cells(places: Float64[np.ndarray, "references 2"]) -> Cells:
    """The cells of the credibility map over these places, each cut into an odd number of strips along both axes."""
    whole = Cells.over(places, None, REACH)
    strips = 1
    while whole.count * strips < DRAWN_CELLS:
        strips += 2  # odd, so that a drawn cell lies in the middle of a whole one and has the same window
    reach = ((2 * REACH + 1) * strips - 1) // 2
    return Cells(whole.low, whole.side / strips, whole.count * strips, reach)


def _leaders(
    counts: WindowCounts, believed: Float64[np.ndarray, "windows models"], members: list[int]
) -> tuple[Int64[np.ndarray, " windows"], Float64[np.ndarray, " windows"], Float64[np.ndarray, " windows"]]:
    """Winner or UNDECIDED, accuracy of the best member, and its lead over the second."""
    at = np.arange(len(believed))
    among = np.where(np.isnan(believed[:, members]), -np.inf, believed[:, members])
    first = among.argmax(axis=1)
    behind = counts.told_apart(np.asarray(members)[first])[:, members]
    behind[at, first] = True
    best = believed[:, members][at, first]
    among[at, first] = -np.inf
    second = among.max(axis=1)
    with np.errstate(invalid="ignore"):
        margin = np.where(np.isneginf(second), np.nan, best - second)
    return np.where(behind.all(axis=1), np.asarray(members)[first], UNDECIDED), best, margin
