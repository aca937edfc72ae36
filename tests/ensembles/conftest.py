"""Questions with margins that are written down, and a membership that is said instead of drawn."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from simlab.ensembles import Questions

MODELS = ("first", "second", "third")


def make_questions(
    margins: Sequence[Sequence[float]],
    references: Sequence[int],
    signs: Sequence[int],
    models: Sequence[str] = MODELS,
) -> Questions:
    distinct, positions = np.unique(np.array(references, dtype=np.int32), return_inverse=True)
    return Questions(
        models=tuple(models),
        margins=np.array(margins, dtype=np.float64).reshape(len(models), len(positions)),
        references=distinct,
        positions=positions.astype(np.int64),
        signs=np.array(signs, dtype=np.int8),
        rows=np.arange(len(positions)),
        candidates=np.zeros((len(positions), 2), dtype=np.int32),
    )


@pytest.fixture(scope="session")
def questions() -> Callable[..., Questions]:
    return make_questions
