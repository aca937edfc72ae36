"""Answers of an encoder in half precision against its answers in full: how many are others, and is it worse?"""

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from jaxtyping import Float64

from simlab.evaluation import Difference, Estimate, accuracy_estimate, paired_difference, score

if TYPE_CHECKING:
    from simlab.encoders import Precision


@dataclass(frozen=True)
class ChangedAnswers:
    """Answers in half precision against those in full, triple by triple.

    Attributes:
        full: accuracy in full precision.
        half: accuracy in half precision.
        difference: half minus full.
        changed: share of triples that are answered otherwise, whatever people chose.
        largest_change: of any margin, in units of the distance.
        margin_deviation: standard deviation of the margins in full precision, to measure that by.
    """

    full: Estimate
    half: Estimate
    difference: Difference
    changed: Estimate
    largest_change: float
    margin_deviation: float


@dataclass(frozen=True)
class PrecisionEffect:
    """An encoder in half precision against itself in full.

    Attributes:
        encoder: its spec.
        fingerprint: of the encoder.
        precision: the half one.
        device: as torch names it.
        device_name: as people know it.
        synthetic: whether the study is.
        answers: what came of it, on validation triples.
        n_images: pictures embedded.
        n_missing: triples left out because a picture is missing.
        measured: UTC, ISO 8601.
    """

    encoder: str
    fingerprint: str
    precision: "Precision"
    device: str
    device_name: str
    synthetic: bool
    answers: ChangedAnswers
    n_images: int
    n_missing: int
    measured: str

    def to_json(self) -> dict[str, Any]:
        """As on the command line and in the workspace's cache; an accuracy that is not there is null."""
        found = asdict(self)
        for part in ("full", "half", "difference", "changed"):
            figures = found["answers"][part]
            figures["value"] = None if math.isnan(figures["value"]) else figures["value"]
        return {**found, "split": "validation"}


def compare_answers(
    full: Float64[np.ndarray, " triples"], half: Float64[np.ndarray, " triples"], triples: pd.DataFrame
) -> ChangedAnswers:
    """Compare margins of the same triples.

    Args:
        full: margins in full precision.
        half: margins in half precision.
        triples: with the columns reference, row and choice.
    """
    references, rows = triples["reference"].to_numpy(), triples["row"].to_numpy()
    right_full, right_half = score(full, triples["choice"]), score(half, triples["choice"])
    changed = (np.sign(full) != np.sign(half)).astype(np.float64)
    return ChangedAnswers(
        full=accuracy_estimate(right_full, references, rows),
        half=accuracy_estimate(right_half, references, rows),
        difference=paired_difference(right_half, right_full, references, rows),
        changed=accuracy_estimate(changed, references, rows),
        largest_change=float(np.abs(half - full).max()),
        margin_deviation=float(np.std(full)),
    )
