"""Weights on the command line, from a hub on this machine."""

import time

import numpy as np
import pytest

from simlab.jobs import find_job, start_job
from tests.local_hub import Fault, LocalHub

DINO = "timm:vit_small_patch16_224.dino"
REPO = "timm/vit_small_patch16_224.dino"
CONTENT = np.random.default_rng(0).bytes(5_000_000)


@pytest.fixture
def hub(monkeypatch, tmp_path):
    with LocalHub() as hub:
        hub.use(monkeypatch, tmp_path / "huggingface")
        yield hub


def test_listed_fetched_and_found(simlab, hub):
    hub.put(REPO, "model.safetensors", CONTENT)
    ran = simlab("weights", "list")
    assert (ran.status, [label in ran.out for label in ("CLIP", "DINO", "DINOv2", "OpenCLIP large")]) == (0, [True] * 4)
    assert f"expected is model.safetensors (or pytorch_model.bin) of {hub.endpoint}/{REPO} under" in ran.said
    assert hub.requests == []

    (entry,) = simlab("weights", "list", "DINO", "--ask", "--json").json["weights"]
    assert (entry["encoder"], entry["path"], entry["n_bytes"]) == (DINO, None, len(CONTENT))
    ran = simlab("weights", "path", "DINO")
    assert (ran.status, ran.out) == (1, "")
    assert (
        f"are not on this machine. Expected: {entry['expected']}. Fetch them: simlab weights fetch '{DINO}'" in ran.said
    )

    ran = simlab("weights", "fetch", "DINO", "histogram:hsv")
    assert ran.status == 0
    assert "fetching model.safetensors (5.0 MB)" in ran.said
    assert "histogram:hsv: needs no weights" in ran.said
    (entry,) = simlab("weights", "list", DINO, "--json").json["weights"]
    assert simlab("weights", "path", DINO).out == f"{entry['path']}\n"
    assert "5.0 MB" in simlab("weights", "list", DINO).out


def test_no_weights_are_needed(simlab):
    ran = simlab("weights", "list", "hash:perceptual")
    assert (ran.status, ran.out, ran.said) == (0, "", "These encoders need no weights.")


def test_a_fetch_that_is_cancelled_goes_on_when_it_is_resumed(simlab, hub, tmp_path):
    hub.put(REPO, "model.safetensors", CONTENT, Fault(bytes_per_second=2_000_000))
    job = start_job(["weights", "fetch", DINO], "Fetch [DINO]", tmp_path)
    until = time.monotonic() + 60
    while hub.bytes_sent < 2_500_000 and time.monotonic() < until:
        time.sleep(0.02)
    job.cancel()
    assert job.wait(60) == "cancelled"
    assert job.message.startswith(f"Cancelled while fetching model.safetensors (5.0 MB) of {REPO}")
    (entry,) = simlab("weights", "list", DINO, "--json").json["weights"]
    assert 1_000_000 < entry["partial_bytes"] < len(CONTENT)
    assert "so far" in simlab("weights", "list", DINO).out

    hub.put(REPO, "model.safetensors", CONTENT)
    assert simlab("jobs", "resume", job.id).status == 0
    assert find_job(job.id).wait(60) == "done"
    assert hub.requests.count(f"GET {REPO}/model.safetensors {entry['partial_bytes']}-") == 1


def test_a_refusal_is_a_message(simlab, hub):
    ran = simlab("weights", "fetch", "DINO")
    assert ran.status == 1
    assert f"The weights of '{DINO}' cannot be fetched: {hub.endpoint} knows no repository {REPO}" in ran.said
