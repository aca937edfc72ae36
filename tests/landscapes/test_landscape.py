import pytest

from simlab.errors import FormatVersionError, InputError
from simlab.landscapes import CONTEXTS, Landscape, landscape_from_generator
from simlab.landscapes.landscape import ATTRIBUTES

MIDDLE = dict.fromkeys(ATTRIBUTES, 0.5)


def test_the_generator_string_gives_an_equal_landscape():
    scene = Landscape(context="ocean", blend="city", seed=7, **{**MIDDLE, "light": 1 / 3})
    assert landscape_from_generator(scene.generator) == scene
    assert scene.generator.startswith('landscape/1:{"context":"ocean","blend":"city","light":0.333,')


def test_without_a_blend_the_string_names_none():
    scene = Landscape(context="forest", seed=7, **MIDDLE)
    assert "blend" not in scene.generator
    assert landscape_from_generator(scene.generator).blend is None


def test_another_version_is_refused():
    text = Landscape(context="forest", seed=7, **MIDDLE).generator.replace("landscape/1:", "landscape/2:")
    with pytest.raises(FormatVersionError, match="version 2 of the landscape generator; this SimLab has version 1"):
        landscape_from_generator(text)


@pytest.mark.parametrize("text", ["", "fractal/1:{}", "landscape:{}", "landscape/x:{}"])
def test_what_is_no_landscape_is_refused(text):
    with pytest.raises(InputError, match="describes no generated picture"):
        landscape_from_generator(text)


@pytest.mark.parametrize("body", ["{}", "[]", "nonsense", '{"context": "ocean", "colour": 1}'])
def test_a_damaged_landscape_is_refused(body):
    with pytest.raises(InputError, match="does not describe a landscape"):
        landscape_from_generator(f"landscape/1:{body}")


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan"), "bright"])
def test_attributes_lie_between_0_and_1(value):
    with pytest.raises(InputError, match=r"Attribute 'light' of a landscape is .* must be a number from 0 to 1"):
        Landscape(context="ocean", seed=0, **{**MIDDLE, "light": value})


@pytest.mark.parametrize("names", [{"context": "desert"}, {"context": "ocean", "blend": "desert"}])
def test_a_context_must_be_known(names):
    with pytest.raises(InputError, match=f"'desert' is no context of landscapes; they are {', '.join(CONTEXTS)}"):
        Landscape(seed=0, **names, **MIDDLE)


def test_a_seed_is_not_negative():
    with pytest.raises(InputError, match="seed of a landscape is -1"):
        Landscape(context="ocean", seed=-1, **MIDDLE)
