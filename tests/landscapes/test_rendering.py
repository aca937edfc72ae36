from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from simlab.errors import InputError
from simlab.landscapes import CONTEXTS, Landscape, render
from simlab.landscapes.landscape import ATTRIBUTES
from simlab.landscapes.sampling import BLENDS, sample_landscapes
from simlab.landscapes.scenes import SCENES

SIDE = 64
# Attributes that a context may leave almost unseen: a room has no stormy sea to show.
SEEN_AT_LEAST = 1.5


def middle(context, **changes):
    return Landscape(context=context, seed=3, **{**dict.fromkeys(ATTRIBUTES, 0.5), **changes})


def pixels(scene, side=SIDE):
    return np.asarray(render(scene, side)).astype(float)


def test_every_context_has_a_scene():
    assert set(SCENES) == set(CONTEXTS)


@pytest.mark.parametrize("context", CONTEXTS)
def test_one_landscape_gives_one_picture(context):
    for scene in sample_landscapes(np.random.default_rng(5), [context] * 4):
        assert (pixels(scene) == pixels(scene)).all()
        assert not (pixels(scene) == pixels(replace(scene, seed=scene.seed + 1))).all()


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_picture_is_the_same_at_any_size(context):
    for scene in sample_landscapes(np.random.default_rng(6), [context] * 6):
        large = render(scene, 4 * SIDE).resize((SIDE, SIDE), Image.Resampling.BOX)
        difference = np.abs(np.asarray(large).astype(float) - pixels(scene))
        assert difference.mean() < 9
        assert np.median(difference) < 5


@pytest.mark.parametrize("attribute", ATTRIBUTES)
@pytest.mark.parametrize("context", CONTEXTS)
def test_every_attribute_can_be_seen_in_every_context(context, attribute):
    low, high = (
        pixels(middle(context, **{attribute: value})) for value in (0.05, 0.62 if attribute == "hue" else 0.95)
    )
    assert np.abs(high - low).mean() > SEEN_AT_LEAST


@pytest.mark.parametrize("pair", BLENDS, ids="-".join)
def test_a_blend_is_neither_of_its_contexts(pair):
    home, other = pair
    blended = pixels(middle(home, blend=other))
    assert np.abs(blended - pixels(middle(home))).mean() > 1
    assert np.abs(blended - pixels(middle(other))).mean() > 1


def test_the_night_is_darker_than_the_day_and_haze_takes_contrast():
    for context in CONTEXTS:
        assert pixels(middle(context, light=0.05)).mean() < pixels(middle(context, light=0.95)).mean()
    for context in ("ocean", "mountain", "field", "city"):
        assert pixels(middle(context, haze=1.0)).std() < pixels(middle(context, haze=0.0)).std()


@pytest.mark.parametrize("extreme", [0.0, 1.0])
@pytest.mark.parametrize("context", CONTEXTS)
def test_extremes_can_be_painted(context, extreme):
    scene = Landscape(context=context, seed=0, **dict.fromkeys(ATTRIBUTES, extreme))
    assert pixels(scene, 8).shape == (8, 8, 3)
    assert pixels(scene).std() > 3


@pytest.mark.parametrize("side", [0, 7, 2049])
def test_a_side_has_limits(side):
    with pytest.raises(InputError, match=f"painted at 8 to 2,048 pixels a side; {side} were asked for"):
        render(middle("ocean"), side)
