"""The check set: validation references that a study keeps out of sight while models are tuned and designs are drawn."""

from dataclasses import asdict, dataclass

import numpy as np
from jaxtyping import Int

from simlab.errors import InputError
from simlab.workspace.workspace import Workspace

SHARE = 0.3
_SETTING = "check_set"
_FEWEST = 10


@dataclass(frozen=True)
class CheckSet:
    """A random share of the validation references.

    Attributes:
        share: of the validation references, in (0, 1).
        seed: of the draw.
    """

    share: float = SHARE
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 < self.share < 1:
            raise InputError(f"The share of the check set must lie between 0 and 1; found {self.share}.")

    def references(self, validation_references: Int[np.ndarray, " references"]) -> Int[np.ndarray, " chosen"]:
        """The chosen ones, ascending; they depend on which references there are and on nothing else.

        Raises:
            InputError: there are too few to keep some apart.
        """
        distinct = np.unique(validation_references)
        if len(distinct) < _FEWEST:
            raise InputError(
                f"A check set needs at least {_FEWEST} validation references; there are {len(distinct)}. "
                "Draw without one; the figure is then labelled as in-sample."
            )
        count = max(1, round(self.share * len(distinct)))
        return np.sort(np.random.default_rng(self.seed).choice(distinct, count, replace=False))


def check_set_of(workspace: Workspace) -> CheckSet | None:
    """The check set that this study keeps, or None."""
    stored = workspace.store.setting(_SETTING)
    return CheckSet(**stored) if stored else None


def keep_check_set(workspace: Workspace, check_set: CheckSet | None) -> None:
    """Keep this check set from now on, or none.

    Raises:
        InputError: there are too few validation references to keep some apart.
    """
    if check_set:
        check_set.references(workspace.split("validation")["reference"].to_numpy(np.int32))
    workspace.store.set_setting(_SETTING, asdict(check_set) if check_set else None)


def is_check(workspace: Workspace, references: Int[np.ndarray, " references"]) -> np.ndarray:
    """bool per reference: whether the study keeps it for checking."""
    check_set = check_set_of(workspace)
    if check_set is None:
        return np.zeros(len(references), dtype=bool)
    validation = workspace.split("validation")["reference"].to_numpy(np.int32)
    return np.isin(references, check_set.references(validation))
