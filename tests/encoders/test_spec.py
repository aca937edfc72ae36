import re
from pathlib import Path

import pytest

from simlab.encoders.presets import PRESETS, spec_of
from simlab.encoders.spec import SpecPart, parse_spec
from simlab.errors import InputError


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("hash:perceptual", [("hash", "perceptual", {}, None)]),
        ("scratch:resnet10t?size=32&seed=7", [("scratch", "resnet10t", {"size": 32, "seed": 7}, None)]),
        ("open_clip:ViT-B-32/laion2b_s34b_b79k", [("open_clip", "ViT-B-32/laion2b_s34b_b79k", {}, None)]),
        ("timm:x.dino?size=224@/w/a.safetensors", [("timm", "x.dino", {"size": 224}, Path("/w/a.safetensors"))]),
        ("timm:a+histogram:hsv", [("timm", "a", {}, None), ("histogram", "hsv", {}, None)]),
        # A "+" or "@" in a path or a name separates nothing.
        ("timm:a@/w+v/x@y?z.pt+timm:b", [("timm", "a", {}, Path("/w+v/x@y?z.pt")), ("timm", "b", {}, None)]),
        ("checkpoint:/m/a+b@c?d", [("checkpoint", "/m/a+b@c?d", {}, None)]),
    ],
)
def test_a_spec_is_taken_apart_and_written_again(text, parts):
    parsed = parse_spec(f" {text} ")
    assert parsed.parts == tuple(SpecPart(*part) for part in parts)
    assert parsed.text == text
    assert parse_spec(parsed.text) == parsed


def test_paths_become_absolute_so_that_a_spec_means_the_same_everywhere(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert parse_spec("timm:a@~/x.pt").parts[0].path == tmp_path / "x.pt"
    assert parse_spec("timm:a@x.pt").text == f"timm:a@{Path.cwd() / 'x.pt'}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("CLAP", "'CLAP' names no known encoder. Known specs: hash:perceptual|average|difference|wavelet, "),
        ("", "or a preset: CLIP, DINO, DINOv2, OpenCLIP large."),
        ("timm:", "'timm:' is not complete; it should read timm:NAME[?size=PIXELS][@PATH]."),
        ("timm:a@", "'timm:a@' names no file or folder after '@'"),
        ("timm:a?size=-3", "(size=-3). Such specs take whole numbers for size: timm:NAME"),
        ("timm:a?size=²", "(size=²)"),
        ("hash:perceptual?size=8", "(size=8). Such specs take no options: hash:perceptual|average|difference|wavelet"),
        ("histogram:hsv+timm:", "'timm:' is not complete"),
    ],
)
def test_what_cannot_be_understood_is_named(text, message):
    with pytest.raises(InputError, match=re.escape(message)):
        parse_spec(text)


def test_presets_are_specs_with_names_in_any_case():
    assert [preset.label for preset in PRESETS] == ["CLIP", "DINO", "DINOv2", "OpenCLIP large"]
    for preset in PRESETS:
        assert parse_spec(preset.spec).text == preset.spec
        assert spec_of(f" {preset.label.upper()} ") == preset.spec
    assert spec_of("timm:clip ") == "timm:clip"
