import re

import numpy as np
import pytest

from simlab.encoders import extract, open_encoder
from simlab.errors import InputError, JobCancelled, NotFoundError
from simlab.progress import SilentProgress
from simlab.workspace import ModelEntry, Workspace

SPEC = "scratch:test_resnet?size=32"
ENTRY = ModelEntry("untrained", "baseline")


class StopAfter(SilentProgress):
    """Cancels after so many images, as a user would."""

    def __init__(self, images: int) -> None:
        self.left = images

    def advance(self, steps: int = 1) -> None:
        self.left -= steps
        if self.left <= 0:
            raise JobCancelled("stopped")


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


def test_a_killed_run_goes_on_and_ends_equal_to_the_bit(workspace, monkeypatch):
    encoder = open_encoder(SPEC)
    extract(workspace, encoder, ENTRY, batch_size=3, device="cpu")
    whole = vectors_of(workspace)
    extract(workspace, open_encoder(SPEC + "&seed=3"), ENTRY, device="cpu")
    with pytest.raises(JobCancelled):
        extract(workspace, encoder, ENTRY, batch_size=3, device="cpu", progress=StopAfter(6))
    assert not np.array_equal(whole, vectors_of(workspace))
    done = extract(workspace, encoder, ENTRY, batch_size=3, device="cpu")
    assert (done.reused, done.computed) == (2, 2)
    np.testing.assert_array_equal(whole, vectors_of(workspace))
    assert not list((workspace.path / "cache" / "extraction").iterdir())


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


def test_a_killed_run_goes_on_in_half_precision_too(workspace):
    encoder = open_encoder(SPEC)
    with pytest.raises(JobCancelled):
        extract(workspace, encoder, ENTRY, batch_size=3, device="cpu", store="fp16", progress=StopAfter(6))
    done = extract(workspace, encoder, ENTRY, batch_size=3, device="cpu", store="fp16")
    assert (done.reused, done.computed, workspace.embedding("untrained").vectors.dtype) == (2, 2, np.float16)


def test_a_value_that_half_precision_cannot_hold_is_refused(workspace, monkeypatch):
    encoder = open_encoder(SPEC)
    monkeypatch.setattr(type(encoder), "embed", lambda _, images: np.full((len(images), 2), 7e4, dtype=np.float32))
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
