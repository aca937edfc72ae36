"""From two folders to top-N accuracy, by the commands a user runs."""

import json

import numpy as np
import pytest
from PIL import Image, ImageEnhance

SETTINGS = {
    "size": 16,
    "batch": 36,
    "epochs": 60,
    "learning_rate": 3e-3,
    "temperature": 0.1,
    "crop_scale": [0.5, 1.0],
    "contrast": 0.3,
    "hue": 0,
    "noise": 0.05,
    "held_out": 0.1,
}


@pytest.fixture
def folders(tmp_path):
    """20 mosaics and their counterparts, mirrored and faded; 80 further mosaics."""
    rng = np.random.default_rng(4)
    places = [tmp_path / name for name in ("source", "target", "more")]
    for place in places:
        place.mkdir()
    for number in range(100):
        coarse = Image.fromarray(rng.integers(0, 256, (4, 4, 3), dtype=np.uint8))
        picture = coarse.resize((24, 24), Image.Resampling.BICUBIC)
        if number >= 20:
            picture.save(places[2] / f"{number}.png")
            continue
        picture.save(places[0] / f"{number}.png")
        faded = ImageEnhance.Color(picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)).enhance(0.6)
        ImageEnhance.Brightness(faded).enhance(0.8).save(places[1] / f"{number}.png")
    return places


def settings(**more: object) -> list[str]:
    return [item for key, value in {**SETTINGS, **more}.items() for item in ("--set", f"{key}={json.dumps(value)}")]


def test_pairs_are_imported_learned_for_and_matched(simlab, folders, tmp_path):
    source, target, more = folders
    out = tmp_path / "photos"
    imported = simlab("import", "pairs", source, target, "--unlabelled", more, "--out", out)
    assert imported.status == 0
    assert "unlabelled pictures" in imported.out
    for name in ("difference", "wavelet"):
        assert simlab("embed", out, "--encoder", f"hash:{name}", "--name", name).status == 0
    cpu = ["--device", "cpu"]
    trained = simlab("train", "contrastive", out, "--name", "trained", *cpu, *settings(), "--json").json
    assert trained["models"][0]["images"] == 72
    idle = settings(learning_rate=1e-9, epochs=1)
    assert simlab("train", "contrastive", out, "--name", "idle", *cpu, *idle).status == 0
    head = settings(backbone="checkpoint:trained", size=None, tuning="head", head="mlp", dimensions=24, projection=None)
    assert simlab("train", "contrastive", out, "--name", "head", *cpu, *head).status == 0
    rows = "difference,wavelet,idle,trained,head,trained+head"
    found = simlab("matching", out, "--rows", rows, "--compare-to", "idle", "--json").json
    assert (found["task"], found["n_queries"], found["n_gallery"]) == ("pairs", 20, 20)
    top = {row["row"]: row["top"][0]["accuracy"] for row in found["rows"]}
    assert top["trained"] > 0.5
    assert top["trained"] > top["idle"] + 0.2
    assert top["trained"] > max(top["difference"], top["wavelet"]) + 0.2
    assert top["head"] > 0.3
    assert top["trained+head"] > 0.5


def test_too_few_pairs_are_refused(simlab, folders, tmp_path):
    source, _, more = folders
    refused = simlab("import", "pairs", source, more, "--out", tmp_path / "photos")
    assert refused.status == 1
    assert "0 of 20 pictures" in refused.said
    assert "at least 2 pairs are needed" in refused.said
