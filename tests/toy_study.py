"""A planted world: two countries on the map, and models that are good in one of them.

References live in the west or in the east, far apart in the feature space `look`. A model's skill in a country is
the probability that its vectors put the candidate closer that people chose.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from simlab.workspace import Manifest, ModelEntry, Workspace, WorkspaceContent, create_workspace

CONTEXTS = ("west", "east")
SKILLS = {"west-model": (0.95, 0.55), "east-model": (0.55, 0.95), "third-model": (0.75, 0.75)}
BASELINES = {"plain": (0.65, 0.65)}
DIMENSIONS = 6


def make(
    path: Path,
    *,
    references: Mapping[str, int] | None = None,
    per_reference: int = 6,
    skills: Mapping[str, tuple[float, float]] = SKILLS,
    baselines: Mapping[str, tuple[float, float]] = BASELINES,
    ties: float = 0.1,
    renditions: bool = False,
    files: bool = False,
    seed: int = 0,
) -> Workspace:
    """A new workspace.

    Args:
        path: its folder.
        references: how many of each split; half lie in the west (even ones), half in the east.
        per_reference: triples of each reference.
        skills: of the CS-models, (west, east); one of them belongs to each context, in order.
        baselines: of the baselines.
        ties: share of human ties.
        renditions: every image (but the candidates of reference 0) has a `night` picture beside its `day` one.
        files: every image has a small PNG.
        seed: of everything.
    """
    rng = np.random.default_rng(seed)
    counts = references or {"validation": 40, "test": 16, "train": 12}
    triples = _triples(rng, counts, per_reference, ties)
    n_references = sum(counts.values())
    n_days = n_references + 2 * len(triples)
    images = pd.DataFrame({"id": [f"pool/{i}" for i in range(n_days)], "pool": "pool"})
    images["context"] = [CONTEXTS[i % 2] if i < n_references else None for i in range(n_days)]
    if renditions:
        images["object"], images["rendition"] = images["id"], "day"
        night = images.drop(index=triples[triples["reference"] == 0]["a"]).assign(rendition="night")
        images = pd.concat([images, night.assign(id=night["id"] + "-night")], ignore_index=True)
    pictures = _pictures(path.parent / f"{path.name}-pictures", len(images)) if files else [None] * len(images)
    manifest = Manifest(path.name, provenance="made for tests", synthetic=True, contexts=CONTEXTS)
    workspace = create_workspace(path, WorkspaceContent(manifest, images, triples, pictures, "toy study"))
    day = {name: row for row, name in enumerate(images["id"][:n_days])}
    source = np.array([day[name.removesuffix("-night")] for name in images["id"]])
    _write_models(workspace, triples, source, n_days, skills, baselines, rng)
    return workspace


def _triples(rng: np.random.Generator, counts: Mapping[str, int], per_reference: int, ties: float) -> pd.DataFrame:
    splits = [split for split, count in counts.items() for _ in range(count)]
    reference = np.repeat(np.arange(len(splits)), per_reference)
    n = len(reference)
    choice = np.where(rng.random(n) < ties, "tie", np.where(rng.random(n) < 0.5, "A", "B"))
    split = np.array(splits)[reference]
    place = np.arange(n) % per_reference
    return pd.DataFrame(
        {
            "id": [f"t{i}" for i in range(n)],
            "split": split,
            "cluster": np.where(split == "train", np.array(CONTEXTS)[reference % 2], None),
            "row": np.arange(n),
            "held_out": (split == "train") & (place >= per_reference - per_reference // 3),
            "reference": reference,
            "a": len(splits) + 2 * np.arange(n),
            "b": len(splits) + 2 * np.arange(n) + 1,
            "choice": choice,
            "votes_a": np.select([choice == "A", choice == "B"], [3, 1], 2),
            "votes_b": np.select([choice == "A", choice == "B"], [1, 3], 2),
            "listed_first": np.where(choice == "B", "B", "A"),
            "source": "toy study",
        }
    )


def _write_models(
    workspace: Workspace,
    triples: pd.DataFrame,
    source: np.ndarray,
    n_days: int,
    skills: Mapping[str, tuple[float, float]],
    baselines: Mapping[str, tuple[float, float]],
    rng: np.random.Generator,
) -> None:
    rows = np.arange(len(source), dtype=np.int32)
    for number, (name, skill) in enumerate((*skills.items(), *baselines.items())):
        vectors = _vectors(triples, n_days, skill, rng)
        entry = ModelEntry(name, "baseline") if name in baselines else ModelEntry(name, "cs", CONTEXTS[number % 2])
        workspace.write_embedding(entry, vectors[source], rows)
    look = rng.normal(size=(n_days, 3)) + np.array([10.0, 0.0, 30.0])
    look[: triples["reference"].max() + 1 : 2, 0] -= 20
    workspace.write_embedding(ModelEntry("look", "features"), look[source], rows, distance="euclidean")


def _vectors(triples: pd.DataFrame, n_days: int, skill: tuple[float, float], rng: np.random.Generator) -> np.ndarray:
    """Candidates lie near or far of their reference's direction, as the skill of its country decides."""
    vectors = rng.normal(size=(n_days, DIMENSIONS))
    reference = triples["reference"].to_numpy()
    right = rng.random(len(triples)) < np.array(skill)[reference % 2]
    a_closer = np.where(triples["choice"] == "tie", rng.random(len(triples)) < 0.5, (triples["choice"] == "A") == right)
    for column, near in (("a", a_closer), ("b", ~a_closer)):
        away = rng.normal(size=(len(triples), DIMENSIONS)) * np.where(near, 0.3, 0.9)[:, None]
        vectors[triples[column]] = vectors[reference] + away
    return vectors.astype(np.float32)


def _pictures(folder: Path, count: int) -> list[Path]:
    folder.mkdir()
    paths = [folder / f"{number}.png" for number in range(count)]
    for number, path in enumerate(paths):
        Image.new("RGB", (8, 6), (number % 256, number // 256 % 256, 90)).save(path)
    return paths
