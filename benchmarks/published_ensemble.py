"""The published ensemble, vectorised, against a literal loop over the same specification.

Run as `python -m benchmarks.published_ensemble`. Eight models, 1,320 validation and 1,010 test references, 22,000
triples from rows of three candidates, 512 dimensions, float64, three modes, both splits. Both sides compute distances
once, start from vectors in memory, and give the same answers, which is asserted. Runs are interleaved.
"""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pandas as pd

from simlab.ensembles import Questions
from simlab.ensembles.published import PublishedMode, PublishedStrategy
from simlab.evaluation import distance_table
from tests.ensembles import literal_published as literal

MODELS, DIMENSIONS, IMAGES, RUNS = 8, 512, 8_000, 5
ROWS = {"validation": (1_320, 4_000), "test": (1_010, 3_334)}
MODES: tuple[PublishedMode, ...] = ("avg", "max", "thres")
ANCHORS = tuple(range(8))


@dataclass(frozen=True, eq=False)
class Vectors:
    """Vectors of all images."""

    model: str
    vectors: np.ndarray

    @property
    def rows(self) -> np.ndarray:
        """Image row by image row."""
        return np.arange(len(self.vectors), dtype=np.int32)

    @property
    def sidecar(self) -> SimpleNamespace:
        """Compared by cosine."""
        return SimpleNamespace(distance="cosine")


class Study:
    """Random vectors, each model better in a part of the feature space of its own, and answers that say so."""

    def __init__(self) -> None:
        rng = np.random.default_rng(0)
        look = rng.normal(size=(IMAGES, DIMENSIONS)) * np.linspace(2, 0.1, DIMENSIONS)
        self.features = Vectors("features", look)
        self.models = {f"m{n}": Vectors(f"m{n}", rng.normal(size=(IMAGES, DIMENSIONS))) for n in range(MODELS)}
        self.triples: dict[str, pd.DataFrame] = {}
        for split, (n_references, n_rows) in ROWS.items():
            references = rng.choice(np.arange(len(ANCHORS), IMAGES), n_references, replace=False)
            reference = np.concatenate([references, rng.choice(references, n_rows - n_references)])
            candidates = rng.integers(0, IMAGES, (n_rows, 3))
            pairs = np.concatenate([candidates[:, [0, 1]], candidates[:, [0, 2]], candidates[:, [1, 2]]])
            table = pd.DataFrame(pairs, columns=["a", "b"]).assign(reference=np.tile(reference, 3), row=0)
            table["choice"] = rng.choice(["A", "B"], len(table))
            self.triples[split] = table
        for number, model in enumerate(self.models.values()):
            skill = np.clip(look[:, 0] * np.cos(number) + look[:, 1] * np.sin(number), 0, 2)[:, None]
            for table in self.triples.values():
                near = np.where(table["choice"] == "A", table["a"], table["b"])
                model.vectors[near] += 0.1 * skill[near] * model.vectors[table["reference"]]

    def embedding(self, model: str, /) -> Vectors:
        """The vectors of one model."""
        return self.models[model]


def by_loop(study: Study) -> dict[tuple[str, str], np.ndarray]:
    """For each mode and split whether B is closer, a triple, a cell and a reference at a time."""
    vectors = [model.vectors for model in study.models.values()]
    triples = {split: table[["reference", "a", "b"]].to_numpy() for split, table in study.triples.items()}
    distances = {split: literal.triple_distances(vectors, asked) for split, asked in triples.items()}
    human = (study.triples["validation"]["choice"] == "B").to_numpy()
    answers = literal.answers_of(distances["validation"])
    accuracy = literal.accuracies(answers, triples["validation"], human)
    references = sorted(set(triples["validation"][:, 0]))
    found = {}
    for split, asked in triples.items():
        places = sorted(set(asked[:, 0]))
        on_map, coordinates, _ = literal.projected(study.features.vectors, references, list(ANCHORS), places, 2)
        grid = literal.grid(on_map, accuracy)
        for mode in MODES:
            weights_of = {
                r: literal.weights_at(grid, x, y, mode) for r, (x, y) in zip(places, coordinates, strict=True)
            }
            found[mode, split] = literal.weighed_answers(distances[split], asked, weights_of)
    return found


def vectorised(study: Study) -> dict[tuple[str, str], np.ndarray]:
    """The same by SimLab."""
    names = list(study.models)
    asked = {split: Questions.of(distance_table(study, table, names)) for split, table in study.triples.items()}
    n_test = len(asked["test"].references)
    found = {}
    strategy = PublishedStrategy("credibility", "avg", study.models, study.features, ANCHORS, n_test)
    fitted = strategy.fit(asked["validation"])
    for mode in MODES:
        for split, questions in asked.items():
            found[mode, split] = fitted.in_mode(mode).predict(questions).margin < 0
    return found


def seconds(work: Callable[[Study], dict[tuple[str, str], np.ndarray]], study: Study) -> tuple[float, dict]:
    """How long it takes, and what it finds."""
    began = time.perf_counter()
    found = work(study)
    return time.perf_counter() - began, found


def main() -> None:
    """Print the ratio."""
    study = Study()
    loops, ours = [], []
    for _ in range(RUNS):
        taken, expected = seconds(by_loop, study)
        loops.append(taken)
        taken, found = seconds(vectorised, study)
        ours.append(taken)
        assert all((found[key] == expected[key]).all() for key in expected)
    n_triples = sum(map(len, study.triples.values()))
    ratios = [loop / our for loop, our in zip(loops, ours, strict=True)]
    print(f"{MODELS} models, {n_triples:,} triples, {DIMENSIONS} dimensions, float64, {len(MODES)} modes, both splits")
    print(f"literal loop:  median {statistics.median(loops):.2f} s, 1 thread")
    print(f"vectorised:    median {statistics.median(ours):.2f} s, {os.cpu_count()} threads")
    print(f"ratio: median {statistics.median(ratios):.0f}, of {RUNS} pairs {min(ratios):.0f} to {max(ratios):.0f}")


if __name__ == "__main__":
    main()
