"""The settings of a recipe as the form has them: every one, with what its docstring says, and back again."""

from dataclasses import fields

import pytest

from simlab.dashboard.training.asked import AskedRun, suggested_name, unusual
from simlab.dashboard.training.kinds import KINDS
from simlab.dashboard.training.setting_field import written
from simlab.dashboard.training.settings import documented, settings_of
from simlab.dashboard.training.starts import sensible, start_named, starts_of
from simlab.training import ContrastiveRecipe, CSRecipe
from simlab.training.recipes import ViewRecipe


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.command)
def test_every_setting_is_there_once_and_explained(kind):
    settings = settings_of(kind.recipe)
    assert sorted(setting.name for setting in settings) == sorted(field.name for field in fields(kind.recipe))
    assert [setting.name for setting in settings if not setting.about] == []
    assert "More" not in {setting.group for setting in settings}
    groups = [setting.group for setting in settings]
    assert groups == sorted(groups, key=groups.index), "those of one group lie side by side"
    assert set(kind.first) <= {setting.name for setting in settings}


def test_docstrings_are_read_with_their_further_lines():
    found = documented(ViewRecipe)
    assert found["flip"] == "probability of mirroring left to right."
    assert found["brightness"] == found["contrast"] == found["saturation"]
    assert found["rotation"].endswith("beyond its edges the picture is mirrored.")


def test_labels_and_values_as_people_write_them():
    labels = {setting.name: setting.label for setting in settings_of(CSRecipe)}
    assert (labels["learning_rate"], labels["jpeg"], labels["lora_rank"]) == ("Learning rate", "JPEG", "LoRA rank")
    assert [written(value) for value in (None, 1e-5, (0.3, 1.0), "cosine")] == ["none", "1e-05", "0.3, 1", "cosine"]


def test_only_what_is_unusual_is_said():
    assert unusual(CSRecipe()) == {}
    assert unusual(CSRecipe(epochs=3, crop_scale=(0.5, 1.0))) == {"epochs": 3, "crop_scale": (0.5, 1.0)}
    assert unusual(CSRecipe(backbone="DINO"))["size"] is None


def test_the_command_of_a_run(tmp_path):
    asked = AskedRun("cs", {"epochs": 3, "crop_scale": (0.5, 1.0), "size": None}, "mine", "in door", "cpu", False)
    assert asked.arguments(tmp_path) == [
        *("train", "cs", str(tmp_path), "--name", "mine", "--context", "in door", "--device", "cpu"),
        *("--set", "epochs=3", "--set", "crop_scale=[0.5, 1.0]", "--set", "size=null", "--no-register"),
    ]
    every = AskedRun("cs", {}, None)
    assert every.arguments(tmp_path) == ["train", "cs", str(tmp_path), "--each-context"]
    assert every.estimate_arguments(tmp_path)[-2:] == ["--estimate", "--json"]


def test_names_are_new():
    assert suggested_name("cs", "In door", ()) == "cs-in-door"
    assert suggested_name("global", None, ("global", "global-2")) == "global-3"


def test_what_a_network_starts_from():
    offered = starts_of([("first", {"backbone": "resnet10t", "size": 32, "epochs": 9})])
    assert offered["Model first of this workspace"].settings == {
        "backbone": "resnet10t", "size": 32, "start_from": "first",
    }  # fmt: skip
    assert offered["DINO, published weights"].published
    first = offered["Model first of this workspace"]
    assert first.under("full") == first
    assert first.under("head").settings == first.under("lora").settings == {"backbone": "checkpoint:first"}
    assert start_named("timm:test_vit", offered).published
    assert not start_named(" test_vit ", offered).published
    assert start_named(" test_vit ", offered).settings == {"backbone": "test_vit"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.command)
@pytest.mark.parametrize("tuning", ["full", "head", "lora"])
@pytest.mark.parametrize("backbone", ["test_resnet", "DINO"])
def test_what_is_sensible_is_a_recipe(kind, tuning, backbone):
    recipe = kind.recipe(backbone=backbone, tuning=tuning, **sensible(kind.command, backbone == "DINO", tuning))
    if backbone == "DINO" and tuning != "head":
        assert recipe.learning_rate == {"full": 1e-5, "lora": 1e-4}[tuning]
        assert recipe.batch <= 32


def test_recipes_that_need_no_change_get_none():
    assert sensible("cs", published=False, tuning="full") == {}
    assert unusual(ContrastiveRecipe(tuning="head", **sensible("contrastive", False, "head"))) == {
        "tuning": "head", "dimensions": 128, "head": "mlp",
    }  # fmt: skip
