"""The photographs of the real data, embedded by two encoders in a job that is killed on the way."""

import json
import os
import signal
import time

import numpy as np
import pandas as pd
import pytest

from simlab.encoders import open_encoder
from simlab.encoders.extraction import extract_together, partial_embedding
from simlab.jobs import start_job
from simlab.workspace import Manifest, ModelEntry, WorkspaceContent, create_workspace

SPECS = {"convolutions": "scratch:resnet10t?size=64", "attention": "scratch:vit_tiny_patch16_224?size=64"}


@pytest.mark.real_data
def test_a_job_killed_at_40_percent_goes_on_and_ends_equal(real_data, tmp_path):
    files = sorted((real_data / "photos").rglob("*.jpg"))
    images = pd.DataFrame({"id": [str(file.relative_to(real_data)) for file in files], "pool": "photos"})
    triple = {"id": ["t"], "split": ["validation"], "row": [0], "reference": [0], "a": [1], "b": [2], "choice": ["A"]}
    triples = pd.DataFrame({**triple, "source": "made"})
    workspace = create_workspace(
        tmp_path / "ws", WorkspaceContent(Manifest("photos"), images, triples, files, "photos")
    )
    encoders = [part for name, spec in SPECS.items() for part in ("--encoder", spec, "--name", name)]
    job = start_job(["embed", str(workspace.path), *encoders, "--device", "cpu"], "Embed", workspace.path)
    while job.snapshot is None or job.snapshot.total != 2 * len(files) or job.snapshot.done < 0.8 * len(files):
        assert job.state == "running", job.message
        time.sleep(0.02)
    process = json.loads((job.folder / "process.json").read_text(encoding="utf-8"))
    os.kill(process["pid"], signal.SIGKILL)
    assert job.wait(20) == "interrupted"

    so_far = {name: partial_embedding(workspace, name) for name in SPECS}
    assert all(0.3 < len(found.rows) / len(files) < 0.9 for found in so_far.values())
    opened = {name: open_encoder(spec) for name, spec in SPECS.items()}
    orders = [(encoder, ModelEntry(name, "baseline")) for name, encoder in opened.items()]
    for done in extract_together(workspace, orders, device="cpu"):
        assert done.reused == -(-len(so_far[done.model].rows) // 64)
        assert done.computed == -(-len(files) // 64) - done.reused
    whole = [(encoder, ModelEntry(f"{name}-at-once", "baseline")) for name, encoder in opened.items()]
    extract_together(workspace, whole, device="cpu")
    rows = np.arange(len(files))
    for name in SPECS:
        resumed, at_once = (workspace.embedding(model).take(rows) for model in (name, f"{name}-at-once"))
        np.testing.assert_array_equal(resumed, at_once)
        np.testing.assert_array_equal(so_far[name].vectors, resumed[so_far[name].rows])

    cut_otherwise = [(encoder, ModelEntry(f"{name}-in-48s", "baseline")) for name, encoder in opened.items()]
    extract_together(workspace, cut_otherwise, batch_size=48, device="cpu")
    for name in SPECS:
        resumed, other = (workspace.embedding(model).take(rows) for model in (name, f"{name}-in-48s"))
        np.testing.assert_allclose(other, resumed, rtol=0, atol=1e-5)
