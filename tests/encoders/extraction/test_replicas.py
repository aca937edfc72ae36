"""Several devices; the processor stands in for each of them."""

import itertools
import threading

import numpy as np
import pytest

from simlab.encoders import open_encoder
from simlab.encoders.extraction import extract
from simlab.encoders.extraction.replicas import Replicas, devices_of
from simlab.errors import InputError
from simlab.workspace import ModelEntry

ENTRY = ModelEntry("untrained", "baseline")


def test_two_replicas_give_what_one_gives(workspace):
    encoder = open_encoder("scratch:test_resnet?size=32")
    vectors = []
    for device in ("cpu", "cpu,cpu"):
        extract(workspace, encoder, ModelEntry(device.replace(",", "-"), "baseline"), batch_size=2, device=device)
        vectors.append(workspace.embedding(device.replace(",", "-")).take(np.arange(10)))
    np.testing.assert_array_equal(*vectors)


def test_batches_go_to_whichever_is_free(mean_colour):
    class Work:
        plan = type("Plan", (), {"at_once": 64})

        def __init__(self):
            self.by_thread = {}

        def write(self, number, vectors):
            self.by_thread.setdefault(threading.get_ident(), []).append(number)
            both_are_here.wait(10)

    both_are_here, work = threading.Barrier(2), Work()
    replicas = Replicas([mean_colour()], ["cpu", "cpu"], "fp32")
    assert replicas.ahead == 1
    done = [replicas.submit(0, np.zeros((3, 6)), work, number) for number in range(4)]
    assert [one.result() for one in done] == [3, 3, 3, 3]
    replicas.close()
    assert sorted(itertools.chain(*work.by_thread.values())) == [0, 1, 2, 3]
    assert len(work.by_thread) == 2


def test_every_replica_is_put_on_its_device(mean_colour):
    encoder = mean_colour()
    Replicas([encoder], ["cuda:0", "cuda:1"], "bf16").close()
    assert encoder.used == [("cuda:0", "bf16")]  # the other one is a copy
    assert Replicas([mean_colour()], ["cuda:0", "cuda:1"], "bf16").ahead == 4


def test_names_of_devices(monkeypatch):
    assert devices_of("cpu") == ("cpu",)
    assert devices_of("cpu, cpu") == ("cpu", "cpu")
    with pytest.raises(InputError, match="'gpu' is no device"):
        devices_of("cpu,gpu")
    monkeypatch.setattr("torch.cuda.is_available", lambda: True)
    monkeypatch.setattr("torch.cuda.device_count", lambda: 3)
    assert devices_of("auto") == ("cuda:0", "cuda:1", "cuda:2")
    assert devices_of("cuda:1,cuda:2") == ("cuda:1", "cuda:2")
