"""A demo world without training: every CS-model sees what counts in its own context, and noise in the others."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from simlab.landscapes import CONTEXTS, landscape_from_generator
from simlab.landscapes.annotator import CRITERIA, Attributes
from simlab.landscapes.landscape import ATTRIBUTES
from simlab.maps import fit_map
from simlab.studies.demo.build import GOOD_MAP, NAIVE_MAP
from simlab.studies.demo.designs import create_demo_designs
from simlab.studies.demo.sizes import DemoSize
from simlab.studies.demo.world import create_world
from simlab.workspace import ModelEntry, Workspace
from simlab.workspace.shipping import ship

TINY = DemoSize(
    name="small",
    images={"train": 48, "validation": 160, "test": 48},
    references={"train": 16, "validation": 96, "test": 16},
    triples={"train": 48, "validation": 1_152, "test": 48},
    pretraining_epochs=1,
    epochs=1,
)


def make(path: Path, size: DemoSize = TINY, seed: int = 0) -> Workspace:
    """A demo world with models, two maps and both designs, named as those of the real demo."""
    workspace = create_world(path, seed, size)
    landscapes = [landscape_from_generator(str(text)) for text in workspace.images["generator"]]
    attributes = Attributes.of(landscapes)
    rng = np.random.default_rng(seed)
    rows = np.arange(len(landscapes))
    home = np.array([CONTEXTS.index(landscape.context) for landscape in landscapes])
    for number, context in enumerate(CONTEXTS):
        seen = attributes.values * _weights(CRITERIA[context]) * 8
        blur = rng.normal(size=seen.shape) * np.where(home == number, 0.1, 0.7)[:, None]
        entry = ModelEntry(f"cs-{context}", "cs", context)
        workspace.write_embedding(entry, seen + blur + 0.3, rows, distance="euclidean")
    everything = attributes.values + rng.normal(size=attributes.values.shape) * 0.4
    workspace.write_embedding(ModelEntry("global", "global"), everything, rows, distance="euclidean")
    angle = 2 * np.pi * home / len(CONTEXTS)
    place = np.stack([3 * np.cos(angle), 3 * np.sin(angle)], axis=1) + rng.normal(size=(len(rows), 2)) * 0.5
    workspace.write_embedding(ModelEntry("backbone", "baseline"), place, rows, distance="euclidean")
    fit_map(workspace, "backbone", "pca", name=GOOD_MAP)
    fit_map(workspace, "global", "pca", name=NAIVE_MAP)
    create_demo_designs(workspace, GOOD_MAP, NAIVE_MAP)
    return workspace


def make_shipped(folder: Path, size: DemoSize = TINY) -> Path:
    """The same as a shipped workspace `demo` in this folder of shipped ones; its path."""
    built = make(folder.parent / "built" / "demo", size)
    ship(built, folder / "demo")
    built.store.close()
    return folder / "demo"


def _weights(criteria: Mapping[str, float]) -> np.ndarray:
    return np.array([criteria.get(name, 0.0) for name in ATTRIBUTES])
