import re
import subprocess
import sys

import numpy as np
import psutil
import pytest
import torch

from simlab.encoders import open_encoder
from simlab.encoders.extraction import extract, extract_together
from simlab.errors import ImageError
from simlab.workspace import ModelEntry


def test_pictures_prepared_elsewhere_are_the_same(workspace):
    encoders = [open_encoder("scratch:test_resnet?size=32"), open_encoder("histogram:hsv")]
    before = torch.random.get_rng_state()
    for workers in (0, 2):
        orders = [(one, ModelEntry(f"{n}-{workers}", "baseline")) for n, one in enumerate(encoders)]
        extract_together(workspace, orders, batch_size=4, device="cpu", workers=workers)
    for number in range(2):
        here, elsewhere = (workspace.embedding(f"{number}-{workers}").take(np.arange(10)) for workers in (0, 2))
        np.testing.assert_array_equal(here, elsewhere)
    assert torch.equal(before, torch.random.get_rng_state())


def test_a_damaged_picture_is_named_as_ever(workspace):
    (workspace.path / workspace.images["path"][6]).write_bytes(b"no picture at all")
    expected = f"{workspace.image_file(6)} is not an image that can be read"
    for workers in (0, 1):
        with pytest.raises(ImageError, match=f"^{re.escape(expected)}"):
            extract(workspace, open_encoder("histogram:hsv"), ModelEntry("h", "baseline"), workers=workers)


def test_they_end_with_the_process_that_asked_for_them(workspace, tmp_path):
    """The fork server lives for as long as its children do, so that they cannot rely on its end."""
    script = tmp_path / "script.py"
    script.write_text(SLOW, encoding="utf-8")
    process = subprocess.Popen([sys.executable, script, workspace.path], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "a batch is done\n"
    children = psutil.Process(process.pid).children(recursive=True)
    assert len(children) >= 2  # workers, and what starts them
    process.kill()
    process.communicate()
    _, alive = psutil.wait_procs(children, timeout=20)
    assert not alive


SLOW = """
import sys, time
from simlab.encoders import extract, open_encoder
from simlab.progress import SilentProgress
from simlab.workspace import ModelEntry, Workspace

class Slow(SilentProgress):
    def advance(self, steps=1):
        if steps:
            print("a batch is done", flush=True)
            time.sleep(60)

if __name__ == "__main__":
    workspace = Workspace.open(sys.argv[1])
    extract(
        workspace, open_encoder("histogram:hsv"), ModelEntry("h", "baseline"), batch_size=2, workers=1, progress=Slow()
    )
"""
