"""Published networks at random weights: the vectors are those of open_clip's and timm's own documented few lines."""

import re
from pathlib import Path

import numpy as np
import open_clip
import pytest
import timm
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from simlab.encoders import encode, open_encoder
from simlab.encoders.networks import open_backbone
from simlab.encoders.spec import parse_spec
from simlab.encoders.weights import fetch_weights
from simlab.errors import InputError, WeightsError, WeightsMissingError
from simlab.progress import SILENT
from tests.local_hub import LocalHub
from tests.random_weights import random_weights

CLIP = "open_clip:ViT-B-32/laion2b_s34b_b79k"
DINO = "timm:vit_small_patch16_224.dino"
DINOV2 = "timm:vit_small_patch14_dinov2.lvd142m"


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """Files of random weights of the real architectures, by spec; each is written once.

    DINOv2 begins its training with scales of 1e-5 in each layer, so that all pictures give nearly the same vector; for
    these tests the scales are about 1, as after training.
    """
    made: dict[str, Path] = {}

    def file(spec: str) -> Path:
        if spec not in made:
            path = random_weights(spec, tmp_path_factory.mktemp("weights"), seed=len(made))
            state = load_file(path)
            numbers = torch.Generator().manual_seed(0)
            scales = {
                name: torch.rand(value.shape, generator=numbers) + 0.5
                for name, value in state.items()
                if "gamma" in name
            }
            save_file({**state, **scales}, path)
            made[spec] = path
        return made[spec]

    return file


@pytest.fixture(scope="module")
def photographs() -> list[Image.Image]:
    rng = np.random.default_rng(0)
    coarse = [Image.fromarray(rng.integers(0, 256, (7, 9, 3), dtype=np.uint8)) for _ in range(2)]
    sizes = [(320, 213), (90, 121)]
    return [image.resize(size, Image.Resampling.BICUBIC) for image, size in zip(coarse, sizes, strict=True)]


def documented_open_clip(model_name: str, file: Path, images: list[Image.Image]) -> np.ndarray:
    """https://github.com/mlfoundations/open_clip#usage"""
    model, _, preprocess = open_clip.create_model_and_transforms(model_name, pretrained=str(file))
    model.eval()
    with torch.no_grad():
        features = model.encode_image(torch.stack([preprocess(image) for image in images]))
        features /= features.norm(dim=-1, keepdim=True)
    return features.numpy()


def documented_timm(model_name: str, file: Path, images: list[Image.Image]) -> np.ndarray:
    """https://huggingface.co/docs/timm/feature_extraction, "Pooled", and the cards of the models."""
    model = timm.create_model(
        model_name, pretrained=True, num_classes=0, pretrained_cfg_overlay={"file": str(file)}
    ).eval()
    transform = timm.data.create_transform(**timm.data.resolve_model_data_config(model), is_training=False)
    with torch.no_grad():
        features = model(torch.stack([transform(image) for image in images]))
    return torch.nn.functional.normalize(features, dim=-1).numpy()


def assert_equal_unit_vectors(found: np.ndarray, expected: np.ndarray) -> None:
    assert found.shape == expected.shape
    assert found.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-6)
    assert np.abs(found - expected).max() <= 1e-5
    assert np.abs(found[0] - found[1]).max() > 1e-3  # different pictures differ by far more


def test_clip_is_what_open_clip_gives(weights, photographs):
    file = weights(CLIP)
    encoder = open_encoder(f"{CLIP}@{file}")
    assert_equal_unit_vectors(encode(encoder, photographs), documented_open_clip("ViT-B-32", file, photographs))
    assert (encoder.dimensions, encoder.distance, encoder.spec) == (512, "cosine", f"{CLIP}@{file}")
    assert encoder.preprocessing == {
        "resize": "shorter side",
        "scaled": 224,
        "size": 224,
        "interpolation": "bicubic",
        "crop": "centre",
        "mean": [0.48145466, 0.4578275, 0.40821073],
        "std": [0.26862954, 0.26130258, 0.27577711],
        "pooling": "class token",
        "projection": "linear",
        "activation": "GELU",
    }
    image_tower = sum(
        value.nbytes * 2 for name, value in load_file(file).items() if name.startswith("visual.")
    )  # fp16 in the file
    assert encoder.n_bytes == image_tower


def test_weights_of_openai_are_used_with_quick_gelu(weights, photographs):
    file = weights(CLIP)
    vectors = encode(open_encoder(f"open_clip:ViT-B-32/openai@{file}"), photographs)
    assert_equal_unit_vectors(vectors, documented_open_clip("ViT-B-32-quickgelu", file, photographs))
    assert np.abs(vectors - encode(open_encoder(f"{CLIP}@{file}"), photographs)).max() > 1e-3


@pytest.mark.parametrize(("spec", "pooling", "size"), [(DINO, "class token", 224), (DINOV2, "class token", 518)])
def test_dino_is_what_timm_gives(weights, photographs, spec, pooling, size):
    file = weights(spec)
    encoder = open_encoder(f"{spec}@{file}")
    assert_equal_unit_vectors(
        encode(encoder, photographs), documented_timm(spec.removeprefix("timm:"), file, photographs)
    )
    assert (encoder.preprocessing["pooling"], encoder.preprocessing["size"]) == (pooling, size)
    assert encoder.dimensions == 384


def test_dinov2_at_another_size(weights, photographs):
    file = weights(DINOV2)
    encoder = open_encoder(f"{DINOV2}?size=224@{file}")
    model = timm.create_model(
        DINOV2.removeprefix("timm:"),
        pretrained=True,
        num_classes=0,
        img_size=224,
        pretrained_cfg_overlay={"file": str(file)},
    ).eval()
    config = timm.data.resolve_model_data_config(model, args={"input_size": (3, 224, 224)})
    transform = timm.data.create_transform(**config, is_training=False)
    with torch.no_grad():
        features = model(torch.stack([transform(image) for image in photographs]))
    assert_equal_unit_vectors(encode(encoder, photographs), torch.nn.functional.normalize(features, dim=-1).numpy())
    assert encoder.prepare(photographs[0]).shape == (3, 224, 224)
    assert encoder.fingerprint != open_encoder(f"{DINOV2}@{file}").fingerprint


@pytest.mark.parametrize(
    ("name", "pooling"),
    [
        ("resnet18.a1_in1k", "mean"),  # its classifier is left out
        ("vit_small_patch16_dinov3.lvd1689m", "mean"),
    ],
)
def test_other_families_of_timm(weights, photographs, name, pooling):
    file = weights(f"timm:{name}")
    encoder = open_encoder(f"timm:{name}@{file}")
    assert_equal_unit_vectors(encode(encoder, photographs), documented_timm(name, file, photographs))
    assert encoder.preprocessing["pooling"] == pooling


def test_a_name_without_weights_takes_those_that_timm_prefers(weights):
    file = weights("timm:resnet18.a1_in1k")
    assert open_encoder(f"timm:resnet18@{file}").spec == f"timm:resnet18.a1_in1k@{file}"


def test_towers_that_give_more_than_one_vector(photographs, tmp_path):
    """CoCa's image tower gives its tokens beside the vector."""
    tower = open_clip.model._build_vision_tower(512, open_clip.get_model_config("coca_ViT-B-32")["vision_cfg"]).eval()
    file = tmp_path / "coca.safetensors"
    save_file({f"visual.{name}": value.contiguous() for name, value in tower.state_dict().items()}, file)
    encoder = open_encoder(f"open_clip:coca_ViT-B-32/laion2b_s13b_b90k@{file}")
    pixels = torch.stack([torch.from_numpy(encoder.prepare(image)) for image in photographs]).float() / 255
    mean, std = (torch.tensor(encoder.preprocessing[name]).view(3, 1, 1) for name in ("mean", "std"))
    with torch.no_grad():
        latent, _ = tower((pixels - mean) / std)
    assert_equal_unit_vectors(encode(encoder, photographs), torch.nn.functional.normalize(latent, dim=-1).numpy())
    assert encoder.preprocessing["pooling"] == "attention"


def test_a_folder_and_a_pickled_file_serve_as_well(weights, photographs, tmp_path):
    file = weights(DINO)
    torch.save({"teacher": load_file(file)}, tmp_path / "elsewhere.pth")
    torch.save(load_file(file), tmp_path / "plain.pth")
    expected = encode(open_encoder(f"{DINO}@{file}"), photographs[:1])
    for path in (file.parent, tmp_path / "plain.pth"):
        np.testing.assert_array_equal(encode(open_encoder(f"{DINO}@{path}"), photographs[:1]), expected)


def test_fetched_weights_open_by_the_name_of_a_preset(weights, photographs, tmp_path, monkeypatch):
    file = weights(DINO)
    with LocalHub() as hub:
        hub.put("timm/vit_small_patch16_224.dino", "model.safetensors", file)
        hub.use(monkeypatch, tmp_path / "hub")
        fetch_weights("DINO", SILENT)
    encoder = open_encoder("dino")
    assert encoder.spec == DINO
    np.testing.assert_array_equal(encode(encoder, photographs), encode(open_encoder(f"{DINO}@{file}"), photographs))


def test_networks_open_apart_from_encoders(weights, photographs):
    file = weights(DINO)
    backbone = open_backbone(parse_spec(f"{DINO}@{file}").parts[0])
    assert backbone.dimensions == 384
    pixels = torch.zeros(2, 3, *backbone.preparation.size)
    features = backbone.features(pixels)
    assert features.shape == (2, 384)
    assert features.requires_grad
    with pytest.raises(
        InputError, match=r"'hash:perceptual' is no network\. Networks begin with scratch:, checkpoint:"
    ):
        open_backbone(parse_spec("hash:perceptual").parts[0])


def test_opening_leaves_the_random_numbers_as_they_were(weights):
    files = [f"{spec}@{weights(spec)}" for spec in (CLIP, DINO)]
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    for spec in files:
        open_encoder(spec)
    torch.testing.assert_close(torch.rand(2), expected, rtol=0, atol=0)


def test_weights_of_another_network_are_refused(weights, tmp_path, capfd):
    resnet, dino, clip = weights("timm:resnet18.a1_in1k"), weights(DINO), weights(CLIP)
    short = tmp_path / "short.safetensors"
    state = load_file(clip)
    del state["visual.proj"], state["visual.ln_post.bias"]
    save_file({**state, "visual.other": torch.zeros(1)}, short)
    damaged = tmp_path / "damaged.safetensors"
    damaged.write_bytes(dino.read_bytes()[:1000])
    for spec, message in [
        (f"{DINO}@{resnet}", f"{resnet} does not hold the weights of '{DINO}': Error(s) in loading"),
        (f"timm:resnet18.a1_in1k@{dino}", "100 missing (conv1.weight, bn1.weight, bn1.bias, …). Name the file that"),
        (f"{CLIP}@{resnet}", "holds no image tower of open_clip (122 weights, none of which begins with 'visual.')"),
        (f"open_clip:ViT-B-16/openai@{clip}", "2 of another shape (visual.positional_embedding, visual.conv1.weight)"),
        (f"{CLIP}@{short}", "2 missing (visual.proj, visual.ln_post.bias); 1 unknown (visual.other). Name the file"),
        (f"{DINO}@{damaged}", f"{damaged} does not hold the weights of '{DINO}'"),
        (f"{CLIP}@{damaged}", f"{damaged} cannot be read as safetensors"),
    ]:
        with pytest.raises(WeightsError, match=re.escape(message)):
            open_encoder(spec)
    assert capfd.readouterr().err == ""


def test_pickled_code_is_never_run(tmp_path):
    class Trap:
        def __reduce__(self):
            return Path.touch, (tmp_path / "sprung",)

    torch.save({"state_dict": Trap()}, tmp_path / "trap.pth")
    for spec in (DINO, CLIP):
        with pytest.raises(WeightsError, match=r"trap\.pth"):
            open_encoder(f"{spec}@{tmp_path / 'trap.pth'}")
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("timm:vit_small_patch16_224.dyno", "lists no 'vit_small_patch16_224.dyno' (near: vit_small_patch16_224.dino"),
        ("timm:vit_smal_patch16_224.dino@/x.pt", "(near: vit_small_patch16_224.dino"),
        ("timm:resnet18?size=9", "The input size must be 16 to 2048 pixels; 'timm:resnet18?size=9' asks for 9."),
        ("open_clip:ViT-B-32", "lists no 'ViT-B-32' (near: ViT-B-32/"),
        ("open_clip:ViT-B-32/openay@/x.pt", "lists no 'ViT-B-32/openay' (near: ViT-B-32/openai"),
    ],
)
def test_names_that_nobody_lists(spec, message):
    with pytest.raises(InputError, match=re.escape(message)):
        open_encoder(spec)


def test_missing_weights_are_named_and_nothing_is_downloaded(tmp_path, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    for spec in (CLIP, DINO, "DINOv2", f"{DINO}+hash:perceptual"):
        with pytest.raises(WeightsMissingError, match=r"not on this machine\. Expected: .*simlab weights fetch"):
            open_encoder(spec)
    assert list(tmp_path.iterdir()) == []
