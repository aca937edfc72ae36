import json
import re

import pytest

from simlab.errors import InputError
from simlab.training import ContrastiveRecipe, CSRecipe, OrdinalRecipe


@pytest.mark.parametrize(
    "recipe",
    [
        CSRecipe(size=48, crop_scale=(0.5, 1.0)),
        CSRecipe(start_from="contrastive"),
        OrdinalRecipe(dimensions=3),
        ContrastiveRecipe(projection=32, dimensions=16),
    ],
)
def test_a_recipe_comes_back_from_json(recipe):
    assert type(recipe).from_json(json.loads(json.dumps(recipe.as_json()))) == recipe


def test_an_unknown_setting_is_named():
    with pytest.raises(InputError, match=r"1 setting\(s\) are unknown \(momentum\)\. CSRecipe has learning_rate, "):
        CSRecipe.from_json({"momentum": 0.9})


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"learning_rate": 0}, "learning_rate is 0; it must be above 0."),
        ({"epochs": 0}, "epochs is 0; it must be 1 or more."),
        ({"batch": -1}, "batch is -1; it must be 1 or more."),
        ({"max_minutes": 0}, "max_minutes is 0; it must be above 0, or left out."),
        ({"triplet_weight": -1}, "triplet_weight is -1; it must be 0 or more."),
        ({"ranking_weight": 0, "triplet_weight": 0}, "ranking_weight is 0; it must be above 0 when the other terms"),
        ({"precision": "fp8"}, "precision is 'fp8'; it must be fp32, bf16 or fp16."),
        ({"accumulate": 0}, "accumulate is 0; it must be 1 or more."),
        ({"warm_up": 1.5}, "warm_up is 1.5; it must be between 0 and 1."),
        ({"patience": 0}, "patience is 0; it must be 1 or more, or left out."),
        ({"schedule": "step"}, "schedule is 'step'; it must be constant or cosine."),
        ({"ranking_inputs": "all"}, "ranking_inputs is 'all'; it must be concatenation or interaction."),
        ({"crop_scale": (0.9, 0.1)}, "crop_scale is (0.9, 0.1); it must be two shares, 0 < low ≤ high ≤ 1."),
        ({"flip": 2.0}, "flip is 2.0; it must be between 0 and 1."),
        ({"hue": 0.7}, "hue is 0.7; it must be between 0 and 0.5."),
    ],
)
def test_a_wrong_setting_is_refused(setting, message):
    with pytest.raises(InputError, match=re.escape(message)):
        CSRecipe(**setting)


def test_the_papers_weights_are_the_defaults():
    recipe = CSRecipe()
    assert (recipe.ranking_weight, recipe.triplet_weight, recipe.stochastic_weight) == (1.0, 0.1, 0.0)


def test_a_recipe_that_was_stored_before_start_from_existed_is_read():
    stored = CSRecipe(epochs=3).as_json()
    assert stored.pop("start_from") is None
    assert CSRecipe.from_json(stored) == CSRecipe(epochs=3)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"batch": 1}, "batch is 1; it must be 2 or more, since the other images of a batch are the negatives."),
        ({"projection": 1}, "projection is 1; it must be 2 or more, or left out."),
        ({"temperature": 0}, "temperature is 0; it must be above 0."),
        ({"held_out": 0.6}, "held_out is 0.6; it must be above 0 and at most 0.5."),
        ({"epochs": 0}, "epochs is 0; it must be 1 or more."),
        ({"contrast": 2}, "contrast is 2; it must be between 0 and 1."),
    ],
)
def test_a_wrong_contrastive_setting_is_refused(setting, message):
    with pytest.raises(InputError, match=re.escape(message)):
        ContrastiveRecipe(**setting)


def test_settings_of_answers_are_none_of_training_without():
    with pytest.raises(InputError, match=r"1 setting\(s\) are unknown \(ranking_weight\)\. ContrastiveRecipe has "):
        ContrastiveRecipe.from_json({"ranking_weight": 1})
    with pytest.raises(InputError, match=re.escape("start_from is ''; it must be the name of a model, a folder, or")):
        CSRecipe(start_from="")
