"""What models are called when nobody names them."""

import pytest

from simlab.encoders.naming import model_name
from simlab.workspace import ModelEntry


@pytest.mark.parametrize(
    ("encoder", "name"),
    [
        ("CLIP", "CLIP"),
        ("dino", "DINO"),
        ("OpenCLIP large", "OpenCLIP-large"),
        ("timm:vit_small_patch16_224.dino", "DINO"),
        ("histogram:hsv", "histogram-hsv"),
        ("scratch:resnet10t?size=96&seed=0", "scratch-resnet10t-size-96-seed-0"),
        ("timm:vit_small_patch16_224.dino@/mnt/models/dino.safetensors", "timm-vit_small_patch16_224.dino-dino"),
        ("open_clip:ViT-B-32/openai@/mnt/clip+hash:perceptual", "open_clip-ViT-B-32-openai-clip+hash-perceptual"),
        ("hash:perceptual+histogram:hsv", "hash-perceptual+histogram-hsv"),
    ],
)
def test_a_preset_gives_its_label_and_a_spec_itself(encoder: str, name: str) -> None:
    assert model_name(encoder) == name
    assert ModelEntry(name, "baseline").name == name, "names that a workspace takes"
