"""`simlab encoders`: presets, names that match, and what an encoder does before its weights are here."""

import pytest

from simlab.encoders.presets import PRESETS


@pytest.fixture
def no_weights(monkeypatch, tmp_path):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))


def test_presets_and_forms_are_listed(simlab):
    found = simlab("encoders", "list", "--json").json
    assert [preset["label"] for preset in found["presets"]] == [preset.label for preset in PRESETS]
    assert [form["prefix"] for form in found["forms"]] == [
        "hash",
        "histogram",
        "scratch",
        "checkpoint",
        "open_clip",
        "timm",
    ]
    ran = simlab("encoders", "list")
    assert ran.status == 0
    assert "open_clip:ViT-B-32/openai" in ran.out
    assert "`simlab encoders list WORD …` searches the names" in ran.said


def test_names_that_match_every_word(simlab):
    found = simlab("encoders", "list", "DINOv3", "small", "timm:", "--json").json["specs"]
    assert "timm:vit_small_patch16_dinov3.lvd1689m" in found
    assert all("dinov3" in spec and "small" in spec for spec in found)
    assert "open_clip:ViT-B-32/laion2b_s34b_b79k" in simlab("encoders", "list", "open_clip", "--json").json["specs"]
    ran = simlab("encoders", "list", "timm:vit")
    assert len(ran.out.splitlines()) == 60
    assert "more with --all" in ran.said
    assert "0 networks match." in simlab("encoders", "list", "nothing-like-it").said


@pytest.mark.usefixtures("no_weights")
def test_an_encoder_is_described_without_its_weights(simlab):
    found = simlab("encoders", "show", "dinov2", "--json").json
    assert found["spec"] == "timm:vit_base_patch14_dinov2.lvd142m?size=224"
    (part,) = found["parts"]
    assert (part["preprocessing"]["size"], part["dimensions"], part["weights"]["here"]) == (224, None, None)
    ran = simlab("encoders", "show", "clip")
    assert "Expected: open_clip_model.safetensors" in ran.said
    assert "0.48145466, 0.4578275, 0.40821073" in ran.out


def test_parts_that_are_here_are_opened(simlab):
    found = simlab("encoders", "show", "hash:perceptual+scratch:test_resnet?size=32", "--json").json
    assert [part["spec"] for part in found["parts"]] == ["hash:perceptual", "scratch:test_resnet?size=32&seed=0"]
    assert found["parts"][0]["dimensions"] == 64
    assert found["parts"][1]["n_bytes"] > 0
    ran = simlab("encoders", "show", "clap")
    assert ran.status == 1
    assert "'clap' names no known encoder" in ran.said
