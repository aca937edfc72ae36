"""Hierarchical proxies on CIFAR-100's classes, by the commands a user runs, and their table in docs.

    SIMLAB_REAL_DATA=… python -m benchmarks.cifar_proxies [--home DIR] [--seeds 3] [--minutes 4]

Fifty classes are seen in training, fifty others asked about: each picture of theirs asks the others for its class. What
the hierarchy is set to is chosen first, on seen classes alone: ten of the fifty are kept out of training and measured
on. Then every row is trained on all fifty, once per seed, and the test split is opened once for all of them. Every step
is skipped when its result is there, and training goes on where it was stopped, so the command may be run again.
"""

import argparse
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.over_seeds import over_seeds
from benchmarks.study_commands import PROJECT, StudyCommands
from docs.tables import markdown_table, write_table

TABLE = PROJECT / "docs" / "hierarchical-proxies.md"
COMMAND = "python -m benchmarks.cifar_proxies"
REASON = "the table of hierarchical proxies"
SHOWN = {"recall_at_1": "Recall@1", "map_at_r": "MAP@R", "r_precision": "R-precision"}
CHOSEN_BY = "map_at_r"

NETWORK = {"size": 48, "dimensions": 64, "batch": 120, "crop_scale": [0.5, 1.0], "learning_rate": 5e-3}
EPOCHS, EPOCHS_TO_CHOOSE, EPOCHS_OF_TWO_VIEWS = 22, 12, 12
LOSSES: dict[str, dict[str, Any]] = {"anchor": {"loss": "anchor"}, "nca": {"loss": "nca"}}
NAMES = {"anchor": "Proxy-Anchor", "nca": "Proxy-NCA"}
TRIED: dict[str, list[dict[str, Any]]] = {
    "folders": [{"weights": [weight]} for weight in (0.1, 0.3, 1.0)],
    "clusters": [
        {"weights": [weight], "clusters": [k], "refresh": steps}
        for weight, k, steps in ((0.1, 10, 50), (0.3, 10, 50), (1.0, 10, 50), (0.3, 20, 50), (0.3, 10, 200))
    ],
}
CONTRASTIVE = {"size": 48, "batch": 250, "epochs": EPOCHS_OF_TWO_VIEWS, "temperature": 0.2, "projection": 64}


class Study(StudyCommands):
    """The workspace and the commands on it."""

    def __init__(self, home: Path, minutes: float) -> None:
        super().__init__(home, "cifar")
        self.stopped: list[str] = []
        self._minutes = minutes

    def make(self, source: Path) -> None:
        """Import, and embed the colour histogram."""
        if not self.path.exists():
            folders = [str(source / name) for name in ("train", "test")]
            self.simlab("import", "folders", *folders, "--test", "test", "--out", str(self.path))
        self.simlab("embed", str(self.path), "--encoder", "histogram:hsv", "--name", "histogram")

    def train(self, kind: str, name: str, settings: Mapping[str, Any], *more: str) -> dict[str, Any]:
        """What came of one training run; a run that the time ended is remembered as stopped."""
        limited = {**settings, "max_minutes": self._minutes}
        listed = [item for key, value in limited.items() for item in ("--set", f"{key}={json.dumps(value)}")]
        found = self.simlab("train", kind, str(self.path), "--name", name, *listed, *more, "--json")
        result: dict[str, Any] = json.loads(found)["models"][0]
        if result["epochs"] < settings["epochs"]:
            self.stopped.append(name)
        return result

    def recall(self, models: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Test figures of these models."""
        listed = ["--models", ",".join(models), "--split", "test", "--reveal", REASON, "--json"]
        return {row["model"]: row for row in json.loads(self.simlab("recall", str(self.path), *listed))["models"]}


def choose(study: Study) -> tuple[dict[str, dict[str, Any]], str]:
    """The settings of each hierarchy that do best among seen classes that were kept out, and a table of all tried."""
    chosen: dict[str, dict[str, Any]] = {}
    lines = []
    for loss, base in LOSSES.items():
        for hierarchy in ("none", *TRIED):
            found = []
            for settings in TRIED.get(hierarchy, [{}]):
                told = ", ".join(f"{key} {value}" for key, value in settings.items())
                run = "-".join(["choose", loss, hierarchy, *_words(settings)])
                everything = {**NETWORK, "epochs": EPOCHS_TO_CHOOSE, **base, "hierarchy": hierarchy, **settings}
                figures = study.train("proxy", run, everything, "--no-register")["figures"]
                found.append((figures[CHOSEN_BY], settings))
                shown = [_percent(figures[name]) for name in ("recall_at_1", "map_at_r")]
                lines.append([NAMES[loss], hierarchy, told, *shown])
            chosen[f"{loss}-{hierarchy}"] = max(found, key=lambda one: one[0])[1]
    return chosen, markdown_table(["loss", "hierarchy", "settings", "Recall@1", "MAP@R"], lines)


def trained(study: Study, chosen: Mapping[str, Mapping[str, Any]], seeds: int) -> dict[str, list[str]]:
    """The models of each row, one per seed."""
    rows: dict[str, list[str]] = {"HSV histogram": ["histogram"]}
    for seed in range(seeds):
        name = f"nt-xent-{seed}"
        study.train("contrastive", name, {**CONTRASTIVE, "seed": seed})
        rows.setdefault("NT-Xent, without labels", []).append(name)
    for row, settings in chosen.items():
        loss, hierarchy = row.split("-")
        full = {**NETWORK, "epochs": EPOCHS, **LOSSES[loss], "hierarchy": hierarchy, **settings}
        for seed in range(seeds):
            study.train("proxy", f"{row}-{seed}", {**full, "validation_classes": 0.0, "seed": seed})
            rows.setdefault(_title(loss, hierarchy), []).append(f"{row}-{seed}")
    return rows


def table(study: Study, rows: Mapping[str, Sequence[str]]) -> str:
    """Test figures as Markdown: means over seeds with 95 % intervals, and differences to the same loss alone."""
    found = study.recall([model for models in rows.values() for model in models])
    lines = []
    for row, models in rows.items():
        cells = [over_seeds([found[model][name]["value"] for model in models]) for name in SHOWN]
        base = row.split(",")[0]
        if base != row and base in rows:
            pairs = zip(models, rows[base], strict=True)
            differences = [found[m][CHOSEN_BY]["value"] - found[b][CHOSEN_BY]["value"] for m, b in pairs]
            cells.append(over_seeds(differences, signed=True))
        lines.append([row, *cells, *[""] * (1 + len(SHOWN) - len(cells))])
    seeds = max(len(models) for models in rows.values())
    note = f"Per cent, on unseen classes; means over {seeds} seeds with 95 % intervals (Student's t) over seeds.\n"
    return markdown_table(["", *SHOWN.values(), "MAP@R against the loss alone, points"], lines) + "\n" + note


def _title(loss: str, hierarchy: str) -> str:
    more = {"none": "", "folders": ", HPL by given superclasses", "clusters": ", HPL by online clustering"}
    return NAMES[loss] + more[hierarchy]


def _words(settings: Mapping[str, Any]) -> Iterable[str]:
    for key, value in settings.items():
        yield f"{key[0]}{value[0] if isinstance(value, list) else value}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, default=PROJECT / "scratch" / "cifar", help="where the workspace is made")
    parser.add_argument("--seeds", type=int, default=3, help="runs of each row")
    parser.add_argument("--minutes", type=float, default=4.0, help="of training a model, at most")
    arguments = parser.parse_args()
    study = Study(arguments.home.resolve(), arguments.minutes)
    study.make(Path(os.environ["SIMLAB_REAL_DATA"]) / "cifar100")
    chosen, tried = choose(study)
    made = table(study, trained(study, chosen, arguments.seeds))
    made += f"\nTried on seen classes, ten of them kept out of training ({EPOCHS_TO_CHOOSE} epochs):\n\n{tried}"
    if study.stopped:
        made += f"\nStopped after {arguments.minutes:g} minutes, before their last epoch: {', '.join(study.stopped)}.\n"
    print(made)
    if not TABLE.is_file():
        TABLE.write_text(f"<!-- made by {COMMAND} -->\n<!-- end -->\n", encoding="utf-8")
    write_table(TABLE, COMMAND, made)


if __name__ == "__main__":
    main()
