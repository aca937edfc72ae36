import json
import re
from dataclasses import replace

import numpy as np
import pytest
import torch

from simlab.encoders import open_encoder
from simlab.errors import ConflictError, FingerprintError, JobCancelled, WorkspaceError
from simlab.evaluation import margins, score, triple_distances
from simlab.training import CSRecipe, OrdinalRecipe, read_history, train_cs, train_global, train_ordinal
from simlab.training.loop import learning_rate
from simlab.workspace import ModelEntry, Workspace, create_workspace
from tests.training.stopping import StopInTraining, weights_of

IMAGES = 32


def accuracy(workspace: Workspace, model: str) -> float:
    triples = workspace.split("validation")
    distances = triple_distances(workspace.embedding(model), triples)
    return float(np.nanmean(score(margins(distances), triples["choice"])))


def test_a_trained_model_answers_clearly_better_than_an_untrained_one(workspace, tiny):
    result = train_global(workspace, replace(tiny, epochs=25, learning_rate=3e-3), device="cpu")
    untrained = train_global(workspace, replace(tiny, epochs=1, learning_rate=1e-9), name="untrained", device="cpu")
    assert result.figures["validation"] > 0.85
    assert result.figures["local"] > 0.8
    assert untrained.figures["validation"] < 0.75
    assert accuracy(workspace, "global") == pytest.approx(result.figures["validation"], abs=0.005)
    assert workspace.model("global").encoder == "checkpoint:global"


def test_a_cs_model_is_registered_with_its_context_and_its_recipe(workspace, tiny):
    result = train_cs(workspace, "dark", tiny, device="cpu")
    assert result.model == "cs-dark"
    assert (workspace.model("cs-dark").kind, workspace.model("cs-dark").context) == ("cs", "dark")
    assert result.selection == "context"
    assert set(result.figures) == {"local", "context", "validation"}
    assert workspace.embedding("cs-dark").has(np.arange(IMAGES)).all()
    assert workspace.embedding("cs-dark").sidecar.checkpoint == "models/cs-dark"
    stored = json.loads((workspace.path / "models" / "cs-dark" / "model.json").read_text())
    assert CSRecipe.from_json({k: v for k, v in stored["recipe"].items() if k != "name"}) == tiny
    history = read_history(result.run)
    assert [record.epoch for record in history] == [1, 2, 3]
    assert history[result.best_epoch - 1].figures == result.figures
    assert max(record.figures["context"] for record in history) == result.figures["context"]
    encoder = open_encoder("checkpoint:cs-dark", workspace)
    assert (encoder.dimensions, encoder.preprocessing["size"]) == (workspace.embedding("cs-dark").vectors.shape[1], 16)


@pytest.mark.parametrize("steps", [2, 4, 8])
def test_a_killed_run_ends_equal_to_the_bit(workspace, monkeypatch, steps, tiny):
    monkeypatch.setattr("simlab.training.loop.run.CHECKPOINT_SECONDS", 0.0)
    train_global(workspace, tiny, name="whole", device="cpu")
    with pytest.raises(JobCancelled):
        train_global(workspace, tiny, name="killed", device="cpu", progress=StopInTraining(steps))
    assert not (workspace.path / "models" / "killed").exists()
    train_global(workspace, tiny, name="killed", device="cpu")
    whole, killed = weights_of(workspace, "whole"), weights_of(workspace, "killed")
    assert all(torch.equal(whole[name], killed[name]) for name in whole)
    figures = [
        [(r.loss, r.figures) for r in read_history(workspace.path / "runs" / run)] for run in ("whole", "killed")
    ]
    assert figures[0] == figures[1]
    rows = np.arange(IMAGES)
    np.testing.assert_array_equal(workspace.embedding("whole").take(rows), workspace.embedding("killed").take(rows))


def test_a_finished_run_is_only_read_and_other_settings_are_refused(workspace, tiny):
    first = train_global(workspace, tiny, device="cpu")
    assert train_global(workspace, tiny, device="cpu", progress=StopInTraining(0)) == first
    expected = (
        "Run 'global' was made with other settings: epochs was 3, now 4. Give this one another --name, or start over"
    )
    with pytest.raises(FingerprintError, match=re.escape(expected)):
        train_global(workspace, replace(tiny, epochs=4), device="cpu")
    assert train_global(workspace, replace(tiny, epochs=1), resume=False, device="cpu").epochs == 1


def test_an_imported_model_is_not_replaced(workspace, tiny):
    workspace.write_embedding(ModelEntry("global", "global"), np.ones((2, 3)), np.array([0, 1]))
    with pytest.raises(ConflictError, match=r"has a model 'global' that was not trained here; .* another --name\."):
        train_global(workspace, tiny, device="cpu")
    assert not (workspace.path / "runs" / "global").exists()


def test_a_damaged_checkpoint_is_refused(workspace, monkeypatch, tiny):
    monkeypatch.setattr("simlab.training.loop.run.CHECKPOINT_SECONDS", 0.0)
    with pytest.raises(JobCancelled):
        train_global(workspace, tiny, device="cpu", progress=StopInTraining(4))
    (workspace.path / "runs" / "global" / "checkpoint.safetensors").write_bytes(b"half a file")
    with pytest.raises(WorkspaceError, match=r"is damaged .* train again with --no-resume"):
        train_global(workspace, tiny, device="cpu")


def test_free_vectors_learn_the_answers_and_only_known_objects_get_one(tmp_path, toy_content):
    content = toy_content(tmp_path)
    training = (content.triples["split"] == "train") & (content.triples[["reference", "a", "b"]] == 3).any(axis=1)
    content = replace(content, triples=content.triples[~training])
    workspace = create_workspace(tmp_path / "ws", content)
    result = train_ordinal(
        workspace, OrdinalRecipe(dimensions=3, batch=64, epochs=60, learning_rate=0.05, temperature=0.3)
    )
    assert result.figures["validation"] > 0.85
    assert np.flatnonzero(~workspace.embedding("ordinal").has(np.arange(IMAGES))).tolist() == [3]
    assert (workspace.model("ordinal").kind, workspace.model("ordinal").encoder) == ("global", "ordinal")


def test_renditions_of_one_object_share_its_free_vector(tmp_path, toy_content):
    content = toy_content(tmp_path)
    content.images["object"] = [f"o{number % 31}" for number in range(IMAGES)]
    of_both = content.triples[["reference", "a", "b"]].isin([0, 31]).any(axis=1)
    content = replace(content, triples=content.triples[~of_both | (content.triples.index % 2 == 1)])
    workspace = create_workspace(tmp_path / "ws", content)
    train_ordinal(workspace, OrdinalRecipe(dimensions=4, epochs=1))
    first, second = workspace.embedding("ordinal").take(np.array([0, 31]))
    np.testing.assert_array_equal(first, second)


def test_the_learning_rate_rises_and_falls_to_nothing():
    recipe = CSRecipe(learning_rate=1.0)
    rates = [learning_rate(recipe, step, 100) for step in range(100)]
    assert rates[0] == 0.2
    assert max(rates) == rates[4] == rates[5] == 1.0
    assert rates[-1] < 0.001
    assert {learning_rate(replace(recipe, schedule="constant"), step, 100) for step in range(100)} == {1.0}
