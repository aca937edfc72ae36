"""The published ensemble on the real CoSIS labels, by the commands a user runs, against a literal loop over arrays."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.ensembles import literal_published as literal

ANCHORS = (715, 2723, 389, 1673, 1006, 254, 2352, 667)
POOLS = {"val": 5_000, "train": 15_000}
DIMENSIONS, FEATURES = 12, 80
MODES = ("avg", "max", "thres", "mlp")


@dataclass(frozen=True, eq=False)
class Published:
    """Label arrays, and vectors of eight models and one feature space for both pools."""

    triples: dict[str, np.ndarray]
    b_closer: dict[str, np.ndarray]
    models: dict[str, list[np.ndarray]]
    features: dict[str, np.ndarray]

    def answers(self, mode: str, split: str) -> np.ndarray:
        """True where B is closer, by the loop; the two splits have a pool each."""
        references = sorted(set(self.triples["validation"][:, 0]))
        accuracy = literal.accuracies(
            literal.model_answers(self.models["validation"], self.triples["validation"]),
            self.triples["validation"],
            self.b_closer["validation"],
        )
        asked = sorted(set(self.triples[split][:, 0]))
        # One table of both pools, so that anchors and references of either have a row.
        both = np.concatenate([self.features["validation"], self.features["test"]])
        shift = len(self.features["validation"]) if split == "test" else 0
        places = [reference + shift for reference in asked]
        components = 64 if mode == "mlp" else 2
        coordinates, found, order = literal.projected(both, references, list(ANCHORS), places, components)
        if mode == "mlp":
            n_test = len(set(self.triples["test"][:, 0]))
            weights = literal.gate_weights(coordinates, accuracy, references, order, found, n_test).T
        else:
            grid = literal.grid(coordinates, accuracy)
            weights = [literal.weights_at(grid, x, y, mode) for x, y in found]
        weights_of = dict(zip(asked, weights, strict=True))
        return literal.ensemble_answers(self.models[split], self.triples[split], weights_of)


@pytest.fixture(scope="module")
def published(real_data: Path) -> Published:
    """Models that are right more often in a part of the feature space of their own, so that weights differ."""
    rng = np.random.default_rng(11)
    triples, b_closer, models, features = {}, {}, {}, {}
    for split, stem, pool in (("validation", "mulref_val", "val"), ("test", "mulref_test", "train")):
        array = np.load(real_data / "cosis" / "npy_labels" / f"{stem}.npy", allow_pickle=False).astype(np.int64)
        triples[split], b_closer[split] = array[:, 3:], array[:, 0] == 1
        place = rng.normal(size=(POOLS[pool], FEATURES)) * np.linspace(2, 0.1, FEATURES)
        features[split] = place.astype(np.float32)
        models[split] = []
        for number in range(len(ANCHORS)):
            skill = np.clip(place[:, 0] * np.cos(number) + place[:, 1] * np.sin(number), 0, 2)[:, None]
            vectors = rng.normal(size=(POOLS[pool], DIMENSIONS))
            near = np.where(b_closer[split], array[:, 5], array[:, 4])
            vectors[near] += 0.4 * skill[near] * vectors[array[:, 3]]
            models[split].append(vectors.astype(np.float32))
    return Published(triples, b_closer, models, features)


@pytest.fixture
def study(published, real_data, tmp_path, simlab):
    out = tmp_path / "cosis"
    assert simlab("import", "cosis", real_data / "cosis", "--out", out).status == 0
    for number, anchor in enumerate([*ANCHORS, None]):
        name, kind = (
            ("features", ["features"]) if anchor is None else (f"cs-{anchor}", ["cs", "--context", f"ref-{anchor}"])
        )
        for pool, split in (("val", "validation"), ("train", "test")):
            file = tmp_path / "vectors.npy"
            np.save(file, published.features[split] if anchor is None else published.models[split][number])
            command = ["import", "embeddings", out, "--model", name, "--kind", *kind, "--pool", pool, "--file", file]
            assert simlab(*command).status == 0
    return out


def test_every_answer_of_the_published_code(published, study, simlab, tmp_path):
    for mode in MODES:
        strategy = ["--strategy", "mlp"] if mode == "mlp" else ["--strategy", "credibility", "--mode", mode]
        for split in ("validation", "test"):
            file = tmp_path / f"{mode}-{split}.parquet"
            reveal = ["--reveal", "comparison with the published code"] if split == "test" else []
            command = ["ensemble", study, *strategy, "--paper-compatible", "--split", split, "--out", file, *reveal]
            ran = simlab(*command, "--json")
            assert ran.status == 0, ran.said
            answers = pd.read_parquet(file)
            images = [answers[column].str.rpartition("/")[2].astype(int) for column in ("reference", "a", "b")]
            assert (np.column_stack(images) == published.triples[split]).all()
            said = answers["prediction"].map({"A": False, "B": True}).to_numpy(dtype=bool)
            expected = published.answers(mode, split)
            assert (said == expected).all(), f"{mode} {split}: {(said != expected).sum()} of {len(said)} differ"
            assert ran.json["accuracy"] == pytest.approx((expected == published.b_closer[split]).mean())
