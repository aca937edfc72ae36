"""`simlab latency` and `simlab precision`: the numbers of Python, and one failure does not stop the others."""

import numpy as np
import pytest

from simlab.studies.precision.store import stored_effects

NETWORK = "scratch:resnet10t?size=32&seed=0"
SMALL = {"files": True, "references": {"validation": 6}, "per_reference": 1}


@pytest.fixture(autouse=True)
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simlab.encoders.measurements.measuring.busy_share", lambda: 0.9)


def test_measured_and_stored(simlab, toy_workspace):
    workspace = toy_workspace(**SMALL)
    old = workspace.embedding("plain")
    entry = workspace.model("plain")
    workspace.write_embedding(entry, old.vectors.copy(), np.arange(len(old.rows)), encoder="histogram:hsv")
    found = simlab("latency", workspace.path, "--seconds", 0.01, "--json").json
    assert set(found) == {"machine", "measurements", "queries"}
    (row,) = found["measurements"]
    assert (row["model"], row["spec"], row["device"], row["precision"]) == ("plain", "histogram:hsv", "cpu", "fp32")
    assert row["query"]["p95"] >= row["query"]["p50"] > 0
    assert row["pictures"] == "pictures of toy, 8 × 6 pixels in the median"
    assert found["queries"] == [], "no network was measured, so no place to add up at"
    assert simlab("latency", workspace.path, "--stored", "--json").json == found
    shown = simlab("latency", workspace.path, "--stored")
    assert f"Measured on {found['machine']['name']}:" in shown.out
    assert "plain" in shown.out
    assert "The machine was busy when 1 of these began (plain): such times are too long." in shown.said
    assert simlab("latency", "--stored", "--json").json["measurements"][0]["label"] == "histogram:hsv"


def test_what_cannot_be_measured_is_said_after_what_can(simlab):
    ran = simlab("latency", "--encoder", "hash:perceptual", "--encoder", "checkpoint:gone", "--seconds", 0.01)
    assert ran.status == 1
    assert "hash:perceptual" in ran.out
    assert "1 could not be measured. checkpoint:gone in fp32: There is no trained model in gone" in ran.said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Nothing to measure was named. Name a workspace, or an encoder: simlab latency --encoder CLIP"),
        (("toy", "--models", "plain"), "plain of workspace 'toy' can be measured: their vectors were imported"),
        (("toy",), "No model of workspace 'toy' can be measured: their vectors were imported"),
        (("toy", "--models", "plain", "--encoder", "CLIP"), "--encoder and --models were both given."),
    ],
)
def test_refusals(simlab, toy_workspace, monkeypatch, arguments, said):
    workspace = toy_workspace(references={"validation": 2}, per_reference=1)
    monkeypatch.setenv("SIMLAB_WORKSPACES", str(workspace.path.parent))
    ran = simlab("latency", *arguments)
    assert (ran.status, ran.out) == (1, "")
    assert said in ran.said


def test_precision_says_what_changes(simlab, toy_workspace):
    workspace = toy_workspace(**SMALL)
    found = simlab("precision", workspace.path, "--encoder", NETWORK, "--device", "cpu", "--json").json
    (effect,) = stored_effects(workspace)
    assert found["answers"]["changed"]["value"] == effect.answers.changed.value
    assert (found["split"], found["precision"], found["synthetic"]) == ("validation", "bf16", True)
    shown = simlab("precision", workspace.path, "--encoder", NETWORK, "--device", "cpu", "--references", 5)
    assert "toy, validation split (SYNTHETIC)" in shown.out
    assert "5 triples, 5 references, 15 pictures, on cpu" in shown.said
    refused = simlab("precision", workspace.path, "--encoder", "hash:perceptual")
    assert (refused.status, refused.out) == (1, "")
    assert "hash:perceptual has no weights to compute with" in refused.said
