import numpy as np
import pytest

from simlab.encoders.extraction import decoding, worker_processes
from simlab.encoders.extraction.pictures import Batch


@pytest.mark.parametrize(
    ("devices", "cores", "seconds_per_picture", "workers"),
    [
        (("cuda:0",), 16, 0.01, 0),  # 10 seconds of work do not earn the start of processes
        (("cuda:0",), 16, 0.05, 16),
        (("cuda:0", "cuda:1"), 64, 0.05, 16),
        (("mps",), 8, 0.05, 8),
        (("cpu",), 8, 0.05, 0),  # threads use these cores, between forward passes
        (("cpu",), 32, 0.05, 16),
    ],
)
def test_processes_decode_where_that_pays(
    workspace, mean_colour, monkeypatch, devices, cores, seconds_per_picture, workers
):
    asked = []
    monkeypatch.setattr(decoding, "n_cores", lambda: cores)
    monkeypatch.setattr(decoding, "seconds_per_picture", lambda *_: seconds_per_picture)
    monkeypatch.setattr(decoding, "prepared_here", lambda *_, ahead: asked.append((0, ahead)))
    monkeypatch.setattr(
        worker_processes, "prepared_elsewhere", lambda *_, workers, pinned, **__: asked.append((workers, pinned))
    )
    rows = np.zeros(1000, dtype=np.int64)
    decoding.prepared_batches(workspace, [mean_colour().prepare], [Batch(0, rows, (0,))], devices)
    on_cuda = devices[0].startswith("cuda")
    assert asked == [(workers, on_cuda if workers else devices != ("cpu",))]
