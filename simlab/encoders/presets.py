"""Well-known baselines under the names that people call them by."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Preset:
    """A name for people, and what it stands for.

    Attributes:
        label: what to call it.
        spec: the encoder spec that it stands for.
        about: one line on what it is.
    """

    label: str
    spec: str
    about: str


PRESETS = (
    Preset(
        "CLIP",
        "open_clip:ViT-B-32/openai",
        "OpenAI's CLIP ViT-B/32: images and their captions, 400 million pairs from the web.",
    ),
    Preset("DINO", "timm:vit_small_patch16_224.dino", "ViT-S/16, self-distillation on ImageNet without labels."),
    Preset(
        "DINOv2",
        "timm:vit_base_patch14_dinov2.lvd142m?size=224",
        "ViT-B/14, self-distillation on 142 million selected images, at 224 pixels.",
    ),
    Preset(
        "OpenCLIP large",
        "open_clip:ViT-L-14/laion2b_s32b_b82k",
        "CLIP ViT-L/14 trained on LAION-2B, 1.7 GB with its text tower.",
    ),
)


def spec_of(text: str) -> str:
    """The spec that a preset's label stands for, in any case of letters; any other text as it is."""
    for preset in PRESETS:
        if preset.label.casefold() == text.strip().casefold():
            return preset.spec
    return text.strip()
