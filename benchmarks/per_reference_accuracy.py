"""Per-reference accuracy of 8 models on 22,000 triples, against a literal loop over the triples.

Run as `python -m benchmarks.per_reference_accuracy`. One model's loop is measured on all triples; the ratio is the time
that 8 such loops would take over the time of `distance_table` and `per_reference_accuracy` together, which start from
memory-mapped vectors. The loop gets its vectors in memory and already as float64. Runs of the two are interleaved.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from simlab.evaluation import PerReferenceAccuracy, distance_table, per_reference_accuracy

MODELS, TRIPLES, REFERENCES, IMAGES, DIMENSIONS, RUNS = 8, 22_000, 1_320, 5_000, 512, 5


@dataclass(frozen=True)
class Sidecar:
    """Says that vectors are compared by cosine distance."""

    distance: str = "cosine"


@dataclass(frozen=True)
class Vectors:
    """Vectors of every image under one model."""

    model: str
    vectors: np.ndarray
    rows: np.ndarray
    sidecar: Sidecar = Sidecar()


class Study:
    """Memory-mapped random vectors and random answers, in place of a workspace."""

    def __init__(self, folder: Path) -> None:
        rng = np.random.default_rng(0)
        self.names = [f"model{number}" for number in range(MODELS)]
        self.folder = folder
        for name in self.names:
            np.save(folder / f"{name}.npy", rng.standard_normal((IMAGES, DIMENSIONS), dtype=np.float32))
        images = {
            "reference": rng.integers(0, REFERENCES, TRIPLES),
            "a": rng.integers(REFERENCES, IMAGES, TRIPLES),
            "b": rng.integers(REFERENCES, IMAGES, TRIPLES),
        }
        self.triples = pd.DataFrame(images, dtype=np.int32)
        self.triples["choice"] = rng.choice(["A", "B", "tie"], TRIPLES, p=[0.47, 0.47, 0.06])

    def embedding(self, model: str, /) -> Vectors:
        """The vectors of one model, mapped anew."""
        vectors = np.load(self.folder / f"{model}.npy", mmap_mode="r")
        return Vectors(model, vectors, np.arange(IMAGES, dtype=np.int32))


def literal_loop(vectors: np.ndarray, triples: pd.DataFrame) -> dict[int, float]:
    """Accuracy of one model on each reference, a triple at a time."""
    right: dict[int, float] = {}
    answered: dict[int, int] = {}
    columns = (triples[name].tolist() for name in ("reference", "a", "b", "choice"))
    for reference, a, b, choice in zip(*columns, strict=True):
        if choice == "tie":
            continue
        r = vectors[reference]
        to_a = 1 - np.dot(r, vectors[a]) / (np.linalg.norm(r) * np.linalg.norm(vectors[a]))
        to_b = 1 - np.dot(r, vectors[b]) / (np.linalg.norm(r) * np.linalg.norm(vectors[b]))
        score = 0.5 if to_a == to_b else float((to_a < to_b) == (choice == "A"))
        right[reference] = right.get(reference, 0) + score
        answered[reference] = answered.get(reference, 0) + 1
    return {reference: right[reference] / answered[reference] for reference in sorted(right)}


def vectorised(study: Study) -> PerReferenceAccuracy:
    """Accuracy of all models on each reference, from vectors on disk."""
    return per_reference_accuracy(distance_table(study, study.triples, study.names))


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        study = Study(Path(folder))
        in_memory = study.embedding(study.names[0]).vectors.astype(np.float64)
        found = vectorised(study)
        scored = found.n_triples[0] > 0
        expected = literal_loop(in_memory, study.triples)
        assert list(found.references[scored]) == list(expected)
        np.testing.assert_allclose(found.accuracy[0, scored], list(expected.values()))
        loops, whole = [], []
        for _ in range(RUNS):
            loops.append(seconds(lambda: literal_loop(in_memory, study.triples)))
            whole.append(seconds(lambda: vectorised(study)))
    ratios = [MODELS * loop / all_models for loop, all_models in zip(loops, whole, strict=True)]
    print(
        f"{MODELS} models, {TRIPLES:,} triples, {REFERENCES:,} references, {IMAGES:,} images, {DIMENSIONS} × float32; "
        f"{os.cpu_count()} cores, threads: OMP_NUM_THREADS={os.environ.get('OMP_NUM_THREADS', 'not set')}, "
        f"else one a core; the loop uses 1; {RUNS} interleaved runs"
    )
    print(f"{'':34}{'median':>10}{'fastest':>10}{'slowest':>10}")
    for what, values, unit in (
        (f"loop, 1 model, × {MODELS}", [MODELS * loop for loop in loops], "s"),
        (f"SimLab, {MODELS} models", whole, "s"),
        ("ratio", ratios, "×"),
    ):
        low, middle, high = min(values), statistics.median(values), max(values)
        print(f"{what:34}{middle:9.3f}{unit}{low:9.3f}{unit}{high:9.3f}{unit}")


if __name__ == "__main__":
    main()
