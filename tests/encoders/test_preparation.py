import copy
from multiprocessing.reduction import ForkingPickler

import numpy as np
import open_clip
import pytest
import timm
import torch
from open_clip.transform import image_transform_v2
from PIL import Image

from simlab.encoders.backbones import preparation_of
from simlab.encoders.pixels import normalised
from simlab.encoders.preparation import Preparation, central_square
from simlab.encoders.spec import parse_spec

SIZES = [(640, 427), (301, 500), (61, 33), (224, 224), (100, 7)]


def painted(size: tuple[int, int]) -> Image.Image:
    coarse = np.random.default_rng(size[0]).integers(0, 256, (6, 9, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize(size, Image.Resampling.NEAREST)


def seen(preparation: Preparation, image: Image.Image) -> torch.Tensor:
    """What the network is given at the end."""
    pixels = preparation(image)
    assert pixels.dtype == np.uint8
    assert pixels.shape == (3, *preparation.size)
    return normalised(torch.from_numpy(pixels)[None], preparation.mean, preparation.std)[0]


@pytest.mark.parametrize(
    ("spec", "resize", "interpolation"),
    [
        ("timm:vit_small_patch16_224.dino", "shorter side", "bicubic"),  # scaled to 248, then cropped
        ("timm:vit_small_patch14_dinov2.lvd142m", "shorter side", "bicubic"),
        ("timm:vit_small_patch14_dinov2.lvd142m?size=225", "shorter side", "bicubic"),
        ("timm:vgg11.tv_in1k", "shorter side", "bilinear"),
        ("timm:eva02_base_patch14_448.mim_in22k_ft_in22k_in1k", "both sides", "bicubic"),
    ],
)
def test_pixels_are_those_of_timm(spec, resize, interpolation):
    (part,) = parse_spec(spec).parts
    preparation = preparation_of(part)
    asked = {"input_size": (3, part.options["size"], part.options["size"])} if part.options else {}
    config = timm.data.resolve_data_config(asked, pretrained_cfg=timm.get_pretrained_cfg(part.name).to_dict())
    theirs = timm.data.create_transform(**config, is_training=False)
    for size in SIZES:
        torch.testing.assert_close(seen(preparation, painted(size)), theirs(painted(size)), rtol=0, atol=0)
    assert (preparation.resize, preparation.interpolation) == (resize, interpolation)


def test_borders_are_those_of_timm_and_open_clip():
    bordered = {"input_size": (3, 64, 48), "crop_mode": "border", "crop_pct": 0.9, "mean": (0.5, 0.4, 0.3)}
    theirs = timm.data.create_transform(**bordered, interpolation="bicubic", is_training=False)
    ours = Preparation((64, 48), (71, 53), "longer side", mean=(0.5, 0.4, 0.3), fill=(128, 102, 76))
    longest = image_transform_v2(
        open_clip.transform.PreprocessCfg(size=64, resize_mode="longest", fill_color=7), is_train=False
    )
    clip = open_clip.transform.PreprocessCfg()
    filled = Preparation((64, 64), (64, 64), "longer side", mean=clip.mean, std=clip.std, fill=(7, 7, 7))
    for size in SIZES[:4]:
        torch.testing.assert_close(seen(ours, painted(size)), theirs(painted(size)), rtol=0, atol=0)
        torch.testing.assert_close(seen(filled, painted(size)), longest(painted(size)), rtol=0, atol=0)


@pytest.mark.parametrize(
    ("name", "resize"),
    [
        ("ViT-B-32/laion2b_s34b_b79k", "shorter side"),
        ("ViT-L-14/laion2b_s32b_b82k", "shorter side"),  # statistics of its own
        ("ViT-B-16-SigLIP/webli", "both sides"),
        ("ViT-H-14-CLIPA/datacomp1b", "both sides"),  # bilinear
    ],
)
def test_pixels_are_those_of_open_clip(name, resize):
    preparation = preparation_of(parse_spec(f"open_clip:{name}").parts[0])
    model, weights = name.split("/")
    listed = open_clip.get_pretrained_cfg(model, weights)
    side = open_clip.get_model_config(model)["vision_cfg"]["image_size"]
    known = {key: listed[key] for key in ("mean", "std", "interpolation", "resize_mode")}
    theirs = image_transform_v2(open_clip.transform.PreprocessCfg(size=side, **known), is_train=False)
    for size in SIZES:
        torch.testing.assert_close(seen(preparation, painted(size)), theirs(painted(size)), rtol=0, atol=0)
    assert preparation.resize == resize
    assert preparation.describe()["mean"] == list(listed["mean"])


def test_the_central_square_is_cut_out_before_it_is_scaled():
    image = painted((100, 60))
    square = image.crop((20, 0, 80, 60)).resize((24, 24), Image.Resampling.BICUBIC)
    pixels = central_square(24)(image)
    assert np.abs(pixels.astype(int) - np.asarray(square).transpose(2, 0, 1)).max() <= 24  # its edges see no neighbours
    inner = (slice(None), slice(3, -3), slice(3, -3))
    np.testing.assert_array_equal(pixels[inner], np.asarray(square).transpose(2, 0, 1)[inner])


def test_what_was_done_is_told():
    assert central_square(96).describe() == {
        "resize": "shorter side",
        "size": 96,
        "interpolation": "bicubic",
        "crop": "centre",
        "mean": [0.485, 0.456, 0.406],
        "std": [0.229, 0.224, 0.225],
    }
    told = Preparation((64, 48), (71, 53), "longer side", fill=(1, 2, 3)).describe()
    assert (told["size"], told["scaled"], told["fill"]) == ([64, 48], [71, 53], [1, 2, 3])


def test_it_can_be_sent_to_another_process():
    preparation = central_square(16)
    ForkingPickler.dumps(preparation)
    image = painted((20, 30))
    np.testing.assert_array_equal(copy.deepcopy(preparation)(image), preparation(image))
