from dataclasses import replace

import numpy as np
import torch
from scipy.ndimage import rotate

from simlab.training import ContrastiveRecipe
from simlab.training.augmentation import augmented
from simlab.training.augmentation.crops import cropped

WHOLE = ContrastiveRecipe(
    crop_scale=(1.0, 1.0), crop_ratio=(1.0, 1.0), flip=0.0, brightness=0.0, contrast=0.0, saturation=0.0, hue=0.0
)


def test_a_turn_is_that_of_the_picture_about_its_middle_by_up_to_the_asked_angle():
    side = 33
    across, down = np.meshgrid(np.arange(side), np.arange(side))
    spot = np.exp(-((across - 24) ** 2 + (down - 14) ** 2) / 18)  # smooth, so that two ways to interpolate agree
    images = torch.tensor(np.broadcast_to(spot, (60, 3, side, side)).astype(np.float32))
    views = cropped(images, replace(WHOLE, rotation=40.0), side, torch.Generator().manual_seed(0))
    angles = np.arange(-45.0, 46.0)
    turned = np.stack([rotate(spot, angle, reshape=False, order=1) for angle in angles])
    inner = np.hypot(across - 16, down - 16) < 14
    errors = np.abs(views[:, 0].numpy()[:, None] - turned[None])[..., inner].mean(axis=-1)
    assert errors.min(axis=1).max() < 0.01
    found = angles[errors.argmin(axis=1)]
    assert np.abs(found).max() <= 41
    assert found.min() < -25
    assert found.max() > 25


def test_views_without_colour_come_as_often_as_asked_and_keep_their_brightness():
    pixels = torch.randint(0, 256, (400, 3, 16, 16), generator=torch.Generator().manual_seed(0)).to(torch.uint8)
    plain, views = (
        augmented(pixels, recipe, 16, torch.Generator().manual_seed(1))
        for recipe in (WHOLE, replace(WHOLE, grayscale=0.3))
    )
    grey = (views.amax(dim=1) - views.amin(dim=1)).amax(dim=(1, 2)) < 1e-6
    assert 0.2 < grey.float().mean() < 0.4
    torch.testing.assert_close(views[~grey], plain[~grey])
    weights = torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)
    torch.testing.assert_close(views[grey][:, :1], (plain[grey] * weights).sum(dim=1, keepdim=True))
