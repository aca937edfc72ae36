"""Measurements by model, and what one query costs: sums over exactly the models that are asked."""

import os
from datetime import UTC, datetime

import numpy as np
import pytest

from simlab.encoders.measurements.measurement import BatchSpeed, Measurement, Timing
from simlab.encoders.measurements.store import store_measurement, stored_measurements
from simlab.ensembles import Design, one_model
from simlab.errors import InputError
from simlab.maps import fit_map
from simlab.studies.designs.named import create_design
from simlab.studies.latency.measured_models import latency_rows, measurable_models, measure_encoder
from simlab.studies.latency.query_cost import query_costs
from simlab.studies.latency.wording import memory_text, rate_text, seconds_text
from simlab.workspace import ModelEntry, Workspace

MODELS = ("west-model", "east-model", "third-model")
HASH = "hash:perceptual"


def measured(spec: str, seconds: float, **other: object) -> Measurement:
    facts = {
        "fingerprint": "f",
        "n_bytes": 1_000,
        "device": "cpu",
        "device_name": "a processor",
        "precision": "fp32",
        "threads": 2,
        "pictures": "made up",
        "busy": 0.0,
        "first": 0.5,
        "query": Timing(seconds, 2 * seconds, 20),
        "prepare": Timing(seconds / 4, seconds / 4, 20),
        "embed": Timing(3 * seconds / 4, seconds, 20),
        "batches": (BatchSpeed(1, 10.0), BatchSpeed(4, 30.0), BatchSpeed(16, None)),
    }
    return Measurement(spec, **{**facts, **other})


@pytest.fixture
def study(toy_workspace) -> Workspace:
    """Its models are checkpoints, but one that was imported, and a hash."""
    workspace = toy_workspace()
    specs = {**{name: f"checkpoint:{name}" for name in MODELS}, "look": HASH}
    for name, spec in specs.items():
        old = workspace.embedding(name)
        workspace.write_embedding(workspace.model(name), old.vectors.copy(), np.arange(len(old.rows)), encoder=spec)
    return workspace


def keep(workspace: Workspace, *found: Measurement) -> None:
    for one in found:
        store_measurement(one, workspace.manifest.id)


def test_rows_are_the_models_in_their_order_then_other_encoders(study):
    keep(
        study,
        measured("open_clip:ViT-B-32/openai", 0.3),
        measured("checkpoint:third-model", 0.1),
        measured("checkpoint:west-model", 0.2),
        measured("timm:resnet10t@/some/where/net.safetensors", 0.4, measured="2026-01-01T00:00:00+00:00"),
    )
    rows = latency_rows(study)
    assert [row.label for row in rows] == ["west-model", "third-model", "CLIP", "timm:resnet10t@net.safetensors"]
    assert [row.model.name if row.model else None for row in rows] == ["west-model", "third-model", None, None]
    assert rows[0].to_json()["fastest"] == {"size": 4, "images_per_second": 30.0}
    assert [row.label for row in latency_rows()] == ["CLIP", "timm:resnet10t@net.safetensors"]


def test_a_model_trained_again_has_to_be_measured_again(study):
    keep(study, measured("checkpoint:west-model", 0.2))
    trained = study.path / "models" / "west-model" / "model.json"
    trained.parent.mkdir(parents=True)
    trained.write_text("{}", encoding="utf-8")
    later = datetime.now(UTC).timestamp() + 60
    os.utime(trained, (later, later))
    assert latency_rows(study) == ()
    os.utime(trained, (later - 3_600, later - 3_600))
    assert len(latency_rows(study)) == 1


def test_a_query_costs_the_sum_over_all_models_asked(study):
    design = create_a_design(study)
    keep(
        study,
        *(measured(f"checkpoint:{name}", seconds) for name, seconds in zip(MODELS, (0.1, 0.2, 0.4), strict=True)),
        measured("checkpoint:west-model", 0.05, precision="bf16"),
        measured(HASH, 0.01, n_bytes=0, batches=()),
        measured("open_clip:ViT-B-32/openai", 0.3, device="cuda", device_name="a GPU"),
    )
    costs = {(cost.label, cost.precision): cost for cost in query_costs(study, latency_rows(study))}
    assert set(costs) == {
        (label, precision)
        for label in ("3 members", "3 members + look", f"design {design}")
        for precision in ("fp32", "bf16")
    }
    members = costs["3 members", "fp32"]
    assert members.models == MODELS
    assert members.seconds == pytest.approx(0.7)
    assert members.prepare == pytest.approx(0.175)
    assert (members.n_bytes, members.unmeasured, members.left_out) == (3_000, (), "")
    placed = costs[f"design {design}", "fp32"]
    assert placed.models == (*MODELS, "look"), "the map's features place the reference"
    assert placed.seconds == pytest.approx(0.71)
    half = costs["3 members + look", "bf16"]
    assert (half.seconds, half.prepare, half.n_bytes) == (None, None, None)
    assert half.unmeasured == ("east-model", "third-model"), "the hash computes on the processor everywhere"
    assert half.left_out == "2 of 4: east-model, third-model"
    assert half.to_json()["models"] == [*MODELS, "look"]


def create_a_design(study: Workspace) -> str:
    reference_map = fit_map(study, "look", "pca")
    design = Design(reference_map.id, reference_map.fingerprint, one_model("west-model"))
    create_design(study, "drawn", reference_map, design)
    return "drawn"


def test_nothing_measured_costs_nothing_known(study):
    assert latency_rows(study) == ()
    assert query_costs(study, ()) == ()


def test_imported_vectors_have_no_encoder_to_measure(study):
    assert [entry.name for entry in measurable_models(study)] == [*MODELS, "look"]
    old = study.embedding("plain")
    study.write_embedding(
        ModelEntry("plain", "baseline"), old.vectors.copy(), np.arange(len(old.rows)), encoder="ordinal"
    )
    assert [entry.name for entry in measurable_models(study)] == [*MODELS, "look"]


def test_measuring_takes_the_pictures_of_the_study_or_makes_some_up(toy_workspace, monkeypatch):
    monkeypatch.setattr("simlab.encoders.measurements.measuring.busy_share", lambda: 0.0)
    workspace = toy_workspace(files=True, references={"validation": 2}, per_reference=1)
    found = measure_encoder(HASH, workspace, seconds=0.01)
    assert found.pictures == "pictures of toy, 8 × 6 pixels in the median"
    assert measure_encoder("histogram:hsv", seconds=0.01).pictures == "made-up pictures, 640 × 480 pixels"
    assert {one.spec for one in stored_measurements()} == {HASH, "histogram:hsv"}
    with pytest.raises(InputError, match="Measuring needs some time; 0 seconds are none"):
        measure_encoder(HASH, seconds=0)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.000356, "0.36 ms"), (0.0123, "12.3 ms"), (0.4567, "457 ms"), (1.25, "1.25 s"), (75.0, "75.0 s"), (None, "–")],
)
def test_times_are_written_with_three_digits(seconds, text):
    assert seconds_text(seconds) == text


def test_speeds_and_sizes_in_words():
    assert [rate_text(value) for value in (0.182, 12.34, 1_239.6, None)] == ["0.18", "12.3", "1,240", "–"]
    assert [memory_text(value) for value in (351_000_000, 0, None)] == ["351 MB", "", "–"]
