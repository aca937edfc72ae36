"""What pages keep between runs, and what makes them read it anew."""

from collections.abc import Callable

import numpy as np

from simlab.dashboard import opened
from simlab.maps import fit_map
from simlab.studies.designs.named import create_design
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.workspace import ModelEntry, Workspace
from simlab.workspace.check_set import CheckSet, keep_check_set

Make = Callable[..., Workspace]
MEMBERS = ("indoor-model", "city-model")


def test_a_workspace_is_kept_until_another_process_changes_it(make_workspace: Make) -> None:
    path = make_workspace(mapped=False, pictures=False).path
    first = opened.open_workspace(path)
    assert opened.open_workspace(path) is first
    Workspace.open(path).write_embedding(ModelEntry("new", "baseline"), np.ones((36, 2)), np.arange(36))
    second = opened.open_workspace(path)
    assert second is not first
    assert "new" in [entry.name for entry in second.models()]


def test_embedded_models_are_scored_and_have_vectors(make_workspace: Make) -> None:
    workspace = make_workspace(mapped=False, pictures=False)
    workspace.write_embedding(ModelEntry("space", "features"), np.ones((36, 2)), np.arange(36))
    workspace.change_manifest(lambda manifest: manifest.with_model(ModelEntry("promised", "baseline")))
    assert opened.embedded_models(workspace) == ("hsv", *MEMBERS)


def test_new_vectors_are_new_distances(make_workspace: Make) -> None:
    workspace = make_workspace(mapped=False, pictures=False)
    before = opened.distances_of(workspace, "validation", ("hsv",))
    assert opened.distances_of(workspace, "validation", ("hsv",)) is before
    vectors = np.random.default_rng(9).normal(size=(36, 4))
    workspace.write_embedding(ModelEntry("hsv", "baseline"), vectors, np.arange(36))
    after = opened.distances_of(workspace, "validation", ("hsv",))
    assert not np.array_equal(after.margins, before.margins)
    assert not np.array_equal(
        opened.accuracies_of(workspace, "validation", ("hsv",)).accuracy, np.full((1, 12), np.nan), equal_nan=True
    )


def test_the_check_set_leaves_validation_at_once(make_workspace: Make) -> None:
    workspace = make_workspace(mapped=False, pictures=False)
    assert opened.triples_of(workspace, "validation")["reference"].nunique() == 12
    keep_check_set(workspace, CheckSet(0.25, 0))
    assert opened.triples_of(workspace, "validation")["reference"].nunique() == 9
    assert opened.triples_of(workspace, "check")["reference"].nunique() == 3
    keep_check_set(workspace, None)
    assert opened.triples_of(workspace, "validation")["reference"].nunique() == 12


def test_a_map_is_stale_once_its_vectors_change(make_workspace: Make) -> None:
    workspace = make_workspace(pictures=False)
    before = opened.map_named(workspace, "pca-hsv")
    assert opened.map_named(workspace, "pca-hsv") is before
    assert not before.stale
    vectors = np.random.default_rng(9).normal(size=(36, 4))
    workspace.write_embedding(ModelEntry("hsv", "baseline"), vectors, np.arange(36))
    assert opened.map_named(workspace, "pca-hsv").stale


def test_a_design_session_says_what_the_command_line_says(make_workspace: Make) -> None:
    workspace = make_workspace(pictures=False)
    fit_map(workspace, "city-model", "pca")
    named = create_design(workspace, "d", opened.map_named(workspace, "pca-city-model"))
    for part in ("validation", "check"):
        if part == "check":
            keep_check_set(workspace, CheckSet(0.5, 0))
        session = opened.design_session(workspace, "pca-city-model", MEMBERS, MEMBERS, part)
        figures = session.figures(named.design)
        python = evaluate_ensemble(workspace, "design", part, design="d")
        assert figures.accuracy == python.estimate
        for name, difference in python.differences.items():
            shown = figures.differences[name]
            assert (shown.value, shown.low, shown.high) == (difference.value, difference.low, difference.high)
