"""`train` and `runs`: estimates, runs that are not registered, their list, their comparison, and their end."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from simlab.training import read_history
from simlab.training.runs import find_run
from simlab.workspace import Workspace
from tests.local_hub import LocalHub
from tests.random_weights import random_weights

TIMM = "timm:test_vit.r160_in1k"
SMALL = {"train": 6, "validation": 8, "test": 2}
QUICK = ("--set", "epochs=2", "--set", "size=16", "--set", "batch=16", "--set", "dimensions=null", "--device", "cpu")


@pytest.fixture
def workspace(toy_workspace: Callable[..., Workspace]) -> Workspace:
    return toy_workspace(references=SMALL, files=True)


@pytest.mark.parametrize("command", [("global",), ("cs", "--each-context"), ("contrastive",), ("ordinal",)])
def test_an_estimate_trains_nothing(simlab, workspace, command):
    how = QUICK[:2] if command == ("ordinal",) else QUICK[:8] if command == ("contrastive",) else QUICK
    before = Workspace.open(workspace.path).manifest
    ran = simlab("train", *command[:1], workspace.path, *command[1:], *how, "--estimate", "--json")
    assert ran.status == 0, ran.err
    found = ran.json
    assert list(found) == ["seconds", "seconds_per_epoch", "epochs", "measured_steps", "device"]
    assert found["epochs"] == (2 * len(before.contexts) if "--each-context" in command else 2)
    assert found["seconds"] >= found["epochs"] * found["seconds_per_epoch"] > 0
    assert found["measured_steps"] >= 1
    assert found["device"] == "cpu"
    assert Workspace.open(workspace.path).manifest == before
    assert not list((workspace.path / "runs").glob("*/run.json"))


def test_published_weights_are_fetched_before_training(simlab, workspace, monkeypatch, tmp_path):
    published = random_weights(TIMM, tmp_path / "made", seed=0)
    train = ("train", "global", workspace.path, "--set", f"backbone={TIMM}", "--set", "tuning=head", "--no-register")
    train += ("--set", "epochs=1", "--set", "batch=8", "--set", "size=null", "--device", "cpu")
    with LocalHub() as hub:
        hub.use(monkeypatch, tmp_path / "hub")
        ran = simlab(*train)
        assert ran.status == 1
        assert "knows no repository" in ran.said
        assert not list((workspace.path / "runs").glob("*/run.json"))
        hub.put(TIMM.replace("timm:", "timm/"), "model.safetensors", published)
        ran = simlab(*train)
        assert ran.status == 0, ran.err
        assert "fetching model.safetensors" in ran.said
        assert "Model global:" in ran.said
        asked = len(hub.requests)
        assert simlab(*train, "--name", "again").status == 0
        assert len(hub.requests) == asked


def test_an_estimate_for_people(simlab, workspace):
    ran = simlab("train", "global", workspace.path, *QUICK, "--estimate")
    assert ran.out.startswith("About ")
    assert " in all: 2 epochs of " in ran.out
    assert "on cpu; embedding the images comes after it." in ran.out


def test_a_run_from_training_to_its_end(simlab, workspace):
    train = ("train", "global", workspace.path, *QUICK)
    trained = simlab(*train, "--no-register", "--json")
    assert trained.status == 0, trained.err
    (model,) = trained.json["models"]
    assert (model["model"], model["epochs"]) == ("global", 2)
    assert "Model global:" in trained.said
    assert "weights are trained (100.0%)" in trained.said
    assert simlab(*train, "--name", "other", "--set", "epochs=1", "--no-register").status == 0

    runs = {run["name"]: run for run in simlab("runs", "list", workspace.path, "--json").json["runs"]}
    assert {name: run["state"] for name, run in runs.items()} == {"global": "finished", "other": "finished"}
    assert runs["global"]["best"]["figures"] == model["figures"]
    assert "finished" in simlab("runs", "list", workspace.path).out

    shown = simlab("runs", "show", workspace.path, "global", "--json").json
    history = read_history(workspace.path / "runs" / "global")
    assert shown["history"] == [record.as_json() for record in history]
    assert shown["settings"]["size"] == 16
    assert "(best)" in simlab("runs", "show", workspace.path, "global").out

    compared = simlab("runs", "compare", workspace.path, "global", "other", "--json").json
    assert (compared["runs"], compared["settings"]) == (["global", "other"], {"epochs": ["2", "1"]})
    assert compared["curves"]["loss"][0] == [record.loss for record in history]
    assert "epochs" in simlab("runs", "compare", workspace.path, "global", "other").out

    assert simlab("runs", "register", workspace.path, "global").status == 0
    assert find_run(Workspace.open(workspace.path), "global").state == "registered"
    ended = [simlab("runs", "delete", workspace.path, name) for name in ("global", "other")]
    assert [ran.said for ran in ended] == [
        "Run global is removed. Its model stays registered.",
        "Run other is removed. So is its model.",
    ]
    assert simlab("runs", "list", workspace.path, "--json").json == {"runs": []}
    assert simlab("evaluate", workspace.path, "--models", "global", "--json").status == 0


def test_what_cannot_be_is_refused_in_words(simlab, workspace):
    assert "has no training run 'none'. Its runs: none yet." in simlab("runs", "show", workspace.path, "none").said
    assert "1 run was named. Name two or more" in simlab("runs", "compare", workspace.path, "one", "one").said
    wrong = simlab("train", "global", workspace.path, *QUICK, "--set", "precision=fp16")
    assert (wrong.status, "fp16 needs CUDA" in wrong.said) == (1, True)
    assert (
        "patience is 0; it must be 1 or more" in simlab("train", "global", workspace.path, "--set", "patience=0").said
    )


def test_torchs_launcher_trains_one_model_with_two_processes(workspace):
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    command = ["-m", "simlab", "train", "cs", str(workspace.path), "--each-context", *QUICK, "--json"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [*launcher, *command], capture_output=True, text=True, env=environment, timeout=500, check=False
    )
    assert done.returncode == 0, done.stderr
    opened = Workspace.open(workspace.path)
    assert done.stdout.count('"models"') == 1
    for context in opened.manifest.contexts:
        assert find_run(opened, f"cs-{context}").state == "registered"
        assert done.stderr.count(f"Model cs-{context}:") == 1
