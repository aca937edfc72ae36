"""Baselines on the Compare page in Streamlit's own test runner: starting them, rows that fill, rows that cannot."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
import pytest
from streamlit.testing.v1 import AppTest

from simlab.dashboard.compare.baselines import chooser
from simlab.dashboard.compare.baselines.asked import asked_baselines, rerun_arguments, run_arguments, run_title
from simlab.encoders.extraction import PartialEmbedding
from simlab.encoders.extraction.order import images_of_split
from simlab.workspace import Workspace
from tests.dashboard.compare.test_compare_page import compare, texts

Make = Callable[..., Workspace]


@pytest.fixture
def study(make_workspace: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    for name in ("HF_HOME", "HF_HUB_CACHE"):
        monkeypatch.setenv(name, str(tmp_path / "weights"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "weights"))
    return make_workspace()


def write_job(home: Path, study: Workspace, encoders: list[str], *, outcome: str = "", message: str = "") -> None:
    """A job of the page as its process would leave it; without an outcome it runs, under this very process."""
    folder = home / "jobs" / f"run-{'-'.join(encoders)}".replace(" ", "-")
    folder.mkdir(parents=True)
    arguments = run_arguments(study.path, encoders, "validation", "auto", "fp32")
    job = {"title": "Run them", "arguments": arguments, "workspace": str(study.path), "created": time.time()}
    (folder / "job.json").write_text(json.dumps(job))
    own = {"pid": os.getpid(), "created": psutil.Process().create_time()}
    (folder / "process.json").write_text(json.dumps(own if not outcome else {"pid": 2**22 + 1, "created": 0.0}))
    if outcome:
        (folder / "outcome.json").write_text(json.dumps({"state": outcome, "message": message}))


def rows(page: AppTest) -> str:
    return next((body for block in page.get("html") if "sl-soon" in (body := block.proto.body)), "")


def home_of(study: Workspace) -> Path:
    return study.path.parents[1]


def test_clip_and_dino_are_offered_first(study: Workspace) -> None:
    page = compare()
    page.button(key="compare.run-baselines").click().run()
    assert page.multiselect(key="compare.baseline-specs").value == ["CLIP", "DINO"]
    assert "weights are fetched first: model.safetensors (or pytorch_model.bin) of https" in texts(page)
    assert not page.button(key="compare.run-now").disabled


def test_one_job_runs_all_that_were_chosen(study: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[object, ...]] = []
    monkeypatch.setattr(chooser, "start_job", lambda *given: started.append(given))
    chosen = {"compare__baseline-specs": ["DINO", "hash:perceptual"], "compare__baseline-precision": "bf16"}
    page = compare(**chosen)
    page.button(key="compare.run-baselines").click().run()
    assert "needs no weights" in texts(page)
    page.button(key="compare.run-now").click().run()
    assert started == [
        (
            [
                *("embed", str(study.path), "--encoder", "DINO", "--encoder", "hash:perceptual"),
                *("--first", "validation", "--device", "auto", "--precision", "bf16"),
            ],
            "Run DINO and hash:perceptual on validation",
            study.path,
        )
    ]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("gpt", "names no known encoder"),
        ("timm:vit_small_patch16_224.dino@/nowhere/dino.safetensors", "The weights of"),
    ],
)
def test_what_cannot_be_run_is_refused_before_it_starts(study: Workspace, spec: str, said: str) -> None:
    page = compare(**{"compare__baseline-specs": [spec]})
    page.button(key="compare.run-baselines").click().run()
    assert said in " ".join(error.value for error in page.error)
    assert page.button(key="compare.run-now").disabled


def test_a_row_fills_while_its_job_runs(study: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    write_job(home_of(study), study, ["CLIP", "DINO"])
    order = images_of_split(study, "validation")
    vectors = study.embedding("hsv").vectors

    def so_far(workspace: Workspace, name: str) -> PartialEmbedding | None:
        done = order[:24]
        return PartialEmbedding(done, np.asarray(vectors)[done], "cosine", len(order)) if name == "CLIP" else None

    monkeypatch.setattr("simlab.dashboard.compare.baselines.lines.partial_embedding", so_far)
    page = compare()
    shown = rows(page)
    assert f"running, 24 of {len(order)} images" in shown
    assert "of 12 references" in shown
    assert "against best single model: " in shown
    assert "starting" in shown, "the other one"
    assert "fair sample of the split" in texts(page)
    assert "**4 rows are still missing**" in texts(page), "the board stands below"
    page.session_state["compare.split"] = "test"
    page.run()
    assert "The test split shows its figure when all is there, once." in rows(page)
    assert "%" not in rows(page).rpartition("</style>")[2]


def test_a_row_without_weights_names_the_file_and_the_others_can_go_on(
    study: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_job(home_of(study), study, ["CLIP", "hash:perceptual"], outcome="failed", message="There is no network.")
    started: list[tuple[object, ...]] = []
    monkeypatch.setattr("simlab.dashboard.compare.baselines.stopped.start_job", lambda *given: started.append(given))
    page = compare()
    shown = rows(page)
    assert "No weights. Expected: open_clip_model.safetensors" in shown
    assert f"under {tmp_path / 'weights'}" in shown
    assert "There is no network." in texts(page), "with the job, above"
    assert "Not on the board yet" in texts(page)
    assert "Its own weights are here. Those of CLIP held up the job." in shown
    assert not page.error
    page.button(key="compare.run-others").click().run()
    (arguments, title, _) = started[0]
    assert title == "Run hash:perceptual"
    assert [value for value in arguments if "CLIP" in value] == []
    page.button(key=next(button.key for button in page.button if "dismiss" in str(button.key))).click().run()
    assert rows(page) == ""


def test_what_is_done_or_old_or_no_baseline_has_no_row(study: Workspace) -> None:
    write_job(home_of(study), study, ["DINO"], outcome="done")
    assert asked_baselines(study) == []
    write_job(home_of(study), study, ["CLIP"], outcome="failed")
    old = home_of(study) / "jobs" / "run-CLIP" / "job.json"
    assert [one.model for one in asked_baselines(study)] == ["CLIP"]
    old.write_text(json.dumps(json.loads(old.read_text()) | {"created": time.time() - 90_000}))
    assert asked_baselines(study) == []


def test_without_any_model_a_baseline_can_be_run_from_here(make_workspace: Make) -> None:
    make_workspace(models=False, mapped=False)
    page = compare()
    assert not page.button(key="compare.run-baselines").disabled
    make = compare()
    assert "Run a baseline here" in texts(make)


def test_labels_alone_cannot_be_embedded(make_workspace: Make) -> None:
    make_workspace(pictures=False)
    page = compare()
    assert page.button(key="compare.run-baselines").disabled
    assert "This workspace has no pictures" in texts(page)


def test_arguments_of_a_job_with_other_encoders() -> None:
    arguments = run_arguments(Path("/w"), ["CLIP", "DINO"], "check", "cpu", "fp16")
    assert arguments[-6:] == ["--first", "validation", "--device", "cpu", "--precision", "fp16"]
    rerun = rerun_arguments(arguments, ["DINO"])
    assert rerun[:2] == ["embed", "/w"]
    assert rerun[-2:] == ["--encoder", "DINO"]
    assert "CLIP" not in rerun
    assert run_title(["CLIP", "DINO", "hash:perceptual"], "test") == "Run CLIP, DINO and hash:perceptual on test"
