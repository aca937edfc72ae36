import json
from dataclasses import replace

import numpy as np
import pytest

from simlab.ensembles import BEST, FALLBACK, one_model, vote_of
from simlab.errors import ConflictError, FingerprintError, InputError, NotFoundError
from simlab.evaluation import paired_difference
from simlab.maps import delete_map, fit_map
from simlab.studies.designs import versions
from simlab.studies.designs.named import create_design, open_design, save_step, undo
from simlab.studies.designs.version_comparison import compare_versions
from simlab.studies.designs.versions import (
    duplicate_design,
    list_versions,
    open_version,
    restore_version,
    save_version,
)
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.studies.map_places import MapPlaces
from simlab.workspace import Workspace
from simlab.workspace.check_set import CheckSet, keep_check_set


@pytest.fixture
def named(workspace, reference_map, drawn):
    return create_design(workspace, "two", reference_map, drawn(reference_map))


def test_versions_are_there_after_a_reload(workspace, named, monkeypatch):
    monkeypatch.setattr(versions.getpass, "getuser", lambda: "ann")
    first = save_version(workspace, named, "v1", comment="as drawn")
    edited = save_step(workspace, named, named.design.without("west"), "removed west")
    second = save_version(workspace, edited, "v2", author="bob")
    again = Workspace.open(workspace.path)
    assert list_versions(again, "two") == [first, second]
    assert (first.author, first.comment, first.step, first.design) == ("ann", "as drawn", 0, named.design)
    assert (second.author, second.step, second.design) == ("bob", 1, edited.design)
    assert open_version(again, "two", "v2") == second
    with pytest.raises(ConflictError, match=r"has a version 'v1' already \(by ann"):
        save_version(workspace, edited, "v1", author="bob")


def test_a_system_without_user_names(workspace, named, monkeypatch):
    def nobody():
        raise OSError("No username set in the environment")

    monkeypatch.setattr(versions.getpass, "getuser", nobody)
    with pytest.raises(InputError, match=r"The system does not say who you are \(No user.*Name the author \(--author"):
        save_version(workspace, named, "v1")


def test_restoring_is_a_step_that_can_be_undone(workspace, named):
    save_version(workspace, named, "v1", author="ann")
    edited = save_step(workspace, named, named.design.without("west"), "removed west")
    restored = restore_version(workspace, edited, "v1")
    assert (restored.design, restored.step, restored.action) == (named.design, 2, "restored version v1")
    assert undo(workspace, restored).design == edited.design
    with pytest.raises(ConflictError, match="was changed elsewhere in the meantime"):
        restore_version(workspace, restored, "v1")
    with pytest.raises(NotFoundError, match=r"Design 'two' has no version 'v9'\. Its versions: v1\."):
        restore_version(workspace, edited, "v9")


def test_a_duplicate_goes_its_own_way(workspace, named):
    save_version(workspace, named, "v1", author="ann")
    edited = save_step(workspace, named, named.design.without("west"), "removed west")
    now = duplicate_design(workspace, "two", "three")
    then = duplicate_design(workspace, "two", "four", version="v1")
    assert (now.design, now.action) == (edited.design, "duplicate of two, step 1")
    assert (then.design, then.action, then.step) == (named.design, "duplicate of two, version v1", 0)
    save_step(workspace, now, now.design.without("east"), "removed east")
    assert open_design(workspace, "two").design == edited.design
    assert list_versions(workspace, "three") == []
    with pytest.raises(ConflictError, match="A design named 'four' exists already"):
        duplicate_design(workspace, "two", "four")


def moved_design(named):
    """West gone, east with less room and another rule, a new region around what east gave up."""
    design = named.design
    east = design.region("east")
    (left, bottom), _, (right, top), _ = east.points
    middle = (left + right) / 2
    kept = ((left, bottom), (middle, bottom), (middle, top), (left, top))
    given_up = ((middle, bottom), (right, bottom), (right, top), (middle, top))
    smaller = replace(east, points=kept, rule=one_model("third-model"))
    fresh = replace(east, name="fresh", id="fresh", points=given_up)
    return replace(design, regions=(fresh, smaller))


def test_region_by_region_against_a_literal_count(workspace, reference_map, named):
    save_version(workspace, named, "v1", author="ann")
    after = moved_design(named)
    save_step(workspace, named, after, "edited")
    found = compare_versions(workspace, "two", "v1")
    references = np.unique(workspace.split("validation")["reference"])
    coordinates = MapPlaces(workspace, reference_map).coordinates(references)

    def home(design, x, y):
        for region in design.regions:
            xs, ys = zip(*region.points, strict=True)
            if min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys):
                return region.id
        return FALLBACK

    before_ids = [home(named.design, x, y) for x, y in coordinates]
    after_ids = [home(after, x, y) for x, y in coordinates]
    pairs = list(zip(before_ids, after_ids, strict=True))
    assert [region.id for region in found.regions] == ["fresh", "east", "west", FALLBACK]
    for region in found.regions:
        assert region.n_before == before_ids.count(region.id)
        assert region.n_after == after_ids.count(region.id)
        assert region.n_joined == sum(was != region.id == now for was, now in pairs)
        assert region.n_left == sum(was == region.id != now for was, now in pairs)
        ever = sum(region.id in pair for pair in pairs)
        assert region.moved_share == (region.n_joined + region.n_left) / ever
    assert (found.n_references, found.n_moved) == (40, sum(was != now for was, now in pairs))
    changes = {region.id: region.changes for region in found.regions}
    assert changes == {"fresh": ("added",), "east": ("shape", "rule"), "west": ("removed",), FALLBACK: ()}
    fresh, east, west, _ = found.regions
    assert 0 < fresh.n_after < 20
    assert (fresh.rule_before, west.rule_after) == (None, None)
    assert (east.rule_before, east.rule_after) == (one_model("east-model"), one_model("third-model"))


def test_both_figures_are_those_of_evaluate(workspace, reference_map, named):
    keep_check_set(workspace, CheckSet())
    save_version(workspace, named, "v1", author="ann")
    create_design(workspace, "other", reference_map, moved_design(named))
    save_version(workspace, save_step(workspace, named, moved_design(named), "edited"), "v2", author="ann")
    found = compare_versions(workspace, "two", "v1", "v2")
    duplicate_design(workspace, "two", "as-v1", version="v1")
    first, second = (evaluate_ensemble(workspace, "design", "validation", design=name) for name in ("as-v1", "other"))
    assert (found.first.estimate, found.second.estimate) == (first.estimate, second.estimate)
    questions = first.asked.questions
    expected = paired_difference(
        questions.scores(second.prediction.margin),
        questions.scores(first.prediction.margin),
        questions.references[questions.positions],
    )
    assert found.difference == expected
    assert expected.value < 0
    assert expected.distinguishable
    assert (found.first.label, found.second.label) == ("v1", "v2")
    assert found.first.basis == found.second.basis == "in-sample drawing"
    assert (found.n_ties, found.n_missing) == (first.asked.n_ties, first.asked.n_missing)
    back = compare_versions(workspace, "two", "v2", "v1")
    assert back.difference.value == -found.difference.value
    assert back.n_moved == found.n_moved


def test_rules_that_choose_are_judged_across_folds(workspace, named):
    save_version(workspace, named, "v1", author="ann")
    save_step(workspace, named, replace(named.design, fallback=BEST).without("west"), "best elsewhere")
    found = compare_versions(workspace, "two", "v1")
    result = evaluate_ensemble(workspace, "design", "validation", design="two")
    assert found.second.estimate == result.cross_fitted
    assert found.second.basis == "in-sample drawing, cross-fitted"
    assert (found.first.basis, found.second.label) == ("in-sample drawing", "current")
    assert found.difference.value == pytest.approx(found.second.estimate.value - found.first.estimate.value)


def test_a_rule_may_name_a_model_outside_the_members(workspace, named):
    save_version(workspace, named, "v1", author="ann")
    save_step(workspace, named, replace(named.design, fallback=one_model("plain")), "fallback: plain")
    found = compare_versions(workspace, "two", "v1")
    assert found.regions[-1].changes == ("rule",)
    assert (found.n_moved, found.difference.value) == (0, 0.0)


def test_words_and_order(workspace, named):
    save_version(workspace, named, "v1", author="ann")
    design = named.design.moved("west", 1).changed("east", lambda r: replace(r, name="E", note="n", color="#000000"))
    save_step(workspace, named, design.changed("west", lambda r: replace(r, rule=vote_of(["east-model"]))), "all")
    found = compare_versions(workspace, "two", "v1")
    assert [(region.name, region.changes) for region in found.regions] == [
        ("E", ("name", "color", "note", "priority")),
        ("west", ("rule", "priority")),
        (FALLBACK, ()),
    ]
    assert found.regions[-1].moved_share is None
    same = compare_versions(workspace, "two", "v1", "v1")
    assert [region.changes for region in same.regions] == [(), (), ()]
    assert (same.n_moved, same.difference.value) == (0, 0.0)


def test_removing_a_region_reorders_nothing(workspace, named):
    save_version(workspace, named, "v1", author="ann")
    save_step(workspace, named, named.design.without("west"), "removed west")
    assert [region.changes for region in compare_versions(workspace, "two", "v1").regions] == [(), ("removed",), ()]


def test_as_json(workspace, named):
    save_version(workspace, named, "v1", author="ann")
    save_step(workspace, named, moved_design(named), "edited")
    found = json.loads(json.dumps(compare_versions(workspace, "two", "v1").to_json(), allow_nan=False))
    assert (found["split"], found["synthetic"]) == ("validation", True)
    assert (found["first"]["version"], found["second"]["version"]) == ("v1", "current")
    assert [region["id"] for region in found["regions"]] == ["fresh", "east", "west", "fallback"]


def test_a_map_that_another_has_taken_the_name_of(workspace, reference_map, named):
    save_version(workspace, named, "v1", author="ann")
    delete_map(workspace, reference_map.id)
    fit_map(workspace, "plain", "pca", name=reference_map.id)
    with pytest.raises(FingerprintError, match="Its coordinates mean nothing there"):
        compare_versions(workspace, "two", "v1")
    with pytest.raises(NotFoundError, match="no version 'v9'"):
        compare_versions(workspace, "two", "v9")
