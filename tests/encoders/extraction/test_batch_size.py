"""The automatic batch size, and what happens when memory runs out after all; a fake device stands in for CUDA."""

import json
import re

import numpy as np
import pytest

from simlab.encoders.device_memory import is_out_of_memory
from simlab.encoders.extraction import extract, extract_together
from simlab.encoders.extraction.batch_size import find_batch_size
from simlab.errors import InputError, JobCancelled
from simlab.workspace import ModelEntry

ENTRY = ModelEntry("colour", "baseline")
PICTURE = np.zeros(6, dtype=np.uint8)


class Device:
    """A clock that a fake encoder moves on: so long per call, and so long per image."""

    def __init__(self, encoder, per_call: float, per_image: float) -> None:
        self.now = 0.0
        embed = encoder.embed

        def timed(prepared):
            self.now += per_call + per_image * len(prepared)
            return embed(prepared)

        encoder.embed = timed

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("per_call", "per_image", "room", "n_images", "expected"),
    [
        (1.0, 1e-9, 1e9, 10**6, 1024),  # the larger the better, up to the largest
        (0.0, 1.0, 1e9, 10**6, 32),  # nothing to gain
        (100.0, 1.0, 1e9, 10**6, 512),  # 1024 would gain less than a tenth
        (1.0, 1e-9, 200, 10**6, 128),  # 256 do not fit
        (1.0, 1e-9, 20, 10**6, 16),  # nor does the smallest
        (1.0, 1e-9, 1e9, 90, 128),  # there are no more
    ],
)
def test_it_grows_for_as_long_as_that_pays_and_fits(mean_colour, per_call, per_image, room, n_images, expected):
    encoder = mean_colour(room=room)
    device = Device(encoder, per_call, per_image)
    assert find_batch_size(encoder, PICTURE, n_images, device) == expected


def test_large_pictures_come_in_smaller_batches(mean_colour):
    encoder = mean_colour()
    encoder.embed = len
    assert find_batch_size(encoder, np.zeros(2 * 2**20, dtype=np.uint8), 10**6, Device(encoder, 1.0, 1e-9)) == 64


def test_another_error_is_not_taken_for_it(mean_colour, monkeypatch):
    encoder = mean_colour()
    monkeypatch.setattr(encoder, "embed", lambda _: np.linalg.inv(np.zeros((2, 2))), raising=False)
    with pytest.raises(np.linalg.LinAlgError):
        find_batch_size(encoder, PICTURE, 100)
    assert not is_out_of_memory(RuntimeError("mat1 and mat2 shapes cannot be multiplied"))
    assert is_out_of_memory(MemoryError())


def test_memory_that_runs_out_halves_what_is_computed_at_once(workspace, mean_colour, stop_after):
    roomy, tight, heard = mean_colour(), mean_colour(room=3), stop_after()
    extract(workspace, roomy, ModelEntry("roomy", "baseline"), batch_size=8, device="cpu")
    extract(workspace, tight, ENTRY, batch_size=8, device="cpu", progress=heard)
    assert tight.taken == [2, 2, 2, 2, 2]
    vectors = [workspace.embedding(name).take(np.arange(10)) for name in ("roomy", "colour")]
    np.testing.assert_array_equal(*vectors)
    facts = workspace.embedding("colour").sidecar.preprocessing
    assert (facts["batch_size"], facts["at_once"]) == (8, 2)
    assert heard.lines == ["colour: memory ran out, so that 2 images went to the device at once"]
    assert extract(workspace, mean_colour(), ENTRY, batch_size=8, device="cpu").computed == 0


def test_a_resumed_run_begins_with_what_fitted(workspace, mean_colour, stop_after):
    with pytest.raises(JobCancelled):
        extract(workspace, mean_colour(room=3), ENTRY, batch_size=4, device="cpu", progress=stop_after(4))
    plan = json.loads((workspace.path / "cache" / "extraction" / "colour" / "plan.json").read_text(encoding="utf-8"))
    assert (plan["batch_size"], plan["at_once"]) == (4, 2)
    again = mean_colour()
    extract(workspace, again, ENTRY, batch_size=4, device="cpu")
    assert again.taken == [2, 2, 2]


def test_a_device_that_holds_not_even_one_image_says_so(workspace, mean_colour):
    expected = (
        "Encoder 'mean:colour' does not fit on device cpu: its memory runs out with one image at a time. Free memory "
        "there, choose another with --device, or compute in --precision bf16."
    )
    with pytest.raises(InputError, match=re.escape(expected)):
        extract(workspace, mean_colour(room=0), ENTRY, device="cpu")


def test_what_was_found_is_recorded_and_kept_to(workspace, mean_colour, stop_after, monkeypatch):
    found = iter([8, 4])
    monkeypatch.setattr("simlab.encoders.extraction.planning.find_batch_size", lambda *_: next(found))
    monkeypatch.setattr("simlab.encoders.extraction.extraction.devices_for", lambda *_: ("mps",))
    orders = [(mean_colour("a:a"), ModelEntry("a", "baseline")), (mean_colour("b:b"), ModelEntry("b", "baseline"))]
    heard = stop_after(8)
    with pytest.raises(JobCancelled):
        extract_together(workspace, orders, progress=heard)
    assert heard.lines == ["found by trying: batches of 4 images on mps"]  # the smaller of the two suits both
    done = extract_together(workspace, orders)
    assert [one.reused + one.computed for one in done] == [3, 3]
    assert all(one.reused for one in done)
    assert workspace.embedding("b").sidecar.preprocessing["batch_size"] == 4
    assert all(one.computed == 0 for one in extract_together(workspace, orders))
