"""The study on the material-appearance data, by the commands a user runs, and its table in docs/material.md.

    SIMLAB_REAL_DATA=… python -m benchmarks.material_study [--home DIR] [--minutes 15]

Two workspaces are made: one with all 100 objects, and one in which 20 objects are kept out of training and validation
entirely. Everything is chosen on validation; the test split is opened once at the end, by `--reveal`. Every step is
skipped when its result is there, and training goes on where it was stopped, so the command may be run again.
"""

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import scipy.spatial

from benchmarks.study_commands import PROJECT, StudyCommands
from docs.tables import accuracy_cell, write_table

TABLE = PROJECT / "docs" / "material.md"
CONTEXTS = 4
HELD_OUT_OBJECTS = 20
REASON = "the table of the material study"
_LOSS_AND_JITTER = {"stochastic_weight": 1.0, "brightness": 0.15, "contrast": 0.15, "saturation": 0.15}
SETTINGS: dict[str, dict[str, Any]] = {  # chosen on validation, see docs/material.md
    "global": {"size": 96, "epochs": 30, **_LOSS_AND_JITTER},
    "cs": {"size": 64, "batch": 512, "epochs": 30, **_LOSS_AND_JITTER},
    "ordinal": {},
}
PART_A, PART_B, PART_C = "seen objects, seen light", "seen objects, unseen light", "20 unseen objects"


class Study(StudyCommands):
    """One workspace and the commands on it."""

    def make(self, source: Path, held_out: int, minutes: float) -> None:
        """Import, embed the baselines, train, map and draw."""
        if not self.path.exists():
            more = ["--held-out-objects", str(held_out)] if held_out else []
            self.simlab("import", "material", str(source), "--out", str(self.path), *more)
        self.simlab("embed", self.name, "--encoder", "histogram:hsv", "--name", "histogram")
        self.simlab("embed", self.name, "--encoder", "hash:perceptual", "--name", "hash")
        manifest = json.loads((self.path / "workspace.json").read_text(encoding="utf-8"))
        if not manifest["contexts"]:
            # Before contexts are made: they hold rows out, and a run is not continued on other data than it began with.
            self.simlab("train", "ordinal", self.name, *_settings("ordinal", minutes))
            self.simlab("train", "global", self.name, *_settings("global", minutes))
            self.simlab("contexts", self.name, "--features", "global", "--k", str(CONTEXTS), "--held-out", "0.1")
        self.simlab("train", "cs", self.name, "--each-context", *_settings("cs", minutes))
        if not (self.path / "maps" / "pca-global").exists():
            self.simlab("map", "fit", self.name, "--features", "global", "--method", "pca")
        draw_design(self.path)

    def accuracy(self, split: str, rendition: str | None) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every row of the table: single models, then ways to combine the CS-models."""
        common = ["--split", split, "--json"]
        common += ["--rendition", rendition] if rendition else []
        common += ["--reveal", REASON] if split == "test" else []
        for row in json.loads(self.simlab("evaluate", self.name, *common))["models"]:
            yield row["model"], row
        for strategy in ("best", "vote", "mean", "design"):
            more = ["--design", "contexts"] if strategy == "design" else []
            yield strategy, json.loads(self.simlab("ensemble", self.name, "--strategy", strategy, *more, *common))


def draw_design(path: Path) -> None:
    """The design `contexts`: the convex hull of each context's references, and there the best model on validation."""
    from simlab.ensembles import BEST, Design, Region, uniform_mean_of
    from simlab.figures.colours import region_colour
    from simlab.maps import load_map
    from simlab.studies.designs.named import create_design
    from simlab.studies.split_questions import ensemble_members
    from simlab.workspace import Workspace

    workspace = Workspace.open(path)
    if "contexts" in workspace.store.design_names():
        return
    reference_map = load_map(workspace, "pca-global")
    references = np.unique(workspace.split("validation")["reference"])
    contexts = workspace.images["context"].to_numpy(dtype=object)[references]
    regions = []
    for number, context in enumerate(workspace.manifest.contexts):
        places = reference_map.coordinates(references[contexts == context])
        hull = places[scipy.spatial.ConvexHull(places).vertices]
        points = tuple((float(x), float(y)) for x, y in hull)
        regions.append(Region(context, points, BEST, region_colour(number)))
    fallback = uniform_mean_of(ensemble_members(workspace))
    design = Design(reference_map.id, reference_map.fingerprint, fallback, tuple(regions))
    create_design(workspace, "contexts", reference_map, design)


def table(studies: dict[str, Study]) -> str:
    """The table of test figures as Markdown; validation figures beside it, so that the choice can be seen."""
    parts = {
        PART_A: dict(studies["all"].accuracy("test", None)),
        PART_B: dict(studies["all"].accuracy("test", "stpeters")),
        PART_C: dict(studies["unseen"].accuracy("test", None)),
    }
    validation = dict(studies["all"].accuracy("validation", None))
    head = ["", "validation, ours"]
    head += [f"{part}, {count}" for part in parts for count in ("paper's count", "ours")]
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    for name, row in validation.items():
        cells = [_name(name, row), _ours(row.get("cross_fitted") or row)]
        for rows in parts.values():
            cells += [_paper(rows.get(name)), _ours(rows.get(name))]
        lines.append(f"| {' | '.join(cells)} |")
    triples = [f"{part}: {next(iter(rows.values()))['n_triples']:,} triples" for part, rows in parts.items()]
    return "\n".join([*lines, "", f"Scored by our count, human ties left out: {'; '.join(triples)}.", ""])


def _settings(kind: str, minutes: float) -> list[str]:
    settings = dict(SETTINGS[kind])
    if kind != "ordinal":
        settings["max_minutes"] = minutes
    return [item for name, value in settings.items() for item in ("--set", f"{name}={json.dumps(value)}")]


def _name(name: str, row: dict[str, Any]) -> str:
    return f"{row['kind']}: {name}" if "kind" in row else f"ensemble: {name}"


def _paper(row: dict[str, Any] | None) -> str:
    return f"{row['listed_first_accuracy']:.4f}" if row and row["listed_first_accuracy"] is not None else "–"


def _ours(row: dict[str, Any] | None) -> str:
    return accuracy_cell(row) or "–"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, default=PROJECT / "scratch" / "material", help="where workspaces are made")
    parser.add_argument("--minutes", type=float, default=15.0, help="of training a model, at most")
    arguments = parser.parse_args()
    source = Path(os.environ["SIMLAB_REAL_DATA"]) / "material"
    studies = {"all": Study(arguments.home.resolve(), "material")}
    studies["unseen"] = Study(arguments.home.resolve(), "material-unseen")
    studies["all"].make(source, 0, arguments.minutes)
    studies["unseen"].make(source, HELD_OUT_OBJECTS, arguments.minutes)
    made = table(studies)
    print(made)
    write_table(TABLE, "python -m benchmarks.material_study", made)


if __name__ == "__main__":
    main()
