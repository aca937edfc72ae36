"""Measurements on disk: the newest of each, of this machine, and checkpoints only for their workspace."""

import json
from dataclasses import replace

import pytest

from simlab.encoders.measurements.machine import this_machine
from simlab.encoders.measurements.measurement import BatchSpeed, Measurement, Timing
from simlab.encoders.measurements.store import names_checkpoint, store_measurement, stored_measurements


def measurement(spec: str = "hash:perceptual", **other: object) -> Measurement:
    facts = {
        "fingerprint": "f",
        "n_bytes": 7,
        "device": "cpu",
        "device_name": "a processor",
        "precision": "fp32",
        "threads": 2,
        "pictures": "made up",
        "busy": 0.1,
        "first": 0.5,
        "query": Timing(0.2, 0.3, 20),
        "prepare": Timing(0.1, 0.1, 20),
        "embed": Timing(0.1, 0.2, 20),
        "batches": (BatchSpeed(1, 10.0), BatchSpeed(4, None)),
    }
    return Measurement(spec, **{**facts, **other})


def test_what_is_stored_comes_back():
    found = measurement()
    path = store_measurement(found)
    assert stored_measurements() == (found,)
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["machine"]["processor"] == this_machine().processor
    assert set(content["versions"]) >= {"torch", "Pillow", "numpy"}


def test_the_newest_replaces_the_one_before_and_stands_first():
    store_measurement(measurement(measured="2026-11-20T10:00:00+00:00"))
    store_measurement(measurement(measured="2026-11-20T12:00:00+00:00", precision="bf16"))
    newest = measurement(measured="2026-11-20T11:00:00+00:00", first=0.9)
    store_measurement(newest)
    assert [(one.precision, one.first) for one in stored_measurements()] == [("bf16", 0.5), ("fp32", 0.9)]


def test_machines_are_never_mixed():
    other = replace(this_machine(), name="elsewhere")
    store_measurement(measurement(machine=other))
    assert stored_measurements() == ()
    assert len(stored_measurements(machine=other)) == 1


def test_a_checkpoint_is_known_in_its_workspace_only():
    spec = "hash:perceptual+checkpoint:cs-city"
    assert names_checkpoint(spec)
    store_measurement(measurement(spec), workspace="one")
    store_measurement(measurement(spec, first=0.7), workspace="two")
    store_measurement(measurement("histogram:hsv"), workspace="one")
    assert [one.spec for one in stored_measurements()] == ["histogram:hsv"]
    assert sorted(one.first for one in stored_measurements("two")) == [0.5, 0.7]


@pytest.mark.parametrize("content", ["{", "[]", '{"format_version": 99}', '{"format_version": 1, "workspace": null}'])
def test_what_cannot_be_read_is_left_out(content):
    store_measurement(measurement()).with_name("other.json").write_text(content, encoding="utf-8")
    assert len(stored_measurements()) == 1
