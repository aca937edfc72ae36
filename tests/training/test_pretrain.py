"""Training without answers, and starting from what it gave."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
import torch

from simlab.encoders import open_encoder
from simlab.errors import FingerprintError, InputError, JobCancelled, NotFoundError
from simlab.evaluation import triple_distances
from simlab.training import ContrastiveRecipe, read_history, train_contrastive, train_cs, train_global
from tests.training.stopping import StopInTraining, weights_of

QUICK = ContrastiveRecipe(size=16, batch=20, epochs=3, projection=16)


@pytest.fixture
def on_mosaics(tiny):
    """A recipe for answers that fits the toy pictures and `QUICK`."""
    return replace(tiny, batch=20, epochs=1, learning_rate=1e-9)


def test_a_trained_network_finds_views_that_an_untrained_one_does_not(many_mosaics):
    light = {"brightness": 0.6, "contrast": 0.0, "saturation": 0.0, "hue": 0.0}
    recipe = replace(
        QUICK, held_out=0.2, batch=64, epochs=20, learning_rate=3e-3, crop_scale=(0.5, 1.0), flip=0.0, **light
    )
    trained = train_contrastive(many_mosaics, recipe, device="cpu")
    idle = replace(recipe, epochs=3, learning_rate=1e-9)
    untrained = train_contrastive(many_mosaics, idle, name="untrained", device="cpu")
    assert trained.selection == "view_retrieval"
    assert (trained.images, trained.triples, trained.left_out) == (240, 0, 0)
    assert trained.figures["view_retrieval"] > 0.45
    assert untrained.figures["view_retrieval"] < 0.3


def test_it_is_registered_with_vectors_of_all_images_and_without_its_projection_head(mosaic_workspace):
    result = train_contrastive(mosaic_workspace, QUICK, kind="features", device="cpu")
    entry = mosaic_workspace.model("contrastive")
    assert (entry.kind, entry.context, entry.encoder) == ("features", None, "checkpoint:contrastive")
    assert np.flatnonzero(~mosaic_workspace.embedding("contrastive").has(np.arange(100))).tolist() == [99]
    assert not any("projection" in name for name in weights_of(mosaic_workspace, "contrastive"))
    stored = json.loads((mosaic_workspace.path / "models" / "contrastive" / "model.json").read_text())
    assert ContrastiveRecipe.from_json({k: v for k, v in stored["recipe"].items() if k != "name"}) == QUICK
    assert stored["outcome"]["images"] == result.images
    history = read_history(result.run)
    assert max(record.figures["view_retrieval"] for record in history) == result.figures["view_retrieval"]
    assert open_encoder("checkpoint:contrastive", mosaic_workspace).preprocessing["size"] == 16


@pytest.mark.parametrize("steps", [2, 5, 8])
def test_a_killed_run_ends_equal_to_the_bit(mosaic_workspace, monkeypatch, steps):
    monkeypatch.setattr("simlab.training.loop.run.CHECKPOINT_SECONDS", 0.0)
    train_contrastive(mosaic_workspace, QUICK, name="whole", device="cpu")
    with pytest.raises(JobCancelled):
        train_contrastive(mosaic_workspace, QUICK, name="killed", device="cpu", progress=StopInTraining(steps))
    train_contrastive(mosaic_workspace, QUICK, name="killed", device="cpu")
    whole, killed = weights_of(mosaic_workspace, "whole"), weights_of(mosaic_workspace, "killed")
    assert all(torch.equal(whole[name], killed[name]) for name in whole)
    runs = [read_history(mosaic_workspace.path / "runs" / run) for run in ("whole", "killed")]
    assert [(r.loss, r.figures) for r in runs[0]] == [(r.loss, r.figures) for r in runs[1]]


def test_a_finished_run_is_only_read_and_another_order_is_refused(mosaic_workspace):
    first = train_contrastive(mosaic_workspace, QUICK, device="cpu")
    assert train_contrastive(mosaic_workspace, QUICK, device="cpu", progress=StopInTraining(0)) == first
    with pytest.raises(FingerprintError, match=re.escape("made with other settings: temperature was 0.2, now 0.5.")):
        train_contrastive(mosaic_workspace, replace(QUICK, temperature=0.5), device="cpu")
    with pytest.raises(FingerprintError, match=r"made with other settings: kind was baseline, now features\."):
        train_contrastive(mosaic_workspace, QUICK, kind="features", device="cpu")


def test_vectors_are_stored_as_asked_and_again_when_asked_otherwise(mosaic_workspace):
    first = train_contrastive(mosaic_workspace, QUICK, device="cpu", store="fp16")
    half = mosaic_workspace.embedding("contrastive")
    assert half.vectors.dtype == np.float16
    again = train_contrastive(mosaic_workspace, QUICK, device="cpu", progress=StopInTraining(0))
    whole = mosaic_workspace.embedding("contrastive")
    assert (again, whole.vectors.dtype) == (first, np.float32)
    distances = [triple_distances(embedding, mosaic_workspace.triples) for embedding in (half, whole)]
    assert distances[0].dtype == np.float64
    np.testing.assert_allclose(distances[0], distances[1], atol=2e-3)
    assert not np.array_equal(distances[0], distances[1])


def test_training_on_answers_starts_from_it(mosaic_workspace, on_mosaics):
    train_contrastive(mosaic_workspace, QUICK, name="start", device="cpu")
    train_cs(mosaic_workspace, "all", replace(on_mosaics, start_from="start", dimensions=None), device="cpu")
    train_global(mosaic_workspace, replace(on_mosaics, dimensions=None), name="cold", device="cpu")
    start, warm, cold = (weights_of(mosaic_workspace, model) for model in ("start", "cs-all", "cold"))
    learned = [name for name, value in start.items() if name.endswith("weight") and value.ndim == 4]
    assert all(torch.allclose(start[name], warm[name], atol=1e-6) for name in learned)
    assert not any(torch.allclose(start[name], cold[name], atol=1e-3) for name in learned)


def test_a_head_is_taken_where_it_fits_and_is_new_and_seeded_where_not(mosaic_workspace, on_mosaics):
    train_contrastive(mosaic_workspace, replace(QUICK, dimensions=8), name="start", device="cpu")
    folder = str(mosaic_workspace.path / "models" / "start")
    heads = {}
    for name, dimensions, seed in (("same", 8, 0), ("other", 4, 0), ("other-again", 4, 0), ("other-seed", 4, 1)):
        recipe = replace(on_mosaics, start_from=folder, dimensions=dimensions, seed=seed)
        train_global(mosaic_workspace, recipe, name=name, device="cpu")
        heads[name] = weights_of(mosaic_workspace, name)["head.weight"]
    torch.testing.assert_close(heads["same"], weights_of(mosaic_workspace, "start")["head.weight"])
    assert torch.equal(heads["other"], heads["other-again"])
    assert not torch.allclose(heads["other"], heads["other-seed"], atol=1e-3)


def test_a_run_from_before_there_was_a_start_is_only_read(mosaic_workspace, on_mosaics):
    first = train_global(mosaic_workspace, on_mosaics, device="cpu")
    description = mosaic_workspace.path / "runs" / "global" / "run.json"
    run = json.loads(description.read_text(encoding="utf-8"))
    del run["recipe"]["start_from"]
    description.write_text(json.dumps(run), encoding="utf-8")
    assert train_global(mosaic_workspace, on_mosaics, device="cpu", progress=StopInTraining(0)) == first


def test_another_start_under_the_same_name_is_refused(mosaic_workspace, on_mosaics):
    train_contrastive(mosaic_workspace, QUICK, name="start", device="cpu")
    recipe = replace(on_mosaics, start_from="start")
    first = train_global(mosaic_workspace, recipe, device="cpu")
    assert train_global(mosaic_workspace, recipe, device="cpu", progress=StopInTraining(0)) == first
    with pytest.raises(FingerprintError, match=r"made with other settings: start_from was start, now None\."):
        train_global(mosaic_workspace, on_mosaics, device="cpu")
    train_contrastive(mosaic_workspace, replace(QUICK, seed=1), name="start", resume=False, device="cpu")
    with pytest.raises(FingerprintError, match=r"made with other settings: start_weights was [0-9a-f]{16}, now "):
        train_global(mosaic_workspace, recipe, device="cpu")


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (
            {"backbone": "resnet10t"},
            InputError,
            "The start model 'start' has backbone 'test_resnet' at 16 × 16 pixels; this recipe has 'resnet10t' at "
            "16 × 16. Both must be the same: set backbone=test_resnet and size=16, or start from another model.",
        ),
        ({"size": 32}, InputError, "at 16 × 16 pixels; this recipe has 'test_resnet' at 32 × 32. Both must be"),
        ({"start_from": "nobody"}, NotFoundError, "There is no trained model in nobody (model.json is missing)"),
    ],
)
def test_a_start_that_does_not_fit_is_refused_before_anything_is_written(
    mosaic_workspace, on_mosaics, change, error, message
):
    train_contrastive(mosaic_workspace, replace(QUICK, epochs=1), name="start", device="cpu")
    recipe = replace(on_mosaics, **{"start_from": "start", **change})
    with pytest.raises(error, match=re.escape(message)):
        train_global(mosaic_workspace, recipe, device="cpu")
    assert not (mosaic_workspace.path / "runs" / "global").exists()
    with pytest.raises(InputError, match=r"Model 'start' cannot start from itself\. Give the new model another --name"):
        train_global(mosaic_workspace, replace(on_mosaics, start_from="start"), name="start", device="cpu")
