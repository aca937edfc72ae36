"""Networks of every tuning, on disk and back."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from simlab.encoders import encode, open_encoder
from simlab.encoders.adapters import adapters_of, add_adapters
from simlab.encoders.embedding_network import EmbeddingNetwork
from simlab.encoders.model_files import write_model
from simlab.encoders.network_shape import NetworkShape
from simlab.encoders.networks import build_network, read_model
from simlab.errors import FingerprintError, InputError, NotFoundError, WeightsMissingError
from simlab.workspace.fingerprints import fingerprint
from tests.random_weights import random_weights

DEMO = Path(__file__).resolve().parents[2] / "data" / "demo" / "models"
VIT = "timm:test_vit.r160_in1k"


@pytest.fixture
def weights(tmp_path) -> Path:
    return random_weights(VIT, tmp_path / "weights", 0)


def pixels_of(network: EmbeddingNetwork, count: int = 3) -> torch.Tensor:
    generator = torch.Generator().manual_seed(0)
    return network.normalise(torch.rand(count, 3, network.size, network.size, generator=generator))


def vectors_of(network: EmbeddingNetwork) -> torch.Tensor:
    network.eval()
    with torch.inference_mode():
        return network(pixels_of(network))


def moved(network: EmbeddingNetwork) -> EmbeddingNetwork:
    """As after training: what is trained is somewhere else."""
    with torch.no_grad():
        for number, weight in enumerate(network.trained.parameters()):
            noise = torch.randn(weight.shape, generator=torch.Generator().manual_seed(number))
            weight += 0.1 * noise
    return network


def assert_same_after_a_round_trip(network: EmbeddingNetwork, folder: Path) -> None:
    write_model(folder, network, {})
    again = read_model(folder)
    assert again.shape == network.shape
    states = network.state_dict(), again.state_dict()
    assert states[0].keys() == states[1].keys()
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])
    assert torch.equal(vectors_of(network), vectors_of(again))


def test_models_of_format_one_open_with_the_very_weights_and_fingerprint_that_they_had():
    for folder in (DEMO / name for name in ("backbone", "cs-ocean", "global")):
        stored = json.loads((folder / "model.json").read_text())
        network, file = read_model(folder), load_file(folder / "weights.safetensors")
        assert stored["format_version"] == 1
        assert network.state_dict().keys() == file.keys()
        assert all(torch.equal(value, file[name]) for name, value in network.state_dict().items())
        encoder = open_encoder(f"checkpoint:{folder}")
        weights = {name: value.numpy() for name, value in file.items()}
        assert encoder.fingerprint == fingerprint(stored["network"], weights, encoder.preprocessing)


def test_random_weights_are_drawn_as_before_there_were_other_backbones():
    import timm

    network = build_network(NetworkShape("test_resnet", 16, 5), seed=3)
    torch.manual_seed(3)
    backbone = timm.create_model("test_resnet", pretrained=False, num_classes=0)
    head = torch.nn.Linear(network.features, 5)
    assert all(torch.equal(value, network.backbone.state_dict()[name]) for name, value in backbone.state_dict().items())
    assert torch.equal(head.weight, network.head.weight)


def test_a_published_network_trained_in_full_opens_without_the_published_file(tmp_path, weights):
    network = build_network(NetworkShape(f"{VIT}@{weights}", None, 6), seed=0)
    assert (network.size, network.shape.size, network.base_fingerprint) == (160, 160, None)
    assert all(weight.requires_grad for weight in network.parameters())
    weights.unlink()
    assert_same_after_a_round_trip(moved(network), tmp_path / "full")


def test_it_normalises_as_its_backbone_was_trained_to(weights):
    clip, ours = NetworkShape(f"{VIT}@{weights}", 32), NetworkShape("test_resnet", 32)
    networks = [build_network(shape, 0) for shape in (clip, ours)]
    assert [network.preparation.mean for network in networks] == [(0.5, 0.5, 0.5), (0.485, 0.456, 0.406)]
    white = torch.ones(1, 3, 32, 32)
    assert torch.all(networks[0].normalise(white) == 1)
    torch.testing.assert_close(networks[1].normalise(white)[0, 0, 0, 0], torch.tensor((1 - 0.485) / 0.229))
    assert torch.equal(networks[0].normalise(torch.full((1, 3, 32, 32), 255, dtype=torch.uint8)), white)


@pytest.mark.parametrize(("head", "parameters"), [("linear", 2), ("mlp", 4)])
def test_of_a_trained_head_the_file_holds_the_head_alone(tmp_path, weights, head, parameters):
    shape = NetworkShape(f"{VIT}@{weights}", 32, 6, head=head, hidden=9 if head == "mlp" else None, tuning="head")
    network = moved(build_network(shape, seed=0))
    assert sum(weight.requires_grad for weight in network.parameters()) == parameters
    assert_same_after_a_round_trip(network, tmp_path / "head")
    stored = load_file(tmp_path / "head" / "weights.safetensors")
    assert len(stored) == parameters
    assert all(name.startswith("head.") for name in stored)


def test_a_frozen_backbone_computes_in_training_as_in_use():
    network = build_network(NetworkShape("scratch:test_resnet?size=16&seed=0", 16, 6, tuning="head"), seed=0)
    pixels = pixels_of(network)
    network.train()
    before = network.state_dict()["backbone.network.backbone.bn1.running_mean"].clone()
    training = network(pixels)
    assert torch.equal(before, network.state_dict()["backbone.network.backbone.bn1.running_mean"])
    assert torch.equal(training, network.eval()(pixels))


@pytest.mark.parametrize("tuning", ["head", "lora"])
def test_other_weights_under_a_head_or_adapters_are_refused(tmp_path, weights, tuning):
    network = build_network(NetworkShape(f"{VIT}@{weights}", 32, 6, tuning=tuning), seed=0)
    write_model(tmp_path / "model", network, {})
    random_weights(VIT, weights.parent, seed=1)
    with pytest.raises(FingerprintError, match=r"was trained on 'timm:test_vit.* with fingerprint [0-9a-f]{16}; what"):
        read_model(tmp_path / "model")
    weights.unlink()
    with pytest.raises(WeightsMissingError, match="are not there"):
        read_model(tmp_path / "model")


def test_a_model_stands_on_the_model_beside_it(tmp_path, pictures):
    base = moved(build_network(NetworkShape("test_vit", 32, 12), seed=0))
    write_model(tmp_path / "base", base, {})
    shape = NetworkShape("checkpoint:base", None, 4, tuning="lora")
    network = moved(build_network(shape, seed=1, models=tmp_path))
    assert (network.size, network.features) == (32, 12)
    assert_same_after_a_round_trip(network, tmp_path / "on-top")
    vectors = encode(open_encoder(f"checkpoint:{tmp_path / 'on-top'}"), pictures)
    assert vectors.shape == (6, 4)
    write_model(tmp_path / "base", moved(base), {})
    with pytest.raises(FingerprintError, match="trained on 'checkpoint:base'"):
        read_model(tmp_path / "on-top")
    (tmp_path / "base" / "model.json").unlink()
    with pytest.raises(NotFoundError, match="There is no trained model in"):
        read_model(tmp_path / "on-top")


def test_adapters_of_rank_four_are_a_fraction_of_a_vit_and_come_back_to_the_bit(tmp_path):
    shape = NetworkShape("scratch:vit_tiny_patch16_224?size=32&seed=0", 32, None, tuning="lora")
    network = build_network(shape, seed=0)
    plain = build_network(NetworkShape("vit_tiny_patch16_224", 32), seed=0)
    assert torch.equal(vectors_of(network), vectors_of(plain))
    assert network.adapted == tuple(f"network.backbone.blocks.{number}.attn.qkv" for number in range(12))
    trained = sum(weight.numel() for weight in network.parameters() if weight.requires_grad)
    assert trained == 12 * 4 * (192 + 3 * 192)
    before = {name: value.clone() for name, value in network.backbone.state_dict().items() if "lora" not in name}
    moved(network)
    assert not torch.equal(vectors_of(network), vectors_of(plain))
    assert all(torch.equal(value, network.backbone.state_dict()[name]) for name, value in before.items())
    assert_same_after_a_round_trip(network, tmp_path / "lora")
    size = (tmp_path / "lora" / "weights.safetensors").stat().st_size
    assert size <= 0.02 * 4 * sum(weight.numel() for weight in plain.backbone.parameters())


def test_attention_of_open_clip_takes_adapters_that_get_gradients():
    from open_clip.model import CLIPVisionCfg, _build_vision_tower

    tower = _build_vision_tower(24, CLIPVisionCfg(layers=2, width=32, head_width=16, patch_size=8, image_size=16), True)
    pixels = torch.rand(2, 3, 16, 16)
    before = tower.eval()(pixels)
    add_adapters(tower, 4, 8, ())
    torch.testing.assert_close(tower(pixels), before)
    tower(pixels).square().sum().backward()
    adapters = list(adapters_of(tower))
    assert len(adapters) == 4
    assert all(adapter.b.weight.grad.abs().sum() > 0 for adapter in adapters)
    assert {name for name, weight in tower.named_parameters() if weight.grad is not None} == {
        name for name, weight in tower.named_parameters() if "lora_" in name
    }


def test_chosen_layers_of_a_network_without_attention_take_adapters(tmp_path):
    shape = NetworkShape("scratch:test_resnet?size=32&seed=0", 32, 6, tuning="lora", lora_targets=("conv2",))
    network = moved(build_network(shape, seed=0))
    assert len(network.adapted) == 4
    assert_same_after_a_round_trip(network, tmp_path / "convolutions")


def test_several_backbones_under_one_head_are_unit_vectors_side_by_side(tmp_path, weights):
    spec = f"scratch:test_resnet?size=24&seed=1+{VIT}?size=32@{weights}"
    network = moved(build_network(NetworkShape(spec, None, 5, "mlp", tuning="head"), seed=0))
    assert network.size == 32
    parts = [build_network(NetworkShape(part, None), 0).eval() for part in ("scratch:test_resnet?size=24&seed=1",)]
    pixels = torch.rand(2, 3, 24, 24)
    smaller = build_network(NetworkShape(spec, 24, 5, "mlp", tuning="head"), seed=0)
    with torch.inference_mode():
        features = smaller.backbone(smaller.normalise(pixels))
        first = parts[0](parts[0].normalise(pixels)) / np.sqrt(2)
    torch.testing.assert_close(features[:, : first.shape[1]], first.clone())
    torch.testing.assert_close(features.norm(dim=1), torch.ones(2))
    assert_same_after_a_round_trip(network, tmp_path / "joined")


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        (NetworkShape("checkpoint:x", None), "cannot be the backbone where all weights are trained. Name the model as"),
        (NetworkShape("histogram:hsv", None, 4, tuning="head"), "'histogram:hsv' is no network. Networks begin with"),
        (NetworkShape("scratch:test_resnet+scratch:test_vit", None), "joins 2 networks, and tuning=full trains one"),
        (NetworkShape("scratch:test_resnet?size=32", 64), "is for 32 × 32 pixels, and the recipe asks for 64"),
        (NetworkShape("scratch:test_resnet?size=32", None, tuning="lora"), "no attention whose layers are known"),
        (
            NetworkShape("scratch:test_vit?size=32", None, tuning="lora", lora_targets=("proj", "q")),
            "1 of lora_targets are no layers of the network (q). Its 25 layers have names that end with: proj, qkv,",
        ),
    ],
)
def test_what_cannot_be_trained_is_refused(shape, message):
    with pytest.raises(InputError, match=re.escape(message)):
        build_network(shape, seed=0)


def test_adapters_are_not_put_on_adapters(tmp_path):
    network = build_network(NetworkShape("scratch:test_vit?size=32", None, tuning="lora"), seed=0)
    write_model(tmp_path / "first", network, {})
    with pytest.raises(InputError, match=r"has adapters already\. Go on training them"):
        build_network(NetworkShape("checkpoint:first", None, tuning="lora"), 0, tmp_path)


@pytest.mark.parametrize(
    "shape",
    [
        NetworkShape("test_resnet", 64, 16),
        NetworkShape("timm:x", None, 8, "mlp", 32, "lora", 2, 4.0, ("qkv", "proj")),
    ],
)
def test_a_shape_survives_json_and_says_no_more_than_it_must(shape):
    content = json.loads(json.dumps(shape.as_json()))
    assert NetworkShape.from_json(content) == shape
    assert list(NetworkShape("test_resnet", 64, 16).as_json()) == ["backbone", "size", "dimensions"]
