"""Whoever answers without looking scores one half, within the interval, on every split of every imported workspace."""

import numpy as np
import pytest

from simlab.evaluation import accuracy_estimate, score
from simlab.sources import import_cosis, import_material
from simlab.studies.model_evaluation import evaluate_models
from simlab.workspace import ModelEntry, Workspace

IMPORTERS = {"material": import_material, "cosis": import_cosis}


@pytest.mark.real_data
@pytest.mark.parametrize("name", sorted(IMPORTERS))
def test_constant_and_random_models_score_one_half(name, tmp_path, real_data):
    IMPORTERS[name](real_data / name, tmp_path / name)
    workspace = Workspace.open(tmp_path / name)
    rows = np.arange(len(workspace.images))
    vectors = np.random.default_rng(0).standard_normal((len(rows), 16)).astype(np.float32)
    workspace.write_embedding(ModelEntry("random", "baseline"), vectors, rows)
    workspace.write_embedding(ModelEntry("same", "baseline"), np.ones((len(rows), 4), np.float32), rows)
    for split in ("validation", "test"):
        triples = workspace.split(split)
        always_a = accuracy_estimate(
            score(np.ones(len(triples)), triples["choice"]), triples["reference"].to_numpy(), triples["row"].to_numpy()
        )
        by_chance, same = evaluate_models(workspace, split, reveal="a test with models that know nothing").rows
        assert same.estimate.value == 0.5
        for estimate in (always_a, by_chance.estimate):
            assert estimate.low is not None
            assert estimate.high is not None
            assert estimate.low <= 0.5 <= estimate.high, (split, estimate)
