import random
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from simlab.errors import JobCancelled, MissingDependencyError, WorkspaceError
from simlab.progress import SILENT, SilentProgress
from simlab.training.history import EpochRecord, best_record, read_history
from simlab.training.loop import CHECKPOINT, run, run_loop
from simlab.training.recipes import LoopRecipe
from tests.training.loop.line_problem import RECIPE, LineProblem, weights_of

STEPS = 6 * RECIPE.epochs


class Stop(SilentProgress):
    """Cancels at the n-th step."""

    def __init__(self, at: int) -> None:
        self.left = at

    def advance(self, steps: int = 1) -> None:
        self.left -= steps
        if steps and self.left <= 0:
            raise JobCancelled("stopped")


def trained(folder: Path, recipe: LoopRecipe = RECIPE, progress=SILENT, **how) -> LineProblem:
    problem = LineProblem(recipe.batch, **how)
    run_loop(problem, recipe, folder, "'line'", progress)
    return problem


def equal(first: dict[str, torch.Tensor], second: dict[str, torch.Tensor]) -> bool:
    return first.keys() == second.keys() and all(torch.equal(first[name], second[name]) for name in first)


def told(folder: Path) -> list[tuple[float, float]]:
    return [(record.loss, record.figures["fit"]) for record in read_history(folder)]


@pytest.mark.parametrize("at", [1, 5, 6, 7, 13, 23, 24])
def test_a_run_stopped_at_any_step_ends_equal_to_the_bit(tmp_path, at):
    whole = trained(tmp_path / "whole")
    with pytest.raises(JobCancelled):
        trained(tmp_path / "stopped", progress=Stop(at))
    resumed = trained(tmp_path / "stopped")
    assert resumed.taken == list(range(at + 1, STEPS + 1))
    assert equal(weights_of(whole), weights_of(resumed))
    assert told(tmp_path / "whole") == told(tmp_path / "stopped")


def test_stopped_again_and_again_it_still_ends_equal_to_the_bit(tmp_path):
    recipe = replace(RECIPE, accumulate=4, schedule="constant")
    whole = trained(tmp_path / "whole", recipe)
    for _ in range(2 * recipe.epochs):
        with pytest.raises(JobCancelled):
            trained(tmp_path / "stopped", recipe, Stop(4))
    resumed = trained(tmp_path / "stopped", recipe)
    assert equal(weights_of(whole), weights_of(resumed))


def test_a_process_killed_at_a_random_step_is_resumed_equal_to_the_bit(tmp_path):
    whole = trained(tmp_path / "whole")
    step = random.SystemRandom().randint(2, STEPS)
    (tmp_path / "killed").mkdir()
    command = [sys.executable, "-m", "tests.training.loop.line_problem", str(tmp_path / "killed"), str(step)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    resumed = trained(tmp_path / "killed")
    assert resumed.taken == list(range(step, STEPS + 1)), f"killed in step {step}"
    assert equal(weights_of(whole), weights_of(resumed)), f"killed in step {step}"
    assert told(tmp_path / "whole") == told(tmp_path / "killed")


def test_training_learns_and_keeps_the_best_epoch(tmp_path):
    problem = trained(tmp_path, replace(RECIPE, epochs=40))
    history = read_history(tmp_path)
    best = best_record(history, "fit")
    assert best.figures["fit"] > -0.2 > history[0].figures["fit"]
    assert problem.measure()["fit"] == best.figures["fit"]
    assert not problem.modules.training


def test_weights_learn_at_their_own_rate_and_frozen_ones_not(tmp_path):
    before = weights_of(LineProblem(plain=True))
    recipe = replace(RECIPE, epochs=1, batch=48, schedule="constant", weight_decay=0.0)
    after = weights_of(trained(tmp_path, recipe, plain=True))
    moved = {name: float((after[name] - before[name]).abs().max()) for name in before if name != "steps"}
    # Adam's first step moves each weight by the learning rate.
    assert moved["first.weight"] == pytest.approx(0.01, rel=1e-3)
    assert moved["last.weight"] == pytest.approx(0.1, rel=1e-3)
    assert moved["frozen.weight"] == 0.0
    assert after["steps"] == 1


def test_a_rate_for_no_weight_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(LineProblem, "rates", {"proxies": 100.0})
    with pytest.raises(ValueError, match="No weight's name begins with proxies"):
        trained(tmp_path)


def test_accumulated_batches_make_the_step_of_one_large_batch(tmp_path):
    # 48 points are 5 batches of 9 and one of 3, or 3 steps of 18, 18 and 12 points.
    large = trained(tmp_path / "large", replace(RECIPE, batch=18), plain=True)
    small = trained(tmp_path / "small", replace(RECIPE, batch=9, accumulate=2), plain=True)
    assert small.modules.steps == large.modules.steps == 3 * RECIPE.epochs
    for name, value in weights_of(large).items():
        torch.testing.assert_close(weights_of(small)[name], value, atol=1e-6, rtol=0)


def test_it_stops_when_nothing_gets_better(tmp_path, monkeypatch):
    figures = iter([0.1, 0.5, 0.3, 0.5, 0.4, 0.9])
    monkeypatch.setattr(LineProblem, "measure", lambda _: {"fit": next(figures)})
    recipe = replace(RECIPE, epochs=20, patience=3)
    trained(tmp_path, recipe)
    assert [record.figures["fit"] for record in read_history(tmp_path)] == [0.1, 0.5, 0.3, 0.5, 0.4]
    assert trained(tmp_path, recipe).taken == []


def test_without_a_figure_patience_ends_nothing_and_the_last_epoch_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(LineProblem, "selection", None)
    trained(tmp_path, replace(RECIPE, patience=1))
    history = read_history(tmp_path)
    assert best_record(history, None) is history[-1]
    assert len(history) == RECIPE.epochs


def test_minutes_end_a_run_after_the_epoch_in_which_they_are_over(tmp_path):
    trained(tmp_path, replace(RECIPE, max_minutes=1e-9))
    assert len(read_history(tmp_path)) == 1


def test_bfloat16_trains_nearly_as_full_precision_does(tmp_path):
    recipe = replace(RECIPE, epochs=20)
    full = trained(tmp_path / "fp32", recipe, plain=True)
    half = trained(tmp_path / "bf16", replace(recipe, precision="bf16"), plain=True)
    assert all(value.dtype == torch.float32 for value in half.modules.parameters())
    losses = [[record.loss for record in read_history(tmp_path / name)] for name in ("fp32", "bf16")]
    assert losses[0] != losses[1]
    assert losses[1] == pytest.approx(losses[0], rel=0.1, abs=0.02)
    assert half.measure()["fit"] == pytest.approx(full.measure()["fit"], abs=0.05)


def test_fp16_without_cuda_is_refused_in_words(tmp_path):
    with pytest.raises(
        MissingDependencyError, match=r"fp16 needs CUDA.*on 'cpu'. Set precision=bf16 or precision=fp32"
    ):
        trained(tmp_path, replace(RECIPE, precision="fp16"))


def test_a_checkpoint_of_another_network_is_refused(tmp_path):
    with pytest.raises(JobCancelled):
        trained(tmp_path, progress=Stop(3))
    with pytest.raises(WorkspaceError, match=r"of another network than this run trains .* Start over with --no-resume"):
        trained(tmp_path, plain=True)


def test_checkpoints_leave_frozen_weights_out(tmp_path):
    with pytest.raises(JobCancelled):
        trained(tmp_path, progress=Stop(3))
    from simlab.training.checkpoint import read_checkpoint

    tensors, header = read_checkpoint(tmp_path / CHECKPOINT)
    assert {name for name in tensors if name.startswith("weights/")} >= {"weights/first.weight", "weights/steps"}
    assert not any("frozen" in name for name in tensors)
    assert len(tensors["losses/all"]) == 3
    assert header["history"] == []


def test_large_checkpoints_are_written_rarely(tmp_path, monkeypatch):
    written = []
    monkeypatch.setattr(run, "save_state", lambda *_: written.append(1))
    monkeypatch.setattr(run, "CHECKPOINT_SECONDS", 0.0)
    monkeypatch.setattr(run, "CHECKPOINT_SHARE", 1e-9)
    trained(tmp_path, replace(RECIPE, epochs=2))
    assert len(written) == 2  # after the first step, and at the end


def test_tensorboard_reads_the_curves_also_of_a_resumed_run(tmp_path):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    with pytest.raises(JobCancelled):
        trained(tmp_path, progress=Stop(9))
    trained(tmp_path)
    events = EventAccumulator(str(tmp_path / "tensorboard")).Reload()
    assert sorted(events.Tags()["scalars"]) == ["epoch/fit", "epoch/loss", "step/learning_rate", "step/loss"]
    assert [scalar.step for scalar in events.Scalars("step/loss")] == list(range(1, STEPS + 1))
    figures = [(scalar.step, scalar.value) for scalar in events.Scalars("epoch/fit")]
    expected = [(6 * record.epoch, pytest.approx(record.figures["fit"])) for record in read_history(tmp_path)]
    assert figures == expected


def test_the_first_of_equal_epochs_is_best():
    records = [EpochRecord(n, 0.0, 0.0, {"fit": fit}) for n, fit in enumerate([0.2, 0.7, 0.7], 1)]
    assert best_record(records, "fit").epoch == 2
