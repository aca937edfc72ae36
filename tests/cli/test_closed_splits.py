"""The test split behind a reveal, and the check set, from the command line."""

import pytest

from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.studies.model_evaluation import evaluate_models


@pytest.mark.parametrize("command", [("evaluate",), ("ensemble", "--strategy", "vote")])
@pytest.mark.parametrize("reason", [(), ("--reveal", "   ")])
def test_the_test_split_needs_a_reason(simlab, toy_workspace, command, reason):
    workspace = toy_workspace()
    ran = simlab(command[0], workspace.path, *command[1:], "--split", "test", "--json", *reason)
    assert (ran.status, ran.out) == (1, "")
    assert "The test split of 'toy' is closed" in ran.said
    assert '--reveal "REASON"' in ran.said
    assert workspace.store.reveals() == []


def test_a_reveal_is_recorded_and_holds(simlab, toy_workspace):
    workspace = toy_workspace()
    first = simlab("evaluate", workspace.path, "--split", "test", "--reveal", "the [paper] is written", "--json").json
    assert simlab("evaluate", workspace.path, "--split", "test", "--json").json == first
    assert first["models"][0]["accuracy"] == evaluate_models(workspace, "test").rows[0].estimate.value
    recorded = simlab("reveals", workspace.path, "--json").json["reveals"]
    assert [reveal["reason"] for reveal in recorded] == ["the [paper] is written"]
    assert recorded[0]["time"].endswith("+00:00")
    assert "the [paper] is written" in simlab("reveals", workspace.path).out

    # What was opened is the table of single models, not every strategy.
    assert simlab("ensemble", workspace.path, "--strategy", "vote", "--split", "test").status == 1
    found = simlab("ensemble", workspace.path, "--strategy", "vote", "--split", "test", "--reveal", "so", "--json").json
    assert found["accuracy"] == evaluate_ensemble(workspace, "vote", "test").estimate.value
    assert len(workspace.store.reveals()) == 2


def test_the_check_set_is_taken_from_validation(simlab, toy_workspace):
    workspace = toy_workspace()
    whole = simlab("evaluate", workspace.path, "--json").json["models"][0]
    ran = simlab("evaluate", workspace.path, "--split", "check")
    assert ran.status == 1
    assert "keeps no check set" in ran.said
    assert "`simlab check-set`" in ran.said

    ran = simlab("check-set", workspace.path, "--share", "0.25", "--seed", "3")
    assert ran.status == 0
    assert "10 validation references are kept for checking (share 0.25, seed 3)." in ran.said
    rest = simlab("evaluate", workspace.path, "--json").json["models"][0]
    check = simlab("evaluate", workspace.path, "--split", "check", "--json").json["models"][0]
    assert (rest["n_references"], check["n_references"]) == (30, 10)
    assert rest["n_triples"] + check["n_triples"] == whole["n_triples"]

    assert simlab("check-set", workspace.path, "--off").status == 0
    assert simlab("evaluate", workspace.path, "--json").json["models"][0] == whole


@pytest.mark.parametrize("share", ["0", "1", "2", "nan"])
def test_a_share_that_leaves_nothing_is_refused(simlab, toy_workspace, share):
    workspace = toy_workspace()
    ran = simlab("check-set", workspace.path, "--share", share)
    assert ran.status == 1
    assert "The share of the check set must lie between 0 and 1" in ran.said
    assert simlab("evaluate", workspace.path, "--json").json["models"][0]["n_references"] == 40
