"""A small demo, built twice: once in one go, once killed on the way three times."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import filelock
import numpy as np
import psutil
import pytest

from simlab.errors import ConflictError, InputError, NotFoundError
from simlab.landscapes import CONTEXTS
from simlab.maps import load_map
from simlab.studies.demo.build import (
    BACKBONE,
    BASELINES,
    GLOBAL,
    GOOD_MAP,
    MAPS,
    NAIVE_MAP,
    DemoBuild,
    build_demo,
    demo_steps,
)
from simlab.studies.demo.designs import GOOD, NAIVE, create_demo_designs
from simlab.studies.demo.results import context_purity, demo_results
from simlab.studies.demo.sizes import demo_size
from simlab.studies.designs.named import open_design
from simlab.studies.model_evaluation import evaluate_models
from simlab.workspace import Workspace

PROJECT = Path(__file__).resolve().parents[3]
BUILD = DemoBuild(0, demo_size("small"), 2)
# Killed as soon as these steps have begun: while painting, in the backbone's training, among the CS-models.
KILLED_IN = ("paint", BACKBONE, "cs-mountain")


@pytest.fixture(scope="module")
def resumed(built, tmp_path_factory):
    folder = tmp_path_factory.mktemp("resumed")
    out = folder / "small"
    command = [sys.executable, "-m", "simlab", "demo", "build", "--size", "small", "--jobs", "2", "--out", str(out)]
    environment = {**os.environ, "SIMLAB_HOME": str(folder / "home")}
    for step in KILLED_IN:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment)
        begun = out / "cache" / "demo-build" / step / "progress.json"
        until = time.monotonic() + 600
        while not begun.exists() and process.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(0.3)
        assert process.poll() is None, f"the build ended before it could be killed in {step}"
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGKILL)
        process.wait()
        psutil.wait_procs(children, timeout=300)
    subprocess.run(command, cwd=PROJECT, env=environment, check=True)
    return Workspace(out)


def test_what_a_demo_has(built):
    names = [entry.name for entry in built.manifest.models]
    assert names == [*(f"cs-{context}" for context in CONTEXTS), GLOBAL, BACKBONE, *reversed(BASELINES)]
    assert built.manifest.synthetic
    for name in MAPS:
        assert len(load_map(built, name).fitted_ids) == BUILD.size.references["validation"]
    assert set(built.store.design_names()) == {GOOD, NAIVE}
    assert built.embedding(BACKBONE).vectors.dtype == np.float16
    assert not built.store.reveals()


def test_every_step_is_a_command_that_was_run(built):
    for step in demo_steps(built.path, BUILD):
        assert '"done"' in (built.path / "cache" / "demo-build" / step.name / "outcome.json").read_text()


def test_killed_three_times_it_ends_the_same(built, resumed):
    assert resumed.triples.equals(built.triples)
    for entry in built.manifest.models:
        first, second = built.embedding(entry.name), resumed.embedding(entry.name)
        assert first.sidecar.fingerprint == second.sidecar.fingerprint, entry.name
    for name in MAPS:
        assert load_map(resumed, name).fingerprint == load_map(built, name).fingerprint
    for name in (GOOD, NAIVE):
        assert open_design(resumed, name).design == open_design(built, name).design


def test_a_build_that_is_done_has_nothing_left_to_do(built):
    outcomes = sorted((built.path / "cache" / "demo-build").glob("*/outcome.json"))
    written = [outcome.stat().st_mtime_ns for outcome in outcomes]
    build_demo(built.path, BUILD)
    assert [outcome.stat().st_mtime_ns for outcome in outcomes] == written
    assert open_design(built, GOOD).step == 0


def test_designs_never_look_at_contexts_or_the_test_split(built, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(
        type(built), "split", lambda self, name, real=type(built).split: asked.append(name) or real(self, name)
    )
    blind = built.images.drop(columns=["context", "blend", "generator"])
    monkeypatch.setitem(built.__dict__, "images", blind)
    saved = {}
    monkeypatch.setattr(
        "simlab.studies.demo.designs.create_design", lambda ws, name, on, design: saved.update({name: design})
    )
    monkeypatch.setattr(type(built.store), "design_names", lambda self: [])
    create_demo_designs(built, GOOD_MAP, NAIVE_MAP)
    assert set(asked) == {"validation"}
    assert saved == {name: open_design(built, name).design for name in (GOOD, NAIVE)}


def test_results_hold_together(built):
    found = demo_results(built, "validation")
    names = [row.name for row in found.rows]
    assert names[:9] == [*(f"cs-{context}" for context in CONTEXTS), GLOBAL]
    assert names[9:13] == ["vote", "mean", GOOD, NAIVE]
    assert names[-1] == "noise ceiling"
    assert found.row("noise ceiling").accuracy.value > max(row.accuracy.value for row in found.rows[:-1])
    assert found.best == max(found.rows[:8], key=lambda row: row.accuracy.value).name
    own = found.row("cs-ocean")
    assert own.own.n_references == 20
    assert own.gain.value == pytest.approx(own.own.value - _backbone_on(built, "ocean"))
    expected = found.row(GOOD).accuracy.value - found.row(GLOBAL).accuracy.value
    assert found.differences[GLOBAL].value == pytest.approx(expected)


def _backbone_on(workspace, context):
    return evaluate_models(workspace, "validation", models=[BACKBONE], context=context).rows[0].estimate.value


def test_the_test_split_needs_a_reason(built):
    with pytest.raises(InputError, match="The test split of 'Demo landscapes' is closed"):
        demo_results(built, "test")


def test_purity_against_a_loop(built):
    rows = np.arange(120)
    vectors = built.embedding(BACKBONE).take(rows).astype(np.float64)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    contexts = built.images["context"].to_numpy(dtype=object)[:120]
    shares = []
    for row in rows:
        nearest = [other for other in np.argsort(-(vectors @ vectors[row]), kind="stable") if other != row][:10]
        shares.append(np.mean(contexts[nearest] == contexts[row]))

    class Part:
        images = built.images.iloc[:120]

        def embedding(self, model):
            return built.embedding(model)

    assert context_purity(Part(), BACKBONE) == pytest.approx(np.mean(shares), abs=1e-3)


def test_two_builds_at_once_are_refused(tmp_path):
    with (
        filelock.FileLock(tmp_path / ".world.build.lock"),
        pytest.raises(ConflictError, match="Another process is building a demo in"),
    ):
        build_demo(tmp_path / "world", BUILD)


def test_results_need_a_demo(toy_workspace):
    with pytest.raises(NotFoundError):
        demo_results(toy_workspace(), "validation")
