"""Blur, noise and compression against what they are by definition."""

import io
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image
from scipy.ndimage import gaussian_filter

from simlab.errors import InputError
from simlab.training import ContrastiveRecipe
from simlab.training.augmentation import augmented
from simlab.training.augmentation.degradations import blurred

SIZE = 32
PLAIN = ContrastiveRecipe(
    crop_scale=(1.0, 1.0),
    crop_ratio=(1.0, 1.0),
    flip=0.0,
    brightness=0.0,
    contrast=0.0,
    saturation=0.0,
    hue=0.0,
)


@pytest.fixture
def pixels() -> torch.Tensor:
    """40 coarse mosaics, so that there is something to blur."""
    rng = np.random.default_rng(0)
    coarse = rng.integers(0, 256, (40, 3, 8, 8), dtype=np.uint8)
    return torch.from_numpy(coarse.repeat(4, axis=2).repeat(4, axis=3))


def views(pixels, seed: int = 0, **settings) -> torch.Tensor:
    return augmented(pixels, replace(PLAIN, **settings), SIZE, torch.Generator().manual_seed(seed))


def test_each_view_is_blurred_by_its_own_gaussian(pixels):
    pictures, sigmas = pixels.float()[:3] / 255, torch.tensor([0.0, 0.8, 2.5])
    found = blurred(pictures, sigmas, 2.5)
    for picture, sigma, view in zip(pictures.numpy(), sigmas.tolist(), found.numpy(), strict=True):
        for channel, expected in enumerate(picture):
            literal = gaussian_filter(expected.astype(np.float64), sigma, mode="mirror", radius=8)
            np.testing.assert_allclose(view[channel], literal if sigma else expected, atol=2e-5)


def test_blur_takes_detail_and_leaves_the_mean(pixels):
    plain, soft = views(pixels), views(pixels, blur=0.08)
    assert (soft.std(dim=(2, 3)) <= plain.std(dim=(2, 3)) + 1e-4).all()
    assert soft.std(dim=(2, 3)).mean() < 0.9 * plain.std(dim=(2, 3)).mean()
    torch.testing.assert_close(soft.mean(dim=(2, 3)), plain.mean(dim=(2, 3)), atol=0.08, rtol=0)


def test_noise_has_a_spread_of_its_own_in_every_view_up_to_the_asked_one():
    grey = torch.full((200, 3, SIZE, SIZE), 128, dtype=torch.uint8)
    spread = views(grey, noise=0.1).std(dim=(1, 2, 3))
    assert spread.min() < 0.01
    assert 0.09 < spread.max() < 0.105
    assert 0.04 < spread.mean() < 0.06


def test_compression_is_pillows_and_hurts_more_the_lower_the_quality(pixels):
    found = views(pixels[:4], jpeg=99)
    errors = []
    for view, picture in zip(found, pixels[:4], strict=True):
        candidates = []
        for quality in range(1, 101):
            file = io.BytesIO()
            Image.fromarray(picture.permute(1, 2, 0).numpy()).save(file, "JPEG", quality=quality)
            again = np.asarray(Image.open(file), dtype=np.float32).transpose(2, 0, 1) / 255
            candidates.append(np.abs(again - view.numpy()).max())
        errors.append(min(candidates))
    assert max(errors) < 1e-6
    plain = views(pixels)
    mild, harsh = ((views(pixels, jpeg=jpeg) - plain).abs().mean() for jpeg in (5, 99))
    assert 0 < mild < harsh


@pytest.mark.parametrize(
    "setting", [{"blur": 0.05}, {"noise": 0.2}, {"jpeg": 80}, {"grayscale": 0.5}, {"rotation": 30}]
)
def test_a_seed_repeats_the_views_another_gives_others_and_all_stay_in_range(pixels, setting):
    one, two, other = (views(pixels, seed, **setting) for seed in (1, 1, 2))
    assert torch.equal(one, two)
    assert not torch.equal(one, other)
    assert one.min() >= 0
    assert one.max() <= 1


def test_what_is_off_draws_nothing(pixels):
    generators = [torch.Generator().manual_seed(5) for _ in range(2)]
    augmented(pixels, PLAIN, SIZE, generators[0])
    augmented(pixels, replace(PLAIN, noise=0.1), SIZE, generators[1])
    assert not torch.equal(generators[0].get_state(), generators[1].get_state())
    expected = torch.Generator().manual_seed(5)
    for _ in range(5):  # area, ratio, place across and down, mirror
        torch.rand(len(pixels), generator=expected)
    assert torch.equal(generators[0].get_state(), expected.get_state())


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"rotation": 181}, "rotation is 181; it must be between 0 and 180 degrees."),
        ({"blur": 0.2}, "blur is 0.2; it must be a share of the view's side between 0 and 0.1."),
        ({"grayscale": 1.1}, "grayscale is 1.1; it must be between 0 and 1."),
        ({"noise": -0.1}, "noise is -0.1; it must be between 0 and 0.5."),
        ({"jpeg": 100}, "jpeg is 100; it must be between 0 and 99."),
    ],
)
def test_a_setting_out_of_range_is_refused(setting, message):
    with pytest.raises(InputError) as refusal:
        replace(PLAIN, **setting)
    assert str(refusal.value) == message
