import re

import numpy as np
import pytest

from simlab.encoders import open_encoder
from simlab.encoders.extraction import extract, extract_together
from simlab.errors import InputError, JobCancelled
from simlab.workspace import ModelEntry, Workspace

A, B = ModelEntry("a", "baseline"), ModelEntry("b", "features")


@pytest.fixture
def decoded(monkeypatch) -> list[int]:
    """The image rows that were decoded, in order."""
    rows: list[int] = []
    picture = Workspace.picture
    monkeypatch.setattr(Workspace, "picture", lambda self, row: rows.append(row) or picture(self, row))
    return rows


def test_each_picture_is_decoded_once_and_vectors_are_as_apart(workspace, decoded):
    specs = ("scratch:test_resnet?size=32", "histogram:hsv")
    encoders = [open_encoder(spec) for spec in specs]
    done = extract_together(workspace, list(zip(encoders, (A, B), strict=True)), batch_size=4, device="cpu")
    assert sorted(decoded) == list(range(10))
    assert [(one.model, one.embedded, one.computed) for one in done] == [("a", 10, 3), ("b", 10, 3)]
    for name, encoder in zip("ab", encoders, strict=True):
        extract(workspace, encoder, ModelEntry("alone", "baseline"), batch_size=4, device="cpu")
        apart, together = (workspace.embedding(model).take(np.arange(10)) for model in ("alone", name))
        np.testing.assert_array_equal(apart, together)


def test_what_one_has_already_is_computed_for_the_other_only(workspace, mean_colour, stop_after, decoded):
    first, second = mean_colour("a:a"), mean_colour("b:b")
    orders = [(first, A), (second, B)]
    heard = stop_after(12)
    with pytest.raises(JobCancelled):  # after the first batch of both, and the second of one
        extract_together(workspace, orders, batch_size=4, device="cpu", progress=heard)
    assert heard.stages == [("embedding with a:a and b:b", 20)]
    done = extract_together(workspace, orders, batch_size=4, device="cpu")
    assert [(one.reused, one.computed) for one in done] == [(2, 1), (1, 2)]
    assert (first.taken, second.taken) == ([4, 4, 2], [4, 4, 2])
    assert sorted(decoded) == sorted([*range(10), *range(4, 8)])


def test_one_that_has_not_changed_is_left_out(workspace, mean_colour):
    first, second = mean_colour("a:a"), mean_colour("b:b")
    extract(workspace, first, A, device="cpu")
    done = extract_together(workspace, [(first, A), (second, B)], device="cpu")
    assert [one.computed for one in done] == [0, 1]
    assert first.taken == [10]


def test_those_cut_differently_take_turns(workspace, mean_colour, stop_after):
    first, second = mean_colour("a:a"), mean_colour("b:b")
    with pytest.raises(JobCancelled):
        extract(workspace, first, A, device="cpu", progress=stop_after(1))
    plan = workspace.path / "cache" / "extraction" / "a" / "plan.json"
    plan.write_text(plan.read_text(encoding="utf-8").replace('"batch_size": 64', '"batch_size": 16'), encoding="utf-8")
    heard = stop_after()
    extract_together(workspace, [(first, A), (second, B)], device="cpu", progress=heard)
    assert [name for name, _ in heard.stages] == ["embedding with a:a", "embedding with b:b"]
    np.testing.assert_array_equal(*(workspace.embedding(name).take(np.arange(10)) for name in "ab"))


def test_two_of_one_name_are_refused(workspace, mean_colour):
    expected = "Each encoder needs a model name of its own; the names are a, a."
    with pytest.raises(InputError, match=re.escape(expected)):
        extract_together(workspace, [(mean_colour(), A), (mean_colour(), A)])
