"""The settings of strategies by name: which strategy takes which, in what range."""

from dataclasses import dataclass, fields
from typing import Literal, get_args

from simlab.ensembles.credibility import CredibilityMode
from simlab.errors import InputError

StrategyName = Literal["best", "vote", "mean", "credibility", "neighbours", "mlp", "gate", "stacking", "design"]
STRATEGY_NAMES: tuple[StrategyName, ...] = get_args(StrategyName)
MODES: tuple[CredibilityMode, ...] = get_args(CredibilityMode)

_TAKEN: dict[StrategyName, tuple[str, ...]] = {
    "credibility": ("mode", "paper_compatible", "features", "threshold", "grid", "window", "dims"),
    "neighbours": ("mode", "features", "threshold", "neighbours"),
    "mlp": ("paper_compatible", "features", "dims"),
    "gate": ("features", "dims"),
}
_SMALLEST = {"grid": 1, "window": 0, "dims": 1, "neighbours": 1}
_LARGEST_GRID = 2_000
_MOST_AXES, _PUBLISHED_AXES = 4, 2


@dataclass(frozen=True)
class StrategySettings:
    """Settings of a strategy; None is its own default.

    Attributes:
        mode: how credibilities become weights: `avg`, `max` or `thres`; `max` by default.
        paper_compatible: exactly as the published code computes it.
        features: the model whose vectors describe references; see `default_features`.
        threshold: of mode `thres`, from 0 to 1.
        grid: cells of the credibility map along each axis; sized to the data by default, published: 200.
        window: cells that a window reaches on every side of its own; 2 by default, published: 5, and 4 upwards.
        dims: principal components: those that a gate sees, 64 by default; those that span the credibility map, 2 by
            default, at most 4; published, a grid on the first two of so many.
        neighbours: how many references count; 30 by default.
    """

    mode: CredibilityMode | None = None
    paper_compatible: bool = False
    features: str | None = None
    threshold: float | None = None
    grid: int | None = None
    window: int | None = None
    dims: int | None = None
    neighbours: int | None = None

    def require_fit_for(self, strategy: StrategyName) -> None:
        """Refuse what the strategy does not take, and values out of range.

        Raises:
            InputError: so.
        """
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        given = [name for name, value in values.items() if value is not None and value is not False]
        taken = _TAKEN.get(strategy, ())
        foreign = [name for name in given if name not in taken]
        if foreign:
            raise InputError(
                f"Strategy {strategy!r} takes no {', '.join(map(_option, foreign))}"
                + (f"; it takes {', '.join(map(_option, taken))}." if taken else "; it takes no settings.")
            )
        if self.mode is not None and self.mode not in MODES:
            raise InputError(f"{self.mode!r} is no mode; the modes are {', '.join(MODES)}.")
        if self.threshold is not None and self.mode != "thres":
            raise InputError(f"--threshold {self.threshold:g} belongs to mode 'thres'; give --mode thres with it.")
        if self.threshold is not None and not 0 <= self.threshold <= 1:
            raise InputError(f"A threshold of {self.threshold:g} is no accuracy; give one from 0 to 1.")
        for name, smallest in _SMALLEST.items():
            value = getattr(self, name)
            least = 1 if name == "window" and self.paper_compatible else smallest
            if value is not None and value < least:
                raise InputError(f"{_option(name)} {value} is too small; give {least} or more.")
        if strategy == "credibility" and self.dims is not None:
            self._require_axes(self.dims)
        if self.grid is not None and self.grid > _LARGEST_GRID:
            raise InputError(f"--grid {self.grid} is too large; give {_LARGEST_GRID} or less.")

    def _require_axes(self, dims: int) -> None:
        if self.paper_compatible and dims < _PUBLISHED_AXES:
            raise InputError(
                f"The published grid lies on {_PUBLISHED_AXES} principal components; --dims {dims} gives fewer."
            )
        if not self.paper_compatible and dims > _MOST_AXES:
            raise InputError(
                f"A credibility map spans {_MOST_AXES} principal components at most; --dims {dims} is too many. "
                "For more, use --strategy neighbours."
            )


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")
