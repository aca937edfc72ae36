"""Training a head or adapters on a network that stays as it is."""

import re
from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from simlab.encoders.networks import read_model
from simlab.errors import ConflictError, FingerprintError, InputError, JobCancelled, NotFoundError, TrainingError
from simlab.progress import SilentProgress
from simlab.training import CSRecipe, train_cs, train_global
from simlab.training.adapter_gradients import require_adapter_gradients
from simlab.training.augmentation import augmented
from simlab.training.dependents import models_standing_on
from simlab.training.embedders import FEATURES, FeatureEmbedder, PictureEmbedder, embedder_for
from simlab.training.image_bank import ImageBank
from simlab.training.networks import network_for, network_source
from simlab.training.runs import delete_run
from simlab.training.train import global_training
from simlab.workspace import Workspace
from tests.training.stopping import StopInTraining

IMAGES = 32
CPU = torch.device("cpu")
HEAD = {"tuning": "head", "head": "mlp", "hidden": 16, "dimensions": 8, "views": 3}
LORA = {"backbone": "test_vit", "tuning": "lora", "dimensions": 8}
JOINED = "scratch:test_resnet?size=16&seed=1+scratch:test_vit?size=32&seed=1"


def stored(workspace: Workspace, model: str) -> dict[str, torch.Tensor]:
    return load_file(workspace.path / "models" / model / "weights.safetensors")


def embedder_of(workspace: Workspace, recipe: CSRecipe, folder) -> PictureEmbedder | FeatureEmbedder:
    rows = np.arange(IMAGES)
    network = network_for(workspace, recipe, "model")
    return embedder_for(
        workspace,
        network,
        recipe,
        training_rows=rows[:20],
        plain_rows=rows,
        device=CPU,
        folder=folder,
        progress=SilentProgress(),
    )


@pytest.mark.parametrize("settings", [HEAD, LORA], ids=["head", "lora"])
def test_a_trained_model_answers_better_than_an_untrained_one_on_the_same_backbone(workspace, tiny, settings):
    recipe = replace(tiny, **settings, epochs=10, learning_rate=1e-2)
    trained = train_global(workspace, recipe, name="trained", device="cpu")
    idle = train_global(workspace, replace(recipe, epochs=1, learning_rate=1e-9), name="idle", device="cpu")
    assert trained.figures["validation"] > max(0.72, idle.figures["validation"] + 0.05)
    networks = [read_model(workspace.path / "models" / name) for name in ("trained", "idle")]
    states = [
        {name: value for name, value in network.backbone.state_dict().items() if "lora" not in name}
        for network in networks
    ]
    assert all(torch.equal(value, states[1][name]) for name, value in states[0].items())
    assert networks[0].base_fingerprint == networks[1].base_fingerprint
    assert 0 < trained.weights["trained"] < trained.weights["all"]


@pytest.mark.parametrize(
    "settings",
    [{}, HEAD, {**HEAD, "views": 1}, {**HEAD, "backbone": JOINED, "size": None}, LORA],
    ids=["full", "head", "plain head", "head on two", "lora"],
)
def test_vectors_in_training_are_those_of_the_finished_model(workspace, tiny, settings):
    training = global_training(workspace, replace(tiny, **settings, epochs=2, learning_rate=1e-2), device="cpu")
    problems = []
    training = replace(training, begin=lambda begin=training.begin: problems.append(begin()) or problems[0])
    training.run()
    rows = np.arange(IMAGES)
    in_training = problems[0].embedder.vectors(rows)
    np.testing.assert_allclose(workspace.embedding("global").take(rows), in_training, atol=2e-6)
    assert not (workspace.path / "runs" / "global" / FEATURES).exists()


def test_the_ranking_block_learns_beside_adapters_and_the_log_says_where_they_are(workspace, tiny):
    progress = StopInTraining(10_000)
    training = global_training(
        workspace, replace(tiny, **LORA, ranking_weight=1.0, epochs=1), device="cpu", progress=progress
    )
    problems, first = [], []

    def begin():
        problems.append(problem := training.begin())
        first.append(problem.ranking_block.linear.weight.detach().clone())
        return problem

    replace(training, begin=begin).run()
    assert not torch.equal(problems[0].ranking_block.linear.weight, first[0])
    assert any(
        line.startswith("adapters of rank 4 at 6 layers (network.backbone.blocks.0.attn.qkv, ")
        for line in progress.lines
    )
    assert any(re.search(r"[\d,]+ of [\d,]+ weights are trained \(\d+\.\d%\)", line) for line in progress.lines)


def test_adapters_without_gradients_are_refused(workspace, tiny, tmp_path):
    embedder = embedder_of(workspace, replace(tiny, **LORA), tmp_path)
    modules = torch.nn.ModuleDict({"embedder": embedder.module})
    embedder.training_vectors(torch.arange(4), torch.Generator()).sum().backward()
    require_adapter_gradients(modules)
    embedder.network.adapters()[2].b.weight.grad.zero_()
    embedder.network.adapters()[4].b.weight.grad = None
    expected = (
        r"2 of 6 adapters got no gradient in the first step \(network\.backbone\.blocks\.2\.attn\.qkv, .*blocks\.4"
    )
    with pytest.raises(TrainingError, match=expected):
        require_adapter_gradients(modules)


def test_a_run_whose_adapters_learn_nothing_stops_at_once(workspace, tiny, monkeypatch):
    monkeypatch.setattr(
        "simlab.training.triplet_problem.TripletProblem.loss",
        lambda problem, batch, generator: problem.embedder.network.head.weight.square().mean(),
    )
    with pytest.raises(TrainingError, match="6 of 6 adapters got no gradient"):
        train_global(workspace, replace(tiny, **LORA), device="cpu")


@pytest.mark.parametrize("steps", [1, 4])
def test_a_killed_run_on_features_ends_equal_and_computes_them_once(workspace, tiny, steps):
    recipe = replace(tiny, **HEAD)
    train_global(workspace, recipe, name="whole", device="cpu")
    with pytest.raises(JobCancelled):
        train_global(workspace, recipe, name="killed", device="cpu", progress=StopInTraining(steps))
    again = StopInTraining(10_000)
    train_global(workspace, recipe, name="killed", device="cpu", progress=again)
    assert "computing features" not in again.stages
    whole, killed = stored(workspace, "whole"), stored(workspace, "killed")
    assert all(torch.equal(whole[name], killed[name]) for name in whole)


def test_features_are_those_of_views_drawn_from_the_seed(workspace, tiny, tmp_path):
    recipe = replace(tiny, **HEAD)
    embedder = embedder_of(workspace, recipe, tmp_path)
    network = embedder.network.eval()
    bank = ImageBank(workspace, np.arange(20), PictureEmbedder.bank_side(recipe.size))
    generator = torch.Generator().manual_seed(recipe.seed)
    with torch.inference_mode():
        views = [augmented(bank.take(torch.arange(20)), recipe, recipe.size, generator) for _ in range(3)]
        expected = torch.stack([network.outputs(network.normalise(view)) for view in views])
        found = embedder.training_outputs(torch.arange(20).repeat(3), torch.Generator().manual_seed(5)).view(3, 20, -1)
    for image in range(20):
        order = [int((expected[:, image] - one).abs().sum(dim=1).argmin()) for one in found[:, image]]
        assert sorted(order) == [0, 1, 2]
        torch.testing.assert_close(found[:, image], expected[order, image], atol=1e-5, rtol=0)
    lengths = embedder.training_vectors(torch.arange(20), generator).norm(dim=1)
    torch.testing.assert_close(lengths, torch.ones(20))


def test_a_network_that_other_training_gave_serves_under_a_cs_model(workspace, tiny):
    train_global(workspace, tiny, name="start", device="cpu", register=False)
    source = network_source(workspace, replace(tiny, backbone="checkpoint:start", size=None, **HEAD), "cs-dark")
    assert list(source) == ["backbone_weights"]
    recipe = replace(tiny, backbone="checkpoint:start", size=None, tuning="head", dimensions=4, views=2)
    result = train_cs(workspace, "dark", recipe, device="cpu")
    assert set(result.figures) == {"local", "context", "validation"}
    assert set(stored(workspace, "cs-dark")) == {"head.weight", "head.bias"}
    assert models_standing_on(workspace, "start") == ["cs-dark"]
    assert models_standing_on(workspace, "cs-dark") == []
    with pytest.raises(
        ConflictError, match=r"1 model\(s\) are a head or adapters on model 'start' .* \(cs-dark\)\. De"
    ):
        delete_run(workspace, "start")
    train_global(workspace, replace(tiny, seed=1), name="start", device="cpu", resume=False)
    with pytest.raises(FingerprintError, match=r"made with other settings: backbone_weights was [0-9a-f]{16}, now"):
        train_cs(workspace, "dark", recipe, device="cpu")
    with pytest.raises(FingerprintError, match=r"trained on 'checkpoint:start' with fingerprint"):
        read_model(workspace.path / "models" / "cs-dark")


def test_adapters_go_on_from_those_of_another_model(workspace, tiny):
    recipe = replace(tiny, **LORA, epochs=1)
    train_global(workspace, replace(recipe, learning_rate=1e-2), name="start", device="cpu")
    train_global(workspace, replace(recipe, start_from="start", learning_rate=1e-9), name="next", device="cpu")
    start, following = stored(workspace, "start"), stored(workspace, "next")
    assert all(torch.allclose(start[name], following[name], atol=1e-6) for name in start)
    with pytest.raises(InputError, match=r"has adapters of rank 4 and alpha 8 at the attention; this recipe has .* 2"):
        train_global(workspace, replace(recipe, start_from="start", lora_rank=2), name="other", device="cpu")


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"start_from": "start", **LORA, "backbone": "test_resnet"}, InputError, "Set backbone=checkpoint:start with"),
        (
            {"start_from": "start", **HEAD},
            InputError,
            "was trained with tuning=full, and this recipe, with tuning=head",
        ),
        ({**HEAD, "backbone": "checkpoint:nobody", "size": None}, NotFoundError, "There is no trained model in nobody"),
        (
            {"backbone": "scratch:test_vit+scratch:test_resnet", "size": None},
            InputError,
            "joins 2 networks, and tuning",
        ),
        ({**HEAD, "backbone": "hash:perceptual", "size": None}, InputError, "'hash:perceptual' is no network."),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_is_written(workspace, tiny, settings, error, message):
    train_global(workspace, replace(tiny, epochs=1), name="start", device="cpu")
    with pytest.raises(error, match=re.escape(message)):
        train_global(workspace, replace(tiny, **settings), device="cpu")
    assert not (workspace.path / "runs" / "global").exists()
    on_itself = replace(tiny, backbone="checkpoint:start", size=None, **HEAD)
    with pytest.raises(InputError, match=r"Model 'start' cannot stand on itself\. Give the new model another --name"):
        train_global(workspace, on_itself, name="start", device="cpu", resume=False)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"tuning": "head"}, "dimensions is None; it must be a number when tuning is head"),
        ({"tuning": "some"}, "tuning is 'some'; it must be full, head or lora."),
        ({"head": "deep"}, "head is 'deep'; it must be linear or mlp."),
        ({"size": 8}, "size is 8; it must be between 16 and 1024 pixels, or left out."),
        ({"lora_rank": 0}, "lora_rank is 0; it must be 1 or more."),
        ({"views": 0}, "views is 0; it must be 1 or more."),
    ],
)
def test_settings_out_of_range_are_refused(settings, message):
    with pytest.raises(InputError, match=re.escape(message)):
        CSRecipe(**{"dimensions": None, **settings})


def test_a_size_left_out_is_64_for_a_bare_name_and_the_networks_own_for_a_spec():
    assert CSRecipe().size == 64
    assert CSRecipe(backbone="timm:test_vit").size is None
    assert CSRecipe(backbone="CLIP").backbone == "open_clip:ViT-B-32/openai"
    recipe = CSRecipe(backbone="timm:test_vit", tuning="lora", lora_targets=("qkv", "proj"))
    assert CSRecipe.from_json(recipe.as_json()) == recipe
