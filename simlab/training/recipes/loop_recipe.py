"""What all training shares: the optimiser and the loop; and how every recipe becomes JSON and comes back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from types import NoneType
from typing import Any, Literal, Self, get_args, get_origin

from simlab.errors import InputError

Schedule = Literal["constant", "cosine"]
Precision = Literal["fp32", "bf16", "fp16"]


@dataclass(frozen=True, kw_only=True)
class LoopRecipe:
    """What all training shares: the optimiser and the loop.

    Attributes:
        learning_rate: of Adam (decoupled weight decay), at its highest; the 1e-5 of Liao & Chen (KDD 2024) is for
            pretrained networks.
        weight_decay: decoupled, per step and in units of the learning rate.
        schedule: `constant`, or `cosine`: a linear rise over the warm-up, then half a cosine to 0.
        warm_up: share of all steps in which the learning rate of `cosine` rises, 0 to 1; at least one step.
        batch: examples at a time: triples, or images where there are no answers.
        accumulate: batches per step of the optimiser; their gradients are averaged over all their examples. It trains
            with larger batches than fit in memory, as far as the loss is a mean over examples; what a loss compares
            within a batch (the negatives of NT-Xent) stays within one.
        precision: in what the networks compute in training: `fp32`, or mixed, with weights kept in fp32: `bf16`, or
            `fp16` with scaled gradients, which needs CUDA. Figures are measured in fp32.
        epochs: passes over the examples.
        max_minutes: stop after the epoch in which so much time is spent, or None. Where that falls depends on the
            machine, and the schedule does not know of it: a limit for emergencies, better replaced by fewer epochs.
        patience: stop after so many epochs in a row without a better validation figure, or None. Without such a
            figure it stops nothing. The schedule does not know of it.
        seed: of weights, order and augmentation.
    """

    learning_rate: float = 3e-3
    weight_decay: float = 0.0
    schedule: Schedule = "cosine"
    warm_up: float = 0.05
    batch: int = 1024
    accumulate: int = 1
    precision: Precision = "fp32"
    epochs: int = 25
    max_minutes: float | None = None
    patience: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        self._require(self.learning_rate > 0, "learning_rate", "above 0")
        self._require(self.weight_decay >= 0, "weight_decay", "0 or more")
        self._require(self.schedule in get_args(Schedule), "schedule", "constant or cosine")
        self._require(0 <= self.warm_up <= 1, "warm_up", "between 0 and 1")
        self._require(self.batch >= 1, "batch", "1 or more")
        self._require(self.accumulate >= 1, "accumulate", "1 or more")
        self._require(self.precision in get_args(Precision), "precision", "fp32, bf16 or fp16")
        self._require(self.epochs >= 1, "epochs", "1 or more")
        self._require(self.max_minutes is None or self.max_minutes > 0, "max_minutes", "above 0, or left out")
        self._require(self.patience is None or self.patience >= 1, "patience", "1 or more, or left out")
        self._require(self.seed >= 0, "seed", "0 or more")

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """The recipe that `as_json` wrote.

        Raises:
            InputError: it names a setting that this recipe does not have, or gives one a value of another type.
        """
        unknown = sorted(set(content) - {field.name for field in fields(cls)})
        if unknown:
            raise InputError(
                f"{len(unknown)} setting(s) are unknown ({', '.join(unknown)}). "
                f"{cls.__name__} has {', '.join(field.name for field in fields(cls))}."
            )
        values: dict[str, Any] = {n: tuple(value) if isinstance(value, list) else value for n, value in content.items()}
        for field in fields(cls):
            if field.name in values and not _is_of_type(values[field.name], field.type):
                raise InputError(f"{field.name} is {content[field.name]!r}; it must be {_in_words(field.type)}.")
        return cls(**values)

    def as_json(self) -> dict[str, Any]:
        """Every setting, as JSON has it."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    def _require(self, holds: bool, name: str, allowed: str) -> None:
        if not holds:
            raise InputError(f"{name} is {getattr(self, name)!r}; it must be {allowed}.")


def _is_of_type(value: object, kind: Any) -> bool:
    """Whether a value from JSON fits the annotation of a setting; a whole number is a number too, True is none."""
    if get_origin(kind) is tuple:
        parts = get_args(kind)
        if parts[-1] is Ellipsis:
            return isinstance(value, tuple) and all(_is_of_type(part, parts[0]) for part in value)
        return isinstance(value, tuple) and len(value) == len(parts) and all(map(_is_of_type, value, parts))
    if get_origin(kind) is Literal:
        return isinstance(value, str)
    if kind in (int, float):
        return isinstance(value, (int, kind)) and not isinstance(value, bool)
    if kind in (str, NoneType):
        return isinstance(value, kind)
    return any(_is_of_type(value, part) for part in get_args(kind))


def _in_words(kind: Any) -> str:
    """What values the annotation of a setting allows: "a whole number or null"."""
    known = {int: "a whole number", float: "a number", str: "text", NoneType: "null"}
    if kind in known:
        return known[kind]
    parts = get_args(kind)
    if get_origin(kind) is tuple:
        count = "any number of" if parts[-1] is Ellipsis else str(len(parts))
        return f"a list of {count} values, each {_in_words(parts[0])}"
    if get_origin(kind) is Literal:
        return f"one of {', '.join(parts)}"
    return " or ".join(map(_in_words, parts))
