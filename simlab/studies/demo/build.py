"""Building the demo: a world, then the study on it by the very commands that a user runs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import filelock

from simlab.errors import ConflictError
from simlab.jobs.steps import Step, run_steps
from simlab.landscapes import CONTEXTS
from simlab.progress import SILENT, Progress
from simlab.studies.demo.designs import create_demo_designs
from simlab.studies.demo.sizes import DemoSize
from simlab.studies.demo.world import create_world
from simlab.workspace import Manifest, Workspace

BACKBONE, GLOBAL, HASH, HISTOGRAM = "backbone", "global", "perceptual-hash", "colour-histogram"
BASELINES = {HASH: "hash:perceptual", HISTOGRAM: "histogram:hsv"}
# Name of a map → method and the model whose features it shows.
MAPS = {"umap-global": ("umap", GLOBAL), "pca-backbone": ("pca", BACKBONE), "tsne-backbone": ("tsne", BACKBONE)}
GOOD_MAP, NAIVE_MAP = "umap-global", "pca-backbone"
# Chosen on validation answers of the world with seed 0; see docs/demo.md.
PRETRAINING: Mapping[str, Any] = {
    "backbone": "test_byobnet",
    "size": 64,
    "dimensions": 64,
    "batch": 256,
    "learning_rate": 2e-3,
    "temperature": 0.1,
    "crop_scale": [0.5, 1.0],
    "brightness": 0.3,
    "contrast": 0.3,
    "saturation": 0.3,
    "hue": 0.06,
}
FINE_TUNING: Mapping[str, Any] = {
    "backbone": "test_byobnet",
    "size": 64,
    "dimensions": 64,
    "batch": 96,
    "learning_rate": 3e-3,
    "flip": 0.0,
    "crop_scale": [0.85, 1.0],
    "ranking_weight": 0.0,
    "triplet_weight": 0.0,
    "stochastic_weight": 1.0,
}
_STORE = ("--store", "fp16")
_STEPS_FOLDER = "cache/demo-build"


@dataclass(frozen=True)
class DemoBuild:
    """What a build was asked for.

    Attributes:
        seed: of the world, of training and of maps.
        size: counts and epochs.
        jobs: processor threads to use.
    """

    seed: int
    size: DemoSize
    jobs: int


def build_demo(path: Path, build: DemoBuild, progress: Progress = SILENT) -> Workspace:
    """A demo world with models, maps and designs; where it was stopped before, it goes on.

    Args:
        path: the workspace; new, or begun by the same seed and size.
        build: what to build.
        progress: hears thousandths of the work, after the world itself.

    Raises:
        ConflictError: another process is building there.
        FingerprintError: another world is there.
        WorkspaceError: something else is there.
        SimLabError: a step failed.
        JobCancelled: the user asked to stop; call again to go on.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(path.with_name(f".{path.name}.build.lock"))
    try:
        with lock.acquire(timeout=0):
            workspace = create_world(path, build.seed, build.size, progress)
            steps = demo_steps(path, build)
            run_steps(steps, path / _STEPS_FOLDER, build.jobs, "building the demo", progress)
            workspace = Workspace(path)
            workspace.change_manifest(_in_order)
            create_demo_designs(workspace, GOOD_MAP, NAIVE_MAP, progress)
    except filelock.Timeout:
        raise ConflictError(
            f"Another process is building a demo in {path}. Wait for it, or use another --out."
        ) from None
    return workspace


def demo_steps(path: Path, build: DemoBuild) -> list[Step]:
    """The commands of the study, in an order that works; weights are seconds of one core at the paper's size."""
    ws = str(path)
    seed = ("--seed", str(build.seed))
    trained = tuple(f"cs-{context}" for context in CONTEXTS)
    pretrain = ("train", "contrastive", ws, "--name", BACKBONE, *_settings(PRETRAINING, build, pretraining=True))
    fine_tune = ("--from", BACKBONE, *_settings(FINE_TUNING, build), *_STORE)
    return [
        Step("paint", ("paint", ws, "--jobs", str(build.jobs)), 90, "painting", threads=build.jobs),
        Step(BACKBONE, (*pretrain, *_STORE), 540, "training", ("paint",), threads=build.jobs),
        *(
            Step(name, ("embed", ws, "--encoder", spec, "--name", name, *_STORE), 10, "embedding", ("paint",))
            for name, spec in BASELINES.items()
        ),
        Step(GLOBAL, ("train", "global", ws, *fine_tune), 560, "training", (BACKBONE,)),
        *(
            Step(name, ("train", "cs", ws, "--context", context, *fine_tune), 90, "training", (BACKBONE,))
            for name, context in zip(trained, CONTEXTS, strict=True)
        ),
        *(
            Step(
                name,
                ("map", "fit", ws, "--features", model, "--method", method, "--name", name, *seed),
                20,
                "fitting",
                (model,),
            )
            for name, (method, model) in MAPS.items()
        ),
    ]


def _settings(recipe: Mapping[str, Any], build: DemoBuild, *, pretraining: bool = False) -> list[str]:
    epochs = build.size.pretraining_epochs if pretraining else build.size.epochs
    settings = {**recipe, "epochs": epochs, "seed": build.seed}
    return [item for name, value in settings.items() for item in ("--set", f"{name}={json.dumps(value)}")]


def _in_order(manifest: Manifest) -> Manifest:
    """Models in the order of the contexts, whichever was trained first: ties between them go by it."""
    names = [*(f"cs-{context}" for context in CONTEXTS), GLOBAL, BACKBONE, HISTOGRAM, HASH]
    return replace(manifest, models=tuple(sorted(manifest.models, key=lambda entry: names.index(entry.name))))
