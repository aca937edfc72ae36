"""Learning without answers on what others trained: adapters, and heads on frozen networks."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from simlab.encoders import encode, open_encoder
from simlab.errors import JobCancelled
from simlab.training import ContrastiveRecipe, train_contrastive
from tests.training.stopping import StopInTraining

QUICK = ContrastiveRecipe(size=32, batch=20, epochs=2, projection=None, dimensions=12, learning_rate=1e-2)
SPEC = "scratch:test_vit?size=32&seed=3"
TWO = f"{SPEC}+scratch:test_resnet?size=32&seed=4"
TUNINGS = {
    "lora": {"backbone": SPEC, "tuning": "lora"},
    "head": {"backbone": SPEC, "tuning": "head", "head": "mlp", "views": 3},
    "two": {"backbone": TWO, "tuning": "head", "head": "mlp", "hidden": 20, "views": 3},
}


@pytest.mark.parametrize("tuning", list(TUNINGS))
def test_only_what_was_trained_is_stored_and_the_stored_model_gives_the_registered_vectors(mosaic_workspace, tuning):
    result = train_contrastive(mosaic_workspace, replace(QUICK, size=None, **TUNINGS[tuning]), name="new", device="cpu")
    assert result.selection == "view_retrieval"
    assert result.weights["trained"] < 0.2 * result.weights["all"]
    stored = load_file(mosaic_workspace.path / "models" / "new" / "weights.safetensors")
    assert sum(value.numel() for value in stored.values()) == result.weights["trained"]
    rows = [0, 30, 60]
    pictures = [mosaic_workspace.picture(row) for row in rows]
    embedding = mosaic_workspace.embedding("new")
    found = encode(open_encoder("checkpoint:new", mosaic_workspace), pictures)
    assert found.shape == (3, 12)
    np.testing.assert_allclose(found, np.asarray(embedding.vectors)[embedding.rows[rows]], atol=1e-5)


def test_a_killed_run_of_a_head_ends_equal_to_the_bit(mosaic_workspace, monkeypatch):
    monkeypatch.setattr("simlab.training.loop.run.CHECKPOINT_SECONDS", 0.0)
    recipe = replace(QUICK, size=None, **TUNINGS["head"])
    train_contrastive(mosaic_workspace, recipe, name="whole", device="cpu")
    with pytest.raises(JobCancelled):
        train_contrastive(mosaic_workspace, recipe, name="killed", device="cpu", progress=StopInTraining(3))
    train_contrastive(mosaic_workspace, recipe, name="killed", device="cpu")
    whole, killed = (
        load_file(mosaic_workspace.path / "models" / name / "weights.safetensors") for name in ("whole", "killed")
    )
    assert all(torch.equal(whole[name], killed[name]) for name in whole)
