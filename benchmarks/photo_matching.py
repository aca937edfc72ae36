"""Matching degraded photographs with their originals, by the commands a user runs; its table in docs/matching.md.

    SIMLAB_REAL_DATA=… python -m benchmarks.photo_matching [--home DIR] [--minutes 15] [--weights SPEC@FILE …]

230 degraded photographs are asked for among 230 targets; 500 others, without pairs, are what models learn from.
Settings were compared on those 500 only, by how well changed views of held-out ones find them; that was after a trial
of 25 epochs had been measured on the pairs (docs/matching.md). Every step is skipped when its result is there, and
training goes on where it was stopped, so the command may be run again.
"""

import argparse
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.study_commands import PROJECT, StudyCommands
from docs.tables import END, accuracy_cell, difference_cell, markdown_table, write_table

TABLE = PROJECT / "docs" / "matching.md"
COMMAND = "python -m benchmarks.photo_matching"
SHOWN = (1, 5, 10, 15)
HASHES = ("perceptual", "average", "difference", "wavelet")
# Views as photographs age: cut, turned a little, faded, without colour, blurred, noisy.
_AGED = {
    "crop_scale": [0.4, 1.0],
    "rotation": 5,
    "brightness": 0.4,
    "contrast": 0.5,
    "saturation": 0.6,
    "hue": 0.05,
    "grayscale": 0.2,
    "blur": 0.015,
    "noise": 0.08,
}
_SCRATCH = {**_AGED, "batch": 40, "temperature": 0.1, "learning_rate": 2e-3, "held_out": 0.1}
SCRATCH: dict[str, dict[str, Any]] = {
    "scratch-a": {**_SCRATCH, "backbone": "resnet10t", "size": 64, "epochs": 120},
    "scratch-b": {**_SCRATCH, "backbone": "test_resnet", "size": 96, "epochs": 160},
}
TOGETHER = "+".join(SCRATCH)
_HEAD = {
    **_AGED,
    "tuning": "head",
    "head": "mlp",
    "dimensions": 256,
    "projection": None,
    "views": 16,
    "batch": 120,
    "temperature": 0.1,
    "epochs": 100,
    "held_out": 0.1,
}


class Study(StudyCommands):
    """The workspace and the commands on it."""

    def __init__(self, home: Path, minutes: float) -> None:
        super().__init__(home, "photos")
        self._minutes = minutes

    def embed(self, encoder: str, name: str) -> None:
        """Vectors of an encoder that learned nothing here."""
        self.simlab("embed", str(self.path), "--encoder", encoder, "--name", name)

    def train(self, name: str, settings: dict[str, Any]) -> None:
        """A contrastive model."""
        listed = {**settings, "max_minutes": self._minutes}
        chosen = [item for key, value in listed.items() for item in ("--set", f"{key}={json.dumps(value)}")]
        self.simlab("train", "contrastive", str(self.path), "--name", name, *chosen)

    def matching(self, rows: Sequence[str], compared_with: str) -> dict[str, dict[str, Any]]:
        """What `simlab matching` says of each row."""
        said = self.simlab(
            "matching", str(self.path), "--rows", ",".join(rows), "--compare-to", compared_with, "--json"
        )
        return {row["row"]: row for row in json.loads(said)["rows"]}


def make(study: Study, photos: Path, weights: Sequence[str]) -> list[str]:
    """Everything that the table needs; the names of its rows."""
    if not study.path.exists():
        folders = [str(photos / "source"), str(photos / "target"), "--unlabelled", str(photos / "train")]
        study.simlab("import", "pairs", *folders, "--out", str(study.path))
    for name in HASHES:
        study.embed(f"hash:{name}", f"hash-{name}")
    study.embed("histogram:hsv", "histogram")
    first = SCRATCH["scratch-a"]
    study.embed(f"scratch:{first['backbone']}?size={first['size']}&seed=0", "untrained")
    for name, settings in SCRATCH.items():
        study.train(name, settings)
    frozen = {name: f"checkpoint:{name}" for name in SCRATCH}
    study.train("head-a", {**_HEAD, "backbone": frozen["scratch-a"]})
    study.train("head-a-b", {**_HEAD, "backbone": "+".join(frozen.values())})
    rows = [f"hash-{name}" for name in HASHES] + ["histogram", "untrained", *SCRATCH, "head-a", TOGETHER, "head-a-b"]
    for number, spec in enumerate(weights, 1):
        study.embed(spec, f"pretrained-{number}")
        study.train(f"pretrained-{number}-head", {**_HEAD, "backbone": spec})
        rows += [f"pretrained-{number}", f"pretrained-{number}-head"]
    if len(weights) > 1:
        study.train("pretrained-head", {**_HEAD, "backbone": "+".join(weights)})
        rows += ["+".join(f"pretrained-{number}" for number in range(1, len(weights) + 1)), "pretrained-head"]
    return rows


def table(study: Study, rows: Sequence[str], weights: Sequence[str]) -> str:
    """Top-N accuracy of every row, and paired differences against the best hash and against the concatenation."""
    against = study.matching(rows, TOGETHER)
    best_hash = max((f"hash-{name}" for name in HASHES), key=lambda row: _top(against[row], 1)["accuracy"])
    beside = study.matching(rows, best_hash)
    head = ["", *(f"top-{n}" for n in SHOWN), f"top-1 against {best_hash}", f"top-1 against {TOGETHER}"]
    lines = list(_lines(rows, beside, against, dict(enumerate(weights, 1))))
    queries = _top(against[TOGETHER], 1)["n_queries"]
    note = f"{queries} pairs, a gallery of {queries}; differences in points, paired by query.\n"
    return f"{markdown_table(head, lines)}\n{note}"


def _lines(
    rows: Sequence[str],
    beside: dict[str, dict[str, Any]],
    against: dict[str, dict[str, Any]],
    weights: dict[int, str],
) -> Iterator[list[str]]:
    named = {f"pretrained-{number}": Path(spec.partition("@")[0]).name for number, spec in weights.items()}
    for row in rows:
        cells = [accuracy_cell(_top(beside[row], n)) for n in SHOWN]
        yield [_named(row, named), *cells, *(_difference(part[row]) for part in (beside, against))]


def _named(row: str, named: dict[str, str]) -> str:
    """The row, with the networks that stand behind the numbers of pretrained ones."""
    parts = [f"{part} ({named[part]})" if part in named else part for part in row.split("+")]
    return " + ".join(parts)


def _top(row: dict[str, Any], n: int) -> dict[str, Any]:
    found: dict[str, Any] = next(point for point in row["top"] if point["n"] == n)
    return found


def _difference(row: dict[str, Any]) -> str:
    differences = row.get("differences")
    return difference_cell(next(point for point in differences if point["n"] == 1)) if differences else "–"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, default=PROJECT / "scratch" / "photos", help="where the workspace is made")
    parser.add_argument("--minutes", type=float, default=15.0, help="of training a model, at most")
    parser.add_argument(
        "--weights", action="append", default=[], metavar="SPEC@FILE", help="a network with its file; may be repeated"
    )
    arguments = parser.parse_args()
    study = Study(arguments.home.resolve(), arguments.minutes)
    photos = Path(os.environ["SIMLAB_REAL_DATA"]).resolve() / "photos"
    made = table(study, make(study, photos, arguments.weights), arguments.weights)
    print(made)
    if not TABLE.exists():
        TABLE.write_text(f"<!-- made by {COMMAND} -->\n{END}\n", encoding="utf-8")
    write_table(TABLE, COMMAND, made)


if __name__ == "__main__":
    main()
