"""Dividing triples into splits where the source does not, always so that no question stands in two of them."""

import numpy as np
import pandas as pd
from jaxtyping import Bool

from simlab.errors import InputError


def check_share(share: float, what: str) -> None:
    """Raises InputError when a share is not in [0, 1)."""
    if not 0 <= share < 1:
        raise InputError(f"The {what} must be at least 0 and below 1; it is {share}.")


def validation_within_references(
    references: pd.Series, questions: pd.Series, share: float, seed: int
) -> Bool[np.ndarray, " triples"]:
    """True for the questions of each reference that become validation: `share` of them, rounded.

    Args:
        references: per triple its reference.
        questions: per triple its question key (`question_keys`); repeats of a question stay together.
        share: in [0, 1).
        seed: of the draw.

    Raises:
        InputError: the share is not in [0, 1).
    """
    check_share(share, "validation share")
    rng = np.random.default_rng(seed)
    chosen: list[np.ndarray] = []
    for _, own in questions.groupby(references):
        unique = np.sort(own.unique())
        chosen.append(rng.permutation(unique)[: round(share * len(unique))])
    picked = np.concatenate(chosen) if chosen else np.empty(0, dtype=np.int64)
    return np.isin(questions.to_numpy(), picked)


def splits_of_references(references: pd.Series, validation_share: float, test_share: float, seed: int) -> pd.Series:
    """A split per triple, whole references at a time.

    Args:
        references: per triple its reference.
        validation_share: share of the references, rounded, for validation.
        test_share: the same for test; the rest is for training.
        seed: of the draw.

    Raises:
        InputError: the shares are not possible, or leave a split empty that was asked for.
    """
    check_share(validation_share, "validation share")
    check_share(test_share, "test share")
    check_share(validation_share + test_share, "sum of validation and test share")
    unique = np.random.default_rng(seed).permutation(np.sort(references.unique()))
    numbers = [round(share * len(unique)) for share in (validation_share, test_share)]
    for number, share, split in zip(numbers, (validation_share, test_share), ("validation", "test"), strict=True):
        if share > 0 and number == 0:
            raise InputError(
                f"The {split} split would be empty: {share:.0%} of {len(unique)} reference(s) is less than one. "
                "Add a column 'split', choose a larger share, or 0 to do without it."
            )
    if sum(numbers) >= len(unique):
        raise InputError(
            f"The train split would be empty: {sum(numbers)} of {len(unique)} reference(s) go to validation and test. "
            "Add a column 'split', or choose smaller shares."
        )
    names = np.full(len(unique), "train", dtype=object)
    names[: numbers[0]] = "validation"
    names[numbers[0] : sum(numbers)] = "test"
    return references.map(dict(zip(unique.tolist(), names.tolist(), strict=True)))
