"""The whole course: classes in, a registered model and its hierarchy out."""

import re
from dataclasses import replace

import pytest
import torch

from simlab.errors import FingerprintError, JobCancelled
from simlab.training import ProxyRecipe, read_history, train_proxy
from simlab.training.proxies.hierarchy_file import read_hierarchy
from tests.training.stopping import StopInTraining, weights_of


@pytest.mark.parametrize("hierarchy", ["folders", "clusters"])
def test_a_trained_network_finds_unseen_classes_better_than_an_untrained_one(
    classes_workspace, tiny_proxies, hierarchy
):
    images = classes_workspace.images
    split = images["split"].replace("test", "validation")
    classes_workspace.replace_tables(images.assign(split=split), classes_workspace.triples)
    recipe = replace(tiny_proxies, epochs=12, learning_rate=1e-2, hierarchy=hierarchy, flip=0.0)
    trained = train_proxy(classes_workspace, recipe, device="cpu", register=False)
    idle = replace(recipe, epochs=1, learning_rate=1e-9)
    untrained = train_proxy(classes_workspace, idle, name="idle", device="cpu", register=False)
    assert trained.figures["map_at_r"] > untrained.figures["map_at_r"] + 0.1
    found = read_hierarchy(trained.run)
    assert (found.kind, len(found.classes), len(found.levels)) == (hierarchy, 12, 1)
    if hierarchy == "folders":
        assert found.levels[0].names == ("group0", "group1", "group2")
        assert all(f"group{group}/" in path for path, group in zip(found.classes, found.group_of(0), strict=True))


def test_it_is_registered_with_vectors_of_all_images_and_without_its_proxies(classes_workspace, tiny_proxies):
    recipe = replace(tiny_proxies, epochs=1, validation_classes=0.0, tuning="head", views=2)
    result = train_proxy(classes_workspace, recipe, device="cpu")
    assert (result.selection, result.best_epoch, result.images, result.triples) == (None, 1, 144, 0)
    entry = classes_workspace.model("proxy")
    assert (entry.kind, entry.encoder) == ("baseline", "checkpoint:proxy")
    assert len(classes_workspace.embedding("proxy").vectors) == 216
    assert not any("proxies" in name for name in weights_of(classes_workspace, "proxy"))


def test_recall_among_classes_not_trained_on_chooses_the_epoch(classes_workspace, tiny_proxies):
    result = train_proxy(classes_workspace, replace(tiny_proxies, hierarchy="none"), device="cpu", register=False)
    history = read_history(result.run)
    assert result.selection == "recall_at_1"
    assert result.figures["recall_at_1"] == max(record.figures["recall_at_1"] for record in history)
    assert set(result.figures) == {"recall_at_1", "map_at_r"}
    assert result.images == 108
    assert read_hierarchy(result.run) is None


def test_a_stopped_run_ends_equal_to_the_bit_with_the_same_groups(classes_workspace, tiny_proxies):
    train_proxy(classes_workspace, tiny_proxies, name="whole", device="cpu", register=False)
    with pytest.raises(JobCancelled):
        train_proxy(
            classes_workspace, tiny_proxies, name="cut", device="cpu", register=False, progress=StopInTraining(7)
        )
    train_proxy(classes_workspace, tiny_proxies, name="cut", device="cpu", register=False)
    whole, cut = weights_of(classes_workspace, "whole"), weights_of(classes_workspace, "cut")
    assert all(torch.equal(whole[name], cut[name]) for name in whole)
    runs = [classes_workspace.path / "runs" / name for name in ("whole", "cut")]
    assert read_hierarchy(runs[0]) == read_hierarchy(runs[1]) is not None
    assert [(r.loss, r.figures) for r in read_history(runs[0])] == [(r.loss, r.figures) for r in read_history(runs[1])]


def test_other_classes_are_another_run(classes_workspace, tiny_proxies):
    recipe = replace(tiny_proxies, epochs=1)
    train_proxy(classes_workspace, recipe, device="cpu", register=False)
    images = classes_workspace.images
    renamed = images["label"].str.replace("class00", "class99")
    classes_workspace.replace_tables(images.assign(label=renamed), classes_workspace.triples)
    with pytest.raises(FingerprintError, match=re.escape("Run 'proxy' was made with other settings: data was ")):
        train_proxy(classes_workspace, recipe, device="cpu", register=False)


def test_defaults_are_a_recipe():
    assert ProxyRecipe().hierarchy == "clusters"
