"""The tab Latency in Streamlit's own test runner: empty, measured, and the jobs that its buttons start."""

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from simlab.dashboard.compare.latency import forms
from simlab.encoders.measurements.machine import this_machine
from simlab.encoders.measurements.measurement import BatchSpeed, Measurement, Timing
from simlab.encoders.measurements.store import store_measurement
from simlab.evaluation import Difference, Estimate
from simlab.studies.precision.changed_answers import ChangedAnswers, PrecisionEffect
from simlab.studies.precision.store import store_effect
from simlab.workspace import Workspace
from tests.dashboard.compare.one_tab import open_tab

Make = Callable[..., Workspace]
NETWORKS = ("indoor-model", "city-model")


def _page(path: str, split: str) -> None:
    from pathlib import Path

    from simlab.dashboard.compare.latency import show_latency
    from simlab.dashboard.opened import open_workspace

    show_latency(open_workspace(Path(path)), split)


def latency(workspace: Workspace, split: str = "validation", **session: object) -> AppTest:
    return open_tab(_page, workspace, split, session)


def texts(page: AppTest) -> str:
    return "\n".join(part.value for kind in (page.markdown, page.caption, page.info, page.warning) for part in kind)


@pytest.fixture
def study(make_workspace: Make) -> Workspace:
    """Two checkpoints and a histogram."""
    workspace = make_workspace(pictures=False, mapped=False)
    specs = {"hsv": "histogram:hsv", **{name: f"checkpoint:{name}" for name in NETWORKS}}
    for name, spec in specs.items():
        old = workspace.embedding(name)
        workspace.write_embedding(workspace.model(name), old.vectors.copy(), np.arange(len(old.rows)), encoder=spec)
    return workspace


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], str]]:
    """Jobs that were asked for; none is run."""
    jobs: list[tuple[list[str], str]] = []
    monkeypatch.setattr(forms, "start_job", lambda arguments, title, workspace: jobs.append((arguments, title)))
    return jobs


def keep(workspace: Workspace, spec: str, seconds: float, **other: object) -> Measurement:
    facts = {
        "fingerprint": "f",
        "n_bytes": 5_000_000,
        "device": "cpu",
        "device_name": "a <b>processor</b>",
        "precision": "fp32",
        "threads": 2,
        "pictures": "pictures of study",
        "busy": 0.0,
        "first": 0.5,
        "query": Timing(seconds, 2 * seconds, 20),
        "prepare": Timing(seconds / 4, seconds / 4, 20),
        "embed": Timing(3 * seconds / 4, seconds, 20),
        "batches": (BatchSpeed(1, 10.0), BatchSpeed(4, 30.0)),
    }
    found = Measurement(spec, **{**facts, **other})
    store_measurement(found, workspace.manifest.id)
    return found


def test_nothing_measured_yet(study: Workspace) -> None:
    page = latency(study)
    machine = this_machine()
    assert f"{machine.name} · {machine.processor}" in texts(page)
    assert "Nothing has been measured on this machine yet. Press *Measure* above" in texts(page)
    assert "No encoder of this workspace has been checked yet." in texts(page)
    assert not page.get("plotly_chart")
    assert page.multiselect[0].value == ["hsv", *NETWORKS]


def test_what_was_measured_stands_in_chart_and_table(study: Workspace) -> None:
    keep(study, "histogram:hsv", 0.001, n_bytes=0, batches=())
    keep(study, "checkpoint:indoor-model", 0.1)
    keep(study, "checkpoint:city-model", 0.3, busy=0.9)
    page = latency(study)
    (chart,) = page.get("plotly_chart")
    figure = json.loads(chart.proto.spec)
    assert figure["layout"]["yaxis"]["ticktext"] == [
        "hsv ",
        "indoor-model ",
        "city-model ",
        "2 members ",
        "2 members + hsv ",
    ]
    assert "cpu: a &lt;b&gt;processor&lt;/b&gt;" in figure["layout"]["title"]["text"]
    assert "The machine was busy with other work when 1 of these began (city-model)" in texts(page)
    costs = page.dataframe[0].value
    assert costs["Asked"].tolist() == ["2 members", "2 members + hsv"]
    assert costs["One query"].tolist() == pytest.approx([400, 401])
    assert costs["Memory"].tolist() == ["10 MB", "10 MB"]

    table = latency(study, latency_view="Table").dataframe[0].value
    assert table["Encoder"].tolist() == ["hsv", *NETWORKS]
    assert table["p50"].tolist() == pytest.approx([1, 100, 300])
    assert table["Embedded/s"].tolist()[1:] == [30, 30]
    assert np.isnan(table["Embed"].tolist()[0])

    (chart,) = latency(study, latency_view="Images per second").get("plotly_chart")
    assert [trace["name"] for trace in json.loads(chart.proto.spec)["data"]] == list(NETWORKS)


def test_other_machines_are_not_shown(study: Workspace) -> None:
    keep(study, "checkpoint:indoor-model", 0.1, machine=replace(this_machine(), name="elsewhere"))
    assert "Nothing has been measured on this machine yet." in texts(latency(study))


def test_measuring_is_a_job(study: Workspace, started: list) -> None:
    page = latency(study)
    page.multiselect[0].set_value(["hsv", "city-model"])
    page.button_group(key="compare.measure-precisions").set_value(["fp32", "bf16"])
    next(button for button in page.button if button.label == "Measure").click().run()
    assert not page.exception
    encoders = ["--encoder", "histogram:hsv", "--encoder", "checkpoint:city-model"]
    precisions = ["--precision", "fp32", "--precision", "bf16"]
    path = str(study.path)
    assert started == [(["latency", path, "--device", "auto", *encoders, *precisions], "Measure 2 encoders")]


def test_nothing_chosen_is_nothing_measured(study: Workspace, started: list) -> None:
    page = latency(study)
    page.multiselect[0].set_value([])
    next(button for button in page.button if button.label == "Measure").click().run()
    assert [toast.value for toast in page.toast] == ["Choose at least one encoder and one precision."]
    assert started == []


def test_half_precision_is_checked_by_a_job_and_shown_for_validation(study: Workspace, started: list) -> None:
    estimate = Estimate(0.8, 0.7, 0.9, 36, 12)
    effect = PrecisionEffect(
        encoder="checkpoint:city-model",
        fingerprint="f",
        precision="fp16",
        device="cuda",
        device_name="a GPU",
        synthetic=False,
        answers=ChangedAnswers(
            full=estimate,
            half=estimate,
            difference=Difference(0.01, -0.01, 0.03, 0.4, 36, 12),
            changed=Estimate(0.02, 0.01, 0.05, 48, 12),
            largest_change=0.01,
            margin_deviation=0.2,
        ),
        n_images=36,
        n_missing=0,
        measured="2026-11-20T10:00:00+00:00",
    )
    store_effect(study, effect)
    page = latency(study, "test")
    table = page.dataframe[0].value.iloc[0]
    assert (table["Encoder"], table["On"], table["Of"]) == ("city-model", "cuda fp16", "48 triples, 12 references")
    assert table["Half − fp32"] == "+1.0 points [−1.0, 3.0], not distinguishable"
    assert table["Changed"] == "2.0 % [1.0, 5.0]"
    assert table["Largest change"] == pytest.approx(0.05)
    assert "These figures are of the validation split, whatever is chosen above (test)." in texts(page)

    encoder = next(box for box in page.selectbox if box.label == "Encoder")
    assert encoder.options == list(NETWORKS), "a histogram knows no precision"
    encoder.set_value("city-model")
    next(button for button in page.button if button.label == "Check").click().run()
    spec = ["--encoder", "checkpoint:city-model", "--precision", "bf16", "--device", "auto", "--references", "200"]
    assert started == [(["precision", str(study.path), *spec], "Check city-model in bf16")]


def test_imported_vectors_cannot_be_measured(make_workspace: Make) -> None:
    page = latency(make_workspace(pictures=False, mapped=False))
    assert "No encoder is known: the vectors of all models were imported, and no preset's weights are here." in texts(
        page
    )
    assert "No encoder with weights is at hand." in texts(page)
