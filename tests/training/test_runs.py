import math
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from simlab.errors import ConflictError, JobCancelled, NotFoundError
from simlab.progress import SilentProgress
from simlab.training import CSRecipe, OrdinalRecipe, train_global, train_ordinal
from simlab.training.run_folder import at_work, read_run, write_run
from simlab.training.runs import compare_runs, delete_run, find_run, list_runs, register_run
from simlab.workspace import Workspace

QUICK = CSRecipe(backbone="test_resnet", size=16, batch=150, epochs=2, stochastic_weight=1.0)


class Stop(SilentProgress):
    """Cancels at the n-th training step; looks at the run's state at the first."""

    def __init__(self, at: int, workspace: Workspace) -> None:
        self.left, self.training, self.states, self._workspace = at, False, [], workspace

    def stage(self, name: str, total: int | None) -> None:
        self.training = name.startswith("training")

    def advance(self, steps: int = 1) -> None:
        if self.training and steps:
            self.states.append(find_run(self._workspace, "global").state)
            self.left -= steps
            if self.left <= 0:
                raise JobCancelled("stopped")


@pytest.fixture
def trained(workspace) -> Workspace:
    train_global(workspace, QUICK, name="finished", register=False, device="cpu")
    return workspace


def test_a_run_goes_from_training_over_stopped_and_finished_to_registered(workspace):
    assert list_runs(workspace) == []
    stop = Stop(4, workspace)
    with pytest.raises(JobCancelled):
        train_global(workspace, QUICK, device="cpu", progress=stop)
    assert set(stop.states) == {"training"}
    stopped = find_run(workspace, "global")
    assert (stopped.state, stopped.outcome, stopped.selection, len(stopped.history)) == ("stopped", {}, "validation", 1)
    assert (stopped.recipe_name, stopped.kind, stopped.context) == ("CSRecipe", "global", None)
    assert stopped.recipe == QUICK.as_json()
    train_global(workspace, QUICK, register=False, device="cpu")
    finished = find_run(workspace, "global")
    assert finished.state == "finished"
    assert "global" not in [entry.name for entry in workspace.manifest.models]
    assert finished.started == stopped.started > 1.7e9
    assert finished.best.figures == finished.outcome["figures"]
    assert finished.seconds == finished.outcome["seconds"]
    register_run(workspace, "global", device="cpu")
    assert find_run(workspace, "global").state == "registered"
    assert workspace.embedding("global").has(np.arange(len(workspace.images))).all()
    assert workspace.model("global").encoder == "checkpoint:global"


def test_registering_later_gives_the_same_vectors_as_registering_at_once(trained):
    train_global(trained, QUICK, device="cpu")
    register_run(trained, "finished", device="cpu")
    rows = np.arange(len(trained.images))
    np.testing.assert_array_equal(trained.embedding("finished").take(rows), trained.embedding("global").take(rows))


def test_training_again_registers_what_was_finished_without(trained):
    train_global(trained, QUICK, name="finished", device="cpu", progress=Stop(1, trained))
    assert find_run(trained, "finished").state == "registered"


def test_an_unfinished_run_is_not_registered(workspace):
    with pytest.raises(JobCancelled):
        train_global(workspace, QUICK, device="cpu", progress=Stop(1, workspace))
    with pytest.raises(ConflictError, match=re.escape("Run 'global' was stopped before its end, after 0 of 2 epochs.")):
        register_run(workspace, "global")
    with at_work(workspace, "global"), pytest.raises(ConflictError, match="Run 'global' is being trained, after 0 of"):
        register_run(workspace, "global")


def test_a_registered_model_is_not_trained_anew_without_its_vectors(workspace):
    train_global(workspace, QUICK, device="cpu")
    with pytest.raises(ConflictError, match=r"'global' is registered; trained anew .* Leave out --no-register"):
        train_global(workspace, QUICK, device="cpu", register=False, resume=False)
    assert find_run(workspace, "global").state == "registered"
    assert train_global(workspace, QUICK, device="cpu", register=False).epochs == 2


def test_a_run_at_work_is_neither_trained_twice_nor_deleted(trained, monkeypatch):
    monkeypatch.setattr("simlab.training.run_folder._LOCK_SECONDS", 0.05)
    with at_work(trained, "finished"):
        assert find_run(trained, "finished").state == "training"
        with pytest.raises(ConflictError, match=r"Run 'finished' is being trained by another process\. Wait for it"):
            delete_run(trained, "finished")
        with pytest.raises(ConflictError, match="is being trained by another process"):
            train_global(trained, QUICK, name="finished", device="cpu")
    assert find_run(trained, "finished").state == "finished"


def test_a_deleted_run_takes_its_model_along_unless_that_is_registered(trained):
    train_global(trained, QUICK, device="cpu")
    for name in ("finished", "global"):
        delete_run(trained, name)
    assert list_runs(trained) == []
    assert not (trained.path / "models" / "finished").exists()
    assert trained.embedding("global").has(np.arange(3)).all()
    assert (trained.path / "models" / "global").is_dir()
    with pytest.raises(NotFoundError, match=r"has no training run 'global'\. Its runs: none yet\."):
        delete_run(trained, "global")


def test_a_run_whose_model_was_removed_is_trained_again(trained):
    shutil.rmtree(trained.path / "models" / "finished")
    assert find_run(trained, "finished").state == "stopped"
    train_global(trained, QUICK, name="finished", register=False, device="cpu")
    assert find_run(trained, "finished").state == "finished"


def test_runs_of_an_earlier_version_are_read_continued_and_compared(trained):
    folder = trained.path / "runs" / "finished"
    stored = read_run(folder)
    for name in ("precision", "accumulate", "warm_up", "patience"):
        del stored["recipe"][name]
    for name in ("started", "selection"):
        del stored[name]
    del stored["outcome"]["weights"]
    write_run(folder, stored)
    run = find_run(trained, "finished")
    assert (run.started, run.selection, run.recipe["precision"]) == (None, "validation", "fp32")
    again = train_global(trained, QUICK, name="finished", register=False, device="cpu")
    assert (again.epochs, again.weights) == (2, None)


def test_the_newest_run_comes_first(trained):
    train_ordinal(trained, OrdinalRecipe(epochs=1))
    assert [(run.name, run.state) for run in list_runs(trained)] == [
        ("ordinal", "registered"),
        ("finished", "finished"),
    ]


@pytest.fixture
def three_runs(trained) -> Iterator[Workspace]:
    train_global(trained, replace(QUICK, epochs=1, dimensions=None), name="short", register=False, device="cpu")
    train_ordinal(trained, OrdinalRecipe(epochs=1))
    return trained


def test_runs_are_compared_by_settings_curves_and_best_epochs(three_runs):
    long, short, ordinal = (find_run(three_runs, name) for name in ("finished", "short", "ordinal"))
    compared = compare_runs([long, short])
    assert compared.names == ("finished", "short")
    assert compared.settings == {"epochs": ("2", "1"), "dimensions": ("16", "none")}
    assert list(compared.curves) == ["loss", "local", "validation"]
    assert [len(curve) for curve in compared.curves["loss"]] == [2, 1]
    assert compared.curves["local"][0] == tuple(record.figures["local"] for record in long.history)
    assert compared.best == (long.best, short.best)
    across = compare_runs([short, ordinal])
    assert across.settings["recipe"] == ("CSRecipe", "OrdinalRecipe")
    assert across.settings["crop_scale"] == ("0.3, 1.0", "")


def test_a_figure_that_one_run_does_not_measure_is_no_number_there(three_runs):
    long = find_run(three_runs, "finished")
    history = tuple(replace(record, figures={"view_retrieval": 0.5}) for record in long.history)
    other = replace(long, selection="view_retrieval", history=history)
    compared = compare_runs([long, other])
    assert compared.curves["view_retrieval"][1] == (0.5, 0.5)
    assert all(math.isnan(value) for value in compared.curves["view_retrieval"][0])
