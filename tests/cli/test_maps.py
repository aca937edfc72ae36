"""`map list` and `map show`: how far a map can be believed, the same in tables, JSON and Python."""

import numpy as np

from simlab.maps import fit_map
from simlab.maps.support import map_support, unsupported_shares
from simlab.workspace import ModelEntry

KEYS = {
    "id", "method", "features", "parameters", "fingerprint", "created", "stale", "n_fitted", "n_placed",
    "n_without_vector", "n_unplaced", "trustworthiness", "continuity", "placement_error", "unsupported",
}  # fmt: skip


def test_figures_are_those_of_python(simlab, toy_workspace):
    workspace = toy_workspace()
    made = fit_map(workspace, "look", "pca")
    support = map_support(workspace, made)
    shown = simlab("map", "show", workspace.path, "pca-look", "--json").json
    assert set(shown) == KEYS
    assert (shown["id"], shown["method"], shown["features"], shown["stale"]) == ("pca-look", "pca", "look", False)
    assert (shown["n_fitted"], shown["n_placed"]) == (40, 28)
    assert (shown["trustworthiness"], shown["continuity"]) == (made.trustworthiness, made.continuity)
    assert shown["placement_error"] == {
        "median": made.placement.median,
        "percentile_90": made.placement.percentile_90,
        "n_held_back": 8,
    }
    assert shown["unsupported"] == {
        found.split: {
            "share": found.share,
            "n_unsupported": found.n_unsupported,
            "n_references": found.n_references,
        }
        for found in unsupported_shares(workspace, support)
    }
    assert list(shown["unsupported"]) == ["train", "validation", "test"]
    assert shown["unsupported"]["test"]["n_references"] == 16
    assert simlab("map", "list", workspace.path, "--json").json == {"maps": [shown]}


def test_tables_for_people(simlab, toy_workspace):
    workspace = toy_workspace()
    made = fit_map(workspace, "look", "pca")
    listed = simlab("map", "list", workspace.path).out
    for text in ("pca-look", f"{made.trustworthiness:.3f}", f"{made.continuity:.3f}", f"{made.placement.median:.3f}"):
        assert text in listed
    assert "0.0 % of validation" in listed
    shown = simlab("map", "show", workspace.path, "pca-look").out
    assert "Map pca-look" in shown
    assert f"{made.placement.median:.3f} of the map's radius (median)" in shown
    assert "0.0 % of validation (0 of 40)" in shown


def test_changed_vectors_are_said(simlab, toy_workspace):
    workspace = toy_workspace()
    fit_map(workspace, "look", "pca")
    n = len(workspace.images)
    workspace.write_embedding(
        ModelEntry("look", "features"), np.random.default_rng(0).normal(size=(n, 3)), np.arange(n)
    )
    found = simlab("map", "show", workspace.path, "pca-look", "--json").json
    assert (found["stale"], found["unsupported"]) == (True, None)
    shown = simlab("map", "show", workspace.path, "pca-look").out
    assert "its vectors have changed since: the map is stale" in shown
    assert "unknown: the vectors have changed" in shown
    assert "unknown" in simlab("map", "list", workspace.path).out


def test_no_maps_and_no_such_map(simlab, toy_workspace):
    workspace = toy_workspace()
    assert simlab("map", "list", workspace.path, "--json").json == {"maps": []}
    ran = simlab("map", "show", workspace.path, "pca-look")
    assert (ran.status, ran.out) == (1, "")
    assert "There is no map 'pca-look'" in ran.said
