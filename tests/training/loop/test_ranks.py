"""Several processes as torch's launcher starts them, on the processor with gloo."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from simlab.progress import SILENT
from simlab.training.history import read_history
from simlab.training.loop import run_loop
from simlab.training.loop.ranks import Ranks
from tests.training.loop.line_problem import RECIPE, LineProblem, weights_of

PROJECT = Path(__file__).resolve().parents[3]
_PROCESS = """
import sys
from pathlib import Path
from safetensors.torch import save_file
from simlab.progress import SILENT
from simlab.training.loop import run_loop
from simlab.training.loop.ranks import join_ranks
from tests.training.loop.line_problem import RECIPE, LineProblem, weights_of

folder = Path(sys.argv[1])
for name in ("first", "second"):
    ranks = join_ranks()
    problem = LineProblem(RECIPE.batch, plain=True)
    run_loop(problem, RECIPE, folder / name, "'line'", SILENT)
    save_file(weights_of(problem), folder / f"{name}-{ranks.rank}.safetensors")
    (folder / f"{name}-{ranks.rank}.txt").write_text(str(ranks.agreed(f"said by {ranks.rank}")))
"""


@pytest.fixture(scope="module")
def launched(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("launched")
    (folder / "train.py").write_text(_PROCESS)
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    command = [*launcher, str(folder / "train.py"), str(folder)]
    paths = os.pathsep.join([str(PROJECT), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": paths}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("run", ["first", "second"])
def test_two_processes_train_as_one_does(launched, tmp_path, run):
    alone = LineProblem(RECIPE.batch, plain=True)
    history = run_loop(alone, RECIPE, tmp_path, "'line'", SILENT)
    ours, other = (load_file(launched / f"{run}-{rank}.safetensors") for rank in (0, 1))
    for name, value in weights_of(alone).items():
        torch.testing.assert_close(ours[name], value, atol=1e-6, rtol=0)
        assert torch.equal(ours[name], other[name])
    losses = [record.loss for record in read_history(launched / run)]
    assert losses == pytest.approx([record.loss for record in history], abs=1e-6)


def test_only_the_first_process_writes_and_the_others_hear_it(launched):
    assert len(list((launched / "first" / "tensorboard").iterdir())) == 1
    assert [(launched / f"first-{rank}.txt").read_text() for rank in (0, 1)] == ["said by 0"] * 2


def test_shares_of_a_batch_are_the_whole_batch():
    batch = torch.arange(5)
    shares = [Ranks(rank, 2).share(batch) for rank in (0, 1)]
    assert [share.tolist() for share in shares] == [[0, 2, 4], [1, 3]]
    assert Ranks().share(batch) is batch
    assert len(Ranks(3, 4).share(batch[:3])) == 0
