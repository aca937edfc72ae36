import re
from dataclasses import replace

import numpy as np
import pytest
import torch

from simlab.errors import InputError
from simlab.training.proxies.class_data import class_data
from simlab.training.proxies.proxy_problem import ProxyProblem
from simlab.training.recipes import ProxyRecipe


class FreeVectors:
    """An embedder without pictures: one vector per image row."""

    dimensions = 8

    def __init__(self, rows: int) -> None:
        self.module = torch.nn.Embedding(rows, self.dimensions)

    def training_vectors(self, image_rows, generator):
        return torch.nn.functional.normalize(self.module(image_rows), dim=1)

    def vectors(self, image_rows):
        return self.training_vectors(torch.from_numpy(image_rows), None).detach().numpy()


def problem_of(workspace, recipe) -> ProxyProblem:
    data = class_data(workspace, recipe.validation_classes, recipe.seed)
    return ProxyProblem(FreeVectors(len(workspace.images)), data, recipe, torch.device("cpu"))


def step(problem, number, optimizer=None) -> None:
    optimizer = optimizer or torch.optim.Adam(problem.modules.parameters(), 0.1)
    optimizer.zero_grad()
    batch = next(problem.batches(torch.Generator().manual_seed(number)))
    problem.loss(batch, torch.Generator()).backward()
    optimizer.step()
    problem.after_step(number)


def test_clusters_begin_when_proxies_were_trained_alone_and_are_made_anew_every_so_many_steps(
    classes_workspace, tiny_proxies
):
    problem = problem_of(classes_workspace, tiny_proxies)
    assert problem.steps_per_epoch == 5  # 108 pictures by 24
    refreshed = []
    for number in range(1, 13):
        step(problem, number)
        groups = problem.proxy_loss.parents()
        fresh = groups and torch.allclose(
            problem.proxy_loss.group_proxies(0)[groups[0][0]],
            problem.proxy_loss.proxies[torch.from_numpy(groups[0] == groups[0][0])].mean(dim=0),
        )
        refreshed.append(bool(fresh))
    assert [number for number, fresh in enumerate(refreshed, 1) if fresh] == [5, 8, 11]


def test_given_groups_are_there_from_the_first_step_and_stay(classes_workspace, tiny_proxies):
    problem = problem_of(classes_workspace, replace(tiny_proxies, hierarchy="folders"))
    data = class_data(classes_workspace, tiny_proxies.validation_classes, tiny_proxies.seed)
    expected = [sorted({name.split("/")[0] for name in data.names}).index(name.split("/")[0]) for name in data.names]
    for number in range(1, 8):
        assert problem.proxy_loss.parents()[0].tolist() == expected
        step(problem, number)


def test_without_a_hierarchy_nothing_is_grouped(classes_workspace, tiny_proxies):
    problem = problem_of(classes_workspace, replace(tiny_proxies, hierarchy="none"))
    for number in range(1, 8):
        step(problem, number)
    assert problem.proxy_loss.parents() == []


def test_batches_are_balanced_or_hold_every_picture_once(classes_workspace, tiny_proxies):
    generator = torch.Generator().manual_seed(0)
    balanced = list(problem_of(classes_workspace, tiny_proxies).batches(generator))
    assert [len(batch) for batch in balanced] == [24] * 5
    plain = list(problem_of(classes_workspace, replace(tiny_proxies, per_class=None)).batches(generator))
    assert [len(batch) for batch in plain] == [24, 24, 24, 24, 12]
    assert sorted(torch.cat(plain).tolist()) == list(range(108))


def test_it_measures_retrieval_among_classes_that_are_not_trained_on(classes_workspace, tiny_proxies):
    problem = problem_of(classes_workspace, tiny_proxies)
    assert problem.selection == "recall_at_1"
    random = problem.measure()
    assert random["recall_at_1"] < 0.7
    data = class_data(classes_workspace, tiny_proxies.validation_classes, tiny_proxies.seed)
    labels = np.unique(data.measured_classes, return_inverse=True)[1]
    with torch.no_grad():
        problem.embedder.module.weight[torch.from_numpy(data.measured)] = torch.eye(8)[torch.from_numpy(labels)]
    assert problem.measure() == {"recall_at_1": 1.0, "map_at_r": 1.0}


def test_nothing_is_measured_where_no_class_is_kept(classes_workspace, tiny_proxies):
    problem = problem_of(classes_workspace, replace(tiny_proxies, validation_classes=0.0))
    assert (problem.selection, problem.measure()) == (None, {})


def test_only_proxies_have_a_rate_of_their_own(classes_workspace, tiny_proxies):
    problem = problem_of(classes_workspace, replace(tiny_proxies, proxy_rate=7.0))
    assert problem.rates == {"proxies.": 7.0}
    named = [name for name, _ in problem.modules.named_parameters() if name.startswith("proxies.")]
    assert named == ["proxies.base.proxies"]


@pytest.mark.parametrize("name", ["anchor", "nca"])
def test_the_loss_brings_vectors_of_a_class_together(classes_workspace, tiny_proxies, name):
    recipe = replace(tiny_proxies, loss=name, hierarchy="folders", alpha=8.0, validation_classes=0.0)
    problem = problem_of(classes_workspace, recipe)
    optimizer = torch.optim.Adam(problem.modules.parameters(), 0.1)
    for number in range(1, 121):
        step(problem, number, optimizer)
    rows = np.flatnonzero(classes_workspace.images["split"] == "train")
    vectors = problem.embedder.vectors(rows)
    labels = classes_workspace.images["label"].iloc[rows].to_numpy(dtype=str)
    nearest = (vectors @ vectors.T - 3 * np.eye(len(rows))).argmax(axis=1)
    assert np.mean(labels[nearest] == labels) > 0.8, "0.94 to 0.99 by seeds and threads; chance is 0.11"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"clusters": (9,)}, "clusters is [9], and 9 classes are trained on: each level needs fewer groups"),
        (
            {"hierarchy": "folders", "levels": 2, "weights": (0.1, 0.1)},
            "The label paths of 9 training classes make 1 level(s) of groups, and the recipe asks for 2 (first class: "
            "'group",
        ),
    ],
)
def test_a_hierarchy_that_cannot_be_is_refused(classes_workspace, tiny_proxies, change, message):
    with pytest.raises(InputError, match=re.escape(message)):
        problem_of(classes_workspace, replace(tiny_proxies, **change))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"weights": (0.1, 0.1)}, "weights is (0.1, 0.1); it must be 1 number(s) of 0 or more, one per level."),
        (
            {"levels": 2, "weights": (1.0, 1.0), "clusters": (3, 5)},
            "clusters is (3, 5); it must be 2 falling number(s)",
        ),
        ({"batch": 10, "per_class": 4}, "batch is 10; it must be a multiple of per_class (4)."),
        ({"loss": "triplet"}, "loss is 'triplet'; it must be anchor or nca."),
        ({"refresh": 0}, "refresh is 0; it must be 1 or more."),
    ],
)
def test_settings_out_of_range_are_refused(settings, message):
    with pytest.raises(InputError, match=re.escape(message)):
        ProxyRecipe(**settings)


def test_settings_survive_json():
    recipe = ProxyRecipe(levels=2, clusters=(9, 3), weights=(0.5, 0.1), per_class=None, batch=33)
    assert ProxyRecipe.from_json(recipe.as_json()) == recipe
