"""What people answered, as numbers that a loss can use."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from jaxtyping import Float, Int


@dataclass(frozen=True)
class Answers:
    """Answered triples.

    Attributes:
        images: image rows of (R, A, B).
        votes: how many answers say that A, and that B, is closer. Without votes a choice counts as one answer, and a
            human tie as half an answer for either.
        apart: |class of A − class of B| / 5, and 0 where classes are not known (Liao & Chen 2024).
    """

    images: Int[np.ndarray, "triples three"]
    votes: Float[np.ndarray, "triples two"]
    apart: Float[np.ndarray, " triples"]

    def __len__(self) -> int:
        return len(self.images)


def answers_of(triples: pd.DataFrame) -> Answers:
    """The answers in rows of a triple table."""
    choice = triples["choice"].to_numpy(dtype=object)
    one = np.stack([np.where(choice == "A", 1.0, 0.0), np.where(choice == "B", 1.0, 0.0)], axis=1)
    one[choice == "tie"] = 0.5
    votes = np.stack([triples[name].to_numpy(dtype="float64", na_value=np.nan) for name in ("votes_a", "votes_b")], 1)
    classes = [triples[name].to_numpy(dtype="float64", na_value=np.nan) for name in ("class_a", "class_b")]
    return Answers(
        images=triples[["reference", "a", "b"]].to_numpy(dtype=np.int64),
        votes=np.where(np.isnan(votes).any(axis=1, keepdims=True), one, votes).astype(np.float32),
        apart=np.nan_to_num(np.abs(classes[0] - classes[1]) / 5).astype(np.float32),
    )
