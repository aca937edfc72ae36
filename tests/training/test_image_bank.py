from dataclasses import replace

import torch

from simlab.training.augmentation import augmented
from simlab.training.image_bank import ImageBank

SIZE = 16


def test_pixels_are_the_same_in_memory_and_decoded_each_time(workspace):
    rows = torch.tensor([5, 0, 5, 31])
    kept = ImageBank(workspace, rows, 20)
    decoded = ImageBank(workspace, rows, 20, memory_limit=0)
    assert kept.take(rows).shape == (4, 3, 20, 20)
    assert torch.equal(kept.take(rows), decoded.take(rows))


def test_a_view_of_the_whole_picture_without_changes_is_the_picture(tiny):
    pixels = torch.randint(0, 256, (3, 3, 16, 16), generator=torch.Generator().manual_seed(0)).to(torch.uint8)
    recipe = replace(tiny, crop_scale=(1.0, 1.0), crop_ratio=(1.0, 1.0), flip=0.0)
    views = augmented(pixels, recipe, SIZE, torch.Generator().manual_seed(0))
    torch.testing.assert_close(views, pixels.float() / 255, atol=1e-5, rtol=0)
    mirrored = augmented(pixels, replace(recipe, flip=1.0), SIZE, torch.Generator().manual_seed(0))
    torch.testing.assert_close(mirrored, (pixels.float() / 255).flip(3), atol=1e-5, rtol=0)


def test_crops_lie_inside_the_picture_and_have_the_asked_area(tiny):
    ramp = torch.linspace(0, 255, 64).round().to(torch.uint8)
    pixels = torch.stack([ramp.expand(64, 64), ramp.expand(64, 64).T, ramp.expand(64, 64)]).expand(200, 3, 64, 64)
    recipe = replace(tiny, crop_scale=(0.25, 0.5), crop_ratio=(0.8, 1.25))
    views = augmented(pixels, recipe, 32, torch.Generator().manual_seed(0))
    width = views[:, 0].amax(dim=(1, 2)) - views[:, 0].amin(dim=(1, 2))
    height = views[:, 1].amax(dim=(1, 2)) - views[:, 1].amin(dim=(1, 2))
    area = width * height * (32 / 31) ** 2
    assert area.min() > 0.24
    assert area.max() < 0.53
    assert (width / height).max() < 1.3


def test_colours_change_only_when_asked(tiny):
    grey = torch.full((8, 3, 16, 16), 100, dtype=torch.uint8)
    plain = augmented(grey, tiny, SIZE, torch.Generator().manual_seed(0))
    torch.testing.assert_close(plain, torch.full_like(plain, 100 / 255))
    turned = augmented(grey, replace(tiny, hue=0.5, saturation=1.0), SIZE, torch.Generator().manual_seed(0))
    torch.testing.assert_close(turned, plain)
    brighter = augmented(grey, replace(tiny, brightness=0.5), SIZE, torch.Generator().manual_seed(0))
    assert len(brighter.mean(dim=(1, 2, 3)).unique()) == 8


def test_a_seed_repeats_the_views(tiny):
    pixels = torch.randint(0, 256, (3, 3, 16, 16), generator=torch.Generator().manual_seed(0)).to(torch.uint8)
    recipe = replace(tiny, brightness=0.4, contrast=0.4, saturation=0.4, hue=0.1)
    one, two, other = (augmented(pixels, recipe, SIZE, torch.Generator().manual_seed(seed)) for seed in (1, 1, 2))
    assert torch.equal(one, two)
    assert not torch.equal(one, other)
