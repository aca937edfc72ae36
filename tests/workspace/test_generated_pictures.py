import subprocess
import sys
import time

import numpy as np
import pandas as pd
import psutil
import pytest

from simlab.errors import JobCancelled, NotFoundError
from simlab.landscapes import Landscape, render
from simlab.landscapes.landscape import ATTRIBUTES
from simlab.progress import SILENT
from simlab.workspace import Manifest, WorkspaceContent, create_workspace


@pytest.fixture
def painted(tmp_path):
    """Three generated pictures of 32 pixels, and an image with neither file nor generator."""
    scenes = [Landscape(context="ocean", seed=seed, **dict.fromkeys(ATTRIBUTES, 0.5)) for seed in range(3)]
    images = pd.DataFrame(
        {
            "id": ["a", "b", "c", "d"],
            "pool": "pool",
            "generator": [*(scene.generator for scene in scenes), None],
            "width": [32, 32, 32, None],
        }
    )
    columns = ["id", "split", "row", "reference", "a", "b", "choice", "source"]
    triples = pd.DataFrame([["t", "validation", 0, 0, 1, 2, "A", "test"]], columns=columns)
    workspace = create_workspace(
        tmp_path / "ws", WorkspaceContent(Manifest("painted"), images, triples, [None] * 4, "test")
    )
    return workspace, scenes


def pixels(image):
    return np.asarray(image)


def test_a_generated_picture_is_what_the_generator_paints_and_is_kept(painted):
    workspace, scenes = painted
    assert (pixels(workspace.picture(1)) == pixels(render(scenes[1], 32))).all()
    (kept,) = (workspace.path / "cache" / "pictures").rglob("*.png")
    assert (pixels(workspace.picture(1)) == pixels(render(scenes[1], 32))).all()
    assert workspace.picture(1, side=48).size == (48, 48)
    kept.write_bytes(b"cut short by a power cut")
    assert (pixels(workspace.picture(1)) == pixels(render(scenes[1], 32))).all()


def test_which_images_have_a_picture(painted):
    workspace, _ = painted
    assert workspace.has_picture.tolist() == [True, True, True, False]
    with pytest.raises(NotFoundError, match="Image d has no file"):
        workspace.picture(3)


@pytest.mark.parametrize("jobs", [1, 2])
def test_painting_ahead_of_time(painted, jobs):
    workspace, scenes = painted
    workspace.picture(0)
    assert workspace.paint_pictures(jobs) == 3
    assert len(list((workspace.path / "cache" / "pictures").rglob("*.png"))) == 3
    assert (pixels(workspace.picture(2)) == pixels(render(scenes[2], 32))).all()


@pytest.mark.parametrize("jobs", [1, 2])
def test_cancelled_painting_keeps_what_is_painted(painted, jobs):
    workspace, _ = painted

    class Impatient(type(SILENT)):
        def advance(self, steps=1):
            if steps:
                raise JobCancelled("Cancelled.")

    with pytest.raises(JobCancelled):
        workspace.paint_pictures(jobs, Impatient())
    assert workspace.paint_pictures(jobs) == 3


def test_painters_end_with_a_killed_process(tmp_path):
    program = (
        "import sys; from pathlib import Path; from simlab.progress import SILENT\n"
        "from simlab.landscapes import Landscape; from simlab.landscapes.landscape import ATTRIBUTES\n"
        "from simlab.workspace.generated_pictures import paint_pictures\n"
        "half = dict.fromkeys(ATTRIBUTES, 0.5)\n"
        "scenes = [Landscape(context='ocean', seed=n, **half).generator for n in range(500)]\n"
        "if __name__ == '__main__': paint_pictures(Path(sys.argv[1]), scenes, [256] * len(scenes), 2, SILENT)\n"
    )
    (tmp_path / "paint.py").write_text(program)
    process = subprocess.Popen([sys.executable, str(tmp_path / "paint.py"), str(tmp_path / "kept")])
    until = time.monotonic() + 120
    while not list(tmp_path.glob("kept/*/*.png")) and time.monotonic() < until:
        time.sleep(0.05)
    painters = psutil.Process(process.pid).children(recursive=True)
    assert len(painters) >= 2
    process.kill()
    process.wait()
    _, alive = psutil.wait_procs(painters, timeout=60)
    assert not alive
