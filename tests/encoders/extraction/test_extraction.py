import json
import re
import threading
import time

import filelock
import numpy as np
import pytest

from simlab.encoders import extract, open_encoder
from simlab.errors import InputError, JobCancelled, NotFoundError
from simlab.workspace import ModelEntry, Workspace

SPEC = "scratch:test_resnet?size=32"
ENTRY = ModelEntry("untrained", "baseline")


def vectors_of(workspace: Workspace) -> np.ndarray:
    return workspace.embedding("untrained").take(np.arange(10))


def test_images_without_files_are_counted_and_get_no_vector(workspace):
    done = extract(workspace, open_encoder(SPEC), ENTRY, batch_size=4, device="cpu")
    assert (done.embedded, done.without_file, done.computed, done.reused) == (10, 1, 3, 0)
    embedding = workspace.embedding("untrained")
    assert embedding.has(np.arange(11)).tolist() == [True] * 10 + [False]
    assert embedding.sidecar.encoder == workspace.model("untrained").encoder == "scratch:test_resnet?size=32&seed=0"
    assert embedding.sidecar.preprocessing["size"] == 32


def test_a_second_call_returns_at_once(workspace, monkeypatch):
    encoder = open_encoder(SPEC)
    extract(workspace, encoder, ENTRY, device="cpu")
    monkeypatch.setattr(type(encoder), "embed", lambda *_: pytest.fail("must not be asked again"))
    again = extract(workspace, encoder, ENTRY, device="cpu")
    assert (again.embedded, again.computed) == (10, 0)


def test_other_weights_are_another_extraction(workspace):
    extract(workspace, open_encoder(SPEC), ENTRY, device="cpu")
    before = vectors_of(workspace)
    done = extract(workspace, open_encoder(SPEC + "&seed=3"), ENTRY, device="cpu")
    assert done.computed == 1
    assert not np.array_equal(before, vectors_of(workspace))


def test_a_killed_run_goes_on_and_ends_equal_to_the_bit(workspace, stop_after):
    encoder = open_encoder(SPEC)
    extract(workspace, encoder, ENTRY, batch_size=3, device="cpu")
    whole = vectors_of(workspace)
    extract(workspace, open_encoder(SPEC + "&seed=3"), ENTRY, device="cpu")
    with pytest.raises(JobCancelled):
        extract(workspace, encoder, ENTRY, batch_size=3, device="cpu", progress=stop_after(6))
    assert not np.array_equal(whole, vectors_of(workspace))
    done = extract(workspace, encoder, ENTRY, batch_size=3, device="cpu")
    assert (done.reused, done.computed) == (2, 2)
    np.testing.assert_array_equal(whole, vectors_of(workspace))
    assert not list((workspace.path / "cache" / "extraction").glob("untrained*"))


def test_the_order_of_rows_does_not_matter(workspace):
    encoder = open_encoder(SPEC)
    extract(workspace, encoder, ENTRY, image_rows=[7, 2, 5], batch_size=2, device="cpu")
    some = workspace.embedding("untrained").take(np.array([2, 5, 7]))
    extract(workspace, encoder, ENTRY, image_rows=[2, 5, 7], batch_size=2, device="cpu")
    np.testing.assert_array_equal(some, workspace.embedding("untrained").take(np.array([2, 5, 7])))


def test_a_batch_of_nothing_is_refused(workspace):
    with pytest.raises(InputError, match=re.escape("The batch size must be 1 or more; it is 0.")):
        extract(workspace, open_encoder(SPEC), ENTRY, batch_size=0)


def test_no_file_at_all_says_what_to_do(workspace):
    expected = "None of the 1 images has a file in workspace 'toy', so there is nothing to embed. Import again with"
    with pytest.raises(NotFoundError, match=re.escape(expected)):
        extract(workspace, open_encoder("hash:perceptual"), ENTRY, image_rows=[10])


def test_an_unknown_device_is_refused(workspace):
    with pytest.raises(InputError, match=r"'gpu' is no device\. Use auto, cpu"):
        extract(workspace, open_encoder(SPEC), ENTRY, device="gpu")


def test_half_precision_is_stored_when_asked_and_a_change_extracts_again(workspace):
    encoder = open_encoder(SPEC)
    extract(workspace, encoder, ENTRY, device="cpu")
    whole = workspace.embedding("untrained")
    assert whole.vectors.dtype == np.float32
    assert extract(workspace, encoder, ENTRY, device="cpu", store="fp16").computed == 1
    half = workspace.embedding("untrained")
    assert half.vectors.dtype == np.float16
    assert half.sidecar.fingerprint != whole.sidecar.fingerprint
    np.testing.assert_array_equal(half.vectors, np.asarray(whole.vectors).astype(np.float16))
    assert extract(workspace, encoder, ENTRY, device="cpu", store="fp16").computed == 0
    assert extract(workspace, encoder, ENTRY, device="cpu").computed == 1
    assert workspace.embedding("untrained").sidecar.fingerprint == whole.sidecar.fingerprint


def test_a_killed_run_goes_on_in_half_precision_too(workspace, stop_after):
    encoder = open_encoder(SPEC)
    with pytest.raises(JobCancelled):
        extract(workspace, encoder, ENTRY, batch_size=3, device="cpu", store="fp16", progress=stop_after(6))
    done = extract(workspace, encoder, ENTRY, batch_size=3, device="cpu", store="fp16")
    assert (done.reused, done.computed, workspace.embedding("untrained").vectors.dtype) == (2, 2, np.float16)


def test_a_value_that_half_precision_cannot_hold_is_refused(workspace, monkeypatch):
    encoder = open_encoder(SPEC)
    monkeypatch.setattr(type(encoder), "embed", lambda _, images: np.full((len(images), 96), 7e4, dtype=np.float32))
    expected = (
        "Model 'untrained': 10 of 10 vectors hold a value beyond ±65,504, the largest that fp16 can hold (first: 0, "
    )
    with pytest.raises(InputError, match=re.escape(expected)):
        extract(workspace, encoder, ENTRY, device="cpu", store="fp16")


def test_a_picture_that_is_described_instead_of_held_gets_a_vector(workspace, monkeypatch):
    monkeypatch.setattr(type(workspace), "has_picture", np.ones(11, dtype=bool))
    painted = type(workspace).picture
    monkeypatch.setattr(type(workspace), "picture", lambda self, row: painted(self, 3 if row == 10 else row))
    done = extract(workspace, open_encoder(SPEC), ENTRY, device="cpu")
    assert (done.embedded, done.without_file) == (11, 0)
    np.testing.assert_array_equal(*workspace.embedding("untrained").take(np.array([3, 10])))


def test_half_precision_is_computed_when_asked_and_recorded(workspace):
    encoder = open_encoder(SPEC)
    extract(workspace, encoder, ENTRY, device="cpu")
    whole = vectors_of(workspace)
    assert extract(workspace, encoder, ENTRY, device="cpu", precision="bf16").computed == 1
    half = vectors_of(workspace)
    assert 0 < np.abs(whole - half).max() < 0.02
    facts = workspace.embedding("untrained").sidecar.preprocessing
    assert (facts["precision"], facts["batch_size"]) == ("bf16", 64)
    assert extract(workspace, encoder, ENTRY, device="cpu", precision="bf16").computed == 0
    assert extract(workspace, open_encoder("hash:perceptual"), ModelEntry("hash", "baseline")).computed == 1
    assert (
        extract(workspace, open_encoder("hash:perceptual"), ModelEntry("hash", "baseline"), precision="bf16").computed
        == 0
    )


def test_what_was_extracted_before_batch_sizes_were_recorded_stays_current(workspace):
    encoder = open_encoder(SPEC)
    extract(workspace, encoder, ENTRY, device="cpu", batch_size=64)
    sidecar = workspace.path / "embeddings" / "untrained" / "embedding.json"
    content = json.loads(sidecar.read_text(encoding="utf-8"))
    assert content["preprocessing"].pop("batch_size") == 64
    sidecar.write_text(json.dumps(content), encoding="utf-8")
    assert extract(workspace, encoder, ENTRY, device="cpu").computed == 0
    assert extract(workspace, encoder, ENTRY, device="cpu", batch_size=5).computed == 2


def test_another_order_of_the_same_images_changes_nothing(workspace):
    encoder = open_encoder(SPEC)
    extract(workspace, encoder, ENTRY, device="cpu")
    assert extract(workspace, encoder, ENTRY, device="cpu", first=[4, 2]).computed == 0


def test_who_comes_second_waits_and_finds_it_done(workspace, stop_after):
    lock = filelock.FileLock(workspace.path / "cache" / "extraction" / ".untrained.lock")
    lock.acquire()
    heard = stop_after()
    waiting = threading.Thread(
        target=extract, args=(workspace, open_encoder(SPEC), ENTRY), kwargs={"device": "cpu", "progress": heard}
    )
    waiting.start()
    while not heard.lines:
        time.sleep(0.05)
    assert heard.lines == ["untrained: waiting for another process, which embeds it now"]
    assert not heard.stages
    lock.release()
    waiting.join()
    assert workspace.embedding("untrained").has(np.arange(10)).all()
