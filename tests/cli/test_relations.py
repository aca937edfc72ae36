"""`simlab relations`: the numbers of Python, tables that say what they mean, and a closed test split."""

import json

from simlab.studies.model_relations import model_relations

MODEL_KEYS = {"model", "kind", "context", "accuracy", "low", "high", "n_triples", "n_references", "n_ties"}


def test_json_keeps_the_contract_and_agrees_with_python(simlab, toy_workspace):
    workspace = toy_workspace()
    found = simlab("relations", workspace.path, "--by", "context", "--against", "plain", "--json").json
    assert {"split", "synthetic", "models", "pairs", "oracle", "mean", "most_agreed", "slices"} <= set(found)
    assert (found["split"], found["synthetic"], found["against"]) == ("validation", True, "plain")
    assert all(set(row) >= MODEL_KEYS | {"vote_score", "added_to_oracle", "added_to_mean"} for row in found["models"])
    python = model_relations(workspace, "validation", by=("context",), against="plain")
    assert found == json.loads(json.dumps(python.to_json()))
    some = simlab("relations", workspace.path, "--models", "plain, west-model", "--json").json
    assert [row["model"] for row in some["models"]] == ["west-model", "plain"]
    assert some["slices"] == []


def test_tables_for_people(simlab, toy_workspace):
    workspace = toy_workspace()
    ran = simlab("relations", workspace.path, "--by", "context", "--against", "third-model")
    found = model_relations(workspace, "validation", by=("context",), against="third-model")
    assert "toy, validation split (SYNTHETIC)" in ran.out
    assert f"{100 * found.models[0].vote_score.value:.1f} %" in ran.out
    assert f"{100 * found.pairs[0].equal.value:.0f}" in ran.out
    assert "Points against 3 third-model" in ran.out
    assert "context: west" in ran.out
    assert "corrected p below 0.05 (Holm, over 6 comparisons)" in ran.said
    assert f"no answers can score more than {100 * found.most_agreed.value:.1f} %" in ran.said
    plain = simlab("relations", workspace.path)
    assert "Points against" not in plain.out


def test_without_votes_a_dash_stands_for_the_score(simlab, toy_workspace):
    workspace = toy_workspace()
    workspace.replace_tables(workspace.images, workspace.triples.assign(votes_a=None, votes_b=None))
    ran = simlab("relations", workspace.path)
    assert ran.status == 0
    assert "–" in ran.out
    assert "Vote-weighted" not in ran.said


def test_several_columns_and_refusals(simlab, toy_workspace):
    workspace = toy_workspace()
    images = workspace.images.assign(size=range(len(workspace.images)))
    workspace.replace_tables(images, workspace.triples)
    found = simlab("relations", workspace.path, "--by", "context", "--by", "size", "--json").json
    assert [one["column"] for one in found["slices"]].count("size") == 3  # the last quarter lies in the other splits
    ran = simlab("relations", workspace.path, "--by", "colour")
    assert (ran.status, ran.out) == (1, "")
    assert "has no column 'colour' to slice by. Columns to slice by: context, size." in ran.said


def test_the_test_split_needs_a_reason(simlab, toy_workspace):
    workspace = toy_workspace()
    ran = simlab("relations", workspace.path, "--split", "test", "--json")
    assert (ran.status, ran.out) == (1, "")
    assert "The test split of 'toy' is closed for model relations." in ran.said
    assert workspace.store.reveals() == []
    first = simlab("relations", workspace.path, "--split", "test", "--reveal", "so", "--json").json
    assert simlab("relations", workspace.path, "--split", "test", "--json").json == first
    assert [reveal.reason for reveal in workspace.store.reveals()] == ["so"]
