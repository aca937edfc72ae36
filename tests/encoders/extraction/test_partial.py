import shutil

import numpy as np
import pytest

from simlab.encoders.extraction import extract, partial_embedding
from simlab.errors import JobCancelled
from simlab.workspace import ModelEntry

ENTRY = ModelEntry("colour", "baseline")


def test_without_an_extraction_there_is_nothing(workspace):
    assert partial_embedding(workspace, "colour") is None


def test_what_was_done_first_can_be_read_while_the_rest_is_missing(workspace, mean_colour, stop_after):
    wished = [8, 3, 5, 1]
    with pytest.raises(JobCancelled):
        extract(workspace, mean_colour(), ENTRY, first=wished, batch_size=4, progress=stop_after(4))
    found = partial_embedding(workspace, "colour")
    assert (found.rows.tolist(), found.n_rows, found.distance) == (wished, 10, "cosine")
    done = extract(workspace, mean_colour(), ENTRY, first=wished, batch_size=4)
    assert (done.reused, done.computed) == (1, 2)
    assert partial_embedding(workspace, "colour") is None
    stored = workspace.embedding("colour")
    np.testing.assert_array_equal(found.vectors, stored.take(found.rows))
    assert stored.rows[:10].tolist() == list(range(10))  # whatever the order was


def test_before_the_first_batch_it_is_empty(workspace, mean_colour, stop_after):
    with pytest.raises(JobCancelled):
        extract(workspace, mean_colour(), ENTRY, batch_size=4, progress=stop_after(0))
    found = partial_embedding(workspace, "colour")
    assert (found.rows.shape, found.vectors.shape, found.n_rows) == ((0,), (0, 6), 10)


def test_it_may_end_while_it_is_read(workspace, mean_colour, stop_after, monkeypatch):
    with pytest.raises(JobCancelled):
        extract(workspace, mean_colour(), ENTRY, batch_size=4, progress=stop_after(4))
    load = np.load

    def too_late(path, **how):
        if path.name == "0000000.npy":
            shutil.rmtree(path.parent)
        return load(path, **how)

    monkeypatch.setattr(np, "load", too_late)
    assert partial_embedding(workspace, "colour") is None


def test_another_wish_for_the_model_begins_anew(workspace, mean_colour, stop_after):
    with pytest.raises(JobCancelled):
        extract(workspace, mean_colour(), ENTRY, batch_size=4, progress=stop_after(4))
    done = extract(workspace, mean_colour("mean:other"), ENTRY, batch_size=4)
    assert (done.reused, done.computed) == (0, 3)
    assert partial_embedding(workspace, "colour") is None


def test_a_plan_of_another_format_is_not_gone_on_with(workspace, mean_colour, stop_after):
    with pytest.raises(JobCancelled):
        extract(workspace, mean_colour(), ENTRY, batch_size=4, progress=stop_after(4))
    plan = workspace.path / "cache" / "extraction" / "colour" / "plan.json"
    plan.write_text(plan.read_text(encoding="utf-8").replace('"format_version": 1', '"format_version": 2'))
    assert partial_embedding(workspace, "colour") is None
    assert extract(workspace, mean_colour(), ENTRY, batch_size=4).reused == 0
