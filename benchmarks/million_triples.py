"""An ensemble of 8 models on 1,000,000 triples: its time over that of reading the same vectors, and its memory.

Run as `python -m benchmarks.million_triples`. 100,000 images, 512 dimensions, float32 files that are in the page cache,
10,000 references. Measured is the published credibility map from the files on: distances, accuracies, projection,
windows and the exact answers of the ensemble. Reading takes the same rows of the same files once, in the same order and
in blocks of the same size, on one thread, and drops them. Memory is the largest anonymous memory of the process
(RssAnon) less that before; mapped files are no part of it.
"""

import os
import statistics
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.per_reference_accuracy import Vectors
from simlab.ensembles import Questions
from simlab.ensembles.published import PublishedStrategy
from simlab.evaluation import PairIndex, distance_table
from simlab.evaluation.distances import BLOCK_PAIRS

MODELS, TRIPLES, REFERENCES, IMAGES, DIMENSIONS, RUNS = 8, 1_000_000, 10_000, 100_000, 512, 3


class Study:
    """Random vectors in files, and random answers, in place of a workspace."""

    def __init__(self, folder: Path) -> None:
        rng = np.random.default_rng(0)
        self.folder = folder
        self.names = [f"m{number}" for number in range(MODELS)]
        for name in self.names:
            np.save(folder / f"{name}.npy", rng.standard_normal((IMAGES, DIMENSIONS), dtype=np.float32))
        images = {
            "reference": rng.integers(0, REFERENCES, TRIPLES),
            "a": rng.integers(0, IMAGES, TRIPLES),
            "b": rng.integers(0, IMAGES, TRIPLES),
        }
        self.triples = pd.DataFrame(images, dtype=np.int32).assign(row=0)
        self.triples["choice"] = rng.choice(["A", "B"], TRIPLES)

    def embedding(self, model: str, /) -> Vectors:
        """The vectors of one model, mapped anew."""
        vectors = np.load(self.folder / f"{model}.npy", mmap_mode="r")
        return Vectors(model, vectors, np.arange(IMAGES, dtype=np.int32))

    def read(self) -> None:
        """Take the rows of all pairs, and drop them."""
        pairs = PairIndex.of(self.triples).pairs
        for name in self.names:
            vectors = self.embedding(name).vectors
            for start in range(0, len(pairs), BLOCK_PAIRS):
                for rows in pairs[start : start + BLOCK_PAIRS].T:
                    np.take(vectors, rows, axis=0)

    def evaluate(self) -> None:
        """Fit and answer."""
        asked = Questions.of(distance_table(self, self.triples, self.names))
        members = {name: self.embedding(name) for name in self.names}
        strategy = PublishedStrategy("credibility", "avg", members, members["m0"], (0,), len(asked.references))
        strategy.fit(asked).predict(asked)


class AnonymousMemory:
    """Watches the largest anonymous memory of this process, in bytes, twenty times a second."""

    def __init__(self) -> None:
        self.start = self.largest = _anonymous()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            self.largest = max(self.largest, _anonymous())
            time.sleep(0.05)


def _anonymous() -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("RssAnon"))


def main() -> None:
    """Print the ratio and the memory."""
    with tempfile.TemporaryDirectory() as folder:
        study = Study(Path(folder))
        study.read()  # warms the files
        memory = AnonymousMemory()
        reading, evaluating = [], []
        for _ in range(RUNS):
            for work, taken in ((study.read, reading), (study.evaluate, evaluating)):
                began = time.perf_counter()
                work()
                taken.append(time.perf_counter() - began)
    print(f"{TRIPLES:,} triples, {REFERENCES:,} references, {MODELS} models, {DIMENSIONS} dimensions, float32 files")
    print(f"reading the rows:  median {statistics.median(reading):.1f} s")
    print(f"evaluating:        median {statistics.median(evaluating):.1f} s, {os.cpu_count()} threads")
    ratios = [ours / read for ours, read in zip(evaluating, reading, strict=True)]
    print(f"ratio: median {statistics.median(ratios):.2f}, of {RUNS} pairs {min(ratios):.2f} to {max(ratios):.2f}")
    print(f"memory beside the files: {(memory.largest - memory.start) / 2**30:.2f} GiB")


if __name__ == "__main__":
    main()
