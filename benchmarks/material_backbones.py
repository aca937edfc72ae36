"""Whether a backbone from contrastive or proxy training helps CS-models on the material data: docs/material.md.

    SIMLAB_REAL_DATA=… python -m benchmarks.material_backbones [--home DIR] [--smoke]

Three starts for the same network and recipe: random weights; a backbone trained without labels on 500 photographs
(NT-Xent); one trained on 50 classes of CIFAR-100 (Proxy-Anchor). From each, three seeds of one CS-model for each of
four context clusters and of a global model, measured on validation only: the test split stays closed. The clusters are
made once, on a global model that takes no part. Every run goes on where it was stopped: the command may be run again.
"""

import argparse
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.over_seeds import over_seeds
from benchmarks.study_commands import PROJECT, run_simlab
from docs.tables import markdown_table, write_table

TABLE = PROJECT / "docs" / "material.md"
COMMAND = "python -m benchmarks.material_backbones"
SEEDS, CONTEXTS = (0, 1, 2), 4
NETWORK = {"backbone": "test_resnet", "size": 64}
ANSWERS = {**NETWORK, "stochastic_weight": 1.0, "brightness": 0.15, "contrast": 0.15, "saturation": 0.15}
CS: dict[str, Any] = {**ANSWERS, "batch": 512, "epochs": 30}
GLOBAL: dict[str, Any] = {**ANSWERS, "epochs": 30}
CONTRASTIVE: dict[str, Any] = {**NETWORK, "epochs": 60, "batch": 125}
PROXY: dict[str, Any] = {**NETWORK, "epochs": 12, "hierarchy": "folders"}
STARTS = {"random": "random weights", "contrastive": "contrastive, photographs", "proxy": "proxies, CIFAR-100"}
CURVE_AT = (1, 5, 10, 20, 30)
Curves = dict[str, np.ndarray]
"""By figure: [seeds, models, epochs]; models are contexts, or the global one."""


class Bench:
    """The three workspaces and the commands on them."""

    def __init__(self, home: Path, source: Path, smoke: bool) -> None:
        self.home, self.source, self.smoke = home, source, smoke
        self.seeds = SEEDS[:1] if smoke else SEEDS

    def path(self, name: str) -> Path:
        """The folder of a workspace."""
        return self.home / "workspaces" / name

    def simlab(self, *arguments: object) -> str:
        """What a command prints; its progress goes to the terminal."""
        return run_simlab(self.home, *map(str, arguments))

    def import_data(self) -> None:
        """Questions, photographs and classes, as far as they are not there; then the context clusters."""
        imports = {
            "material": ["material", self.source / "material"],
            "photographs": [
                *("pairs", self.source / "photos" / "source", self.source / "photos" / "target"),
                *("--unlabelled", self.source / "photos" / "train"),
            ],
            "classes": ["folders", self.source / "cifar100" / "train"],
        }
        for name, arguments in imports.items():
            if not self.path(name).exists():
                self.simlab("import", *arguments, "--out", self.path(name))
        manifest = json.loads((self.path("material") / "workspace.json").read_text(encoding="utf-8"))
        if not manifest["contexts"]:
            self.simlab("train", "global", "material", "--name", "clusters", *self._settings(GLOBAL, 0))
            self.simlab("contexts", "material", "--features", "clusters", "--k", CONTEXTS, "--held-out", "0.1")

    def backbone(self, start: str, seed: int) -> list[str]:
        """What says where training starts; the backbone is trained first where it is none of random weights."""
        if start == "random":
            return []
        workspace, recipe = {"contrastive": ("photographs", CONTRASTIVE), "proxy": ("classes", PROXY)}[start]
        name = f"{start}-{seed}"
        self.simlab("train", start, workspace, "--name", name, "--no-register", *self._settings(recipe, seed))
        return ["--from", str(self.path(workspace) / "models" / name)]

    def curves(self, start: str) -> dict[str, Curves]:
        """Figures per epoch of the CS-models and of the global model."""
        found: dict[str, list[list[dict[str, list[float]]]]] = {"cs": [], "global": []}
        contexts = json.loads((self.path("material") / "workspace.json").read_text(encoding="utf-8"))["contexts"]
        for seed in self.seeds:
            origin = self.backbone(start, seed)
            runs = []
            for context in contexts:
                runs.append(f"{start}-{context}-{seed}")
                self._train("cs", runs[-1], CS, seed, [*origin, "--context", context])
            found["cs"].append([self._figures(run) for run in runs])
            self._train("global", f"{start}-global-{seed}", GLOBAL, seed, origin)
            found["global"].append([self._figures(f"{start}-global-{seed}")])
        return {
            kind: {name: np.array([[run[name] for run in runs] for runs in seeds]) for name in seeds[0][0]}
            for kind, seeds in found.items()
        }

    def _train(self, kind: str, name: str, recipe: Mapping[str, Any], seed: int, more: Sequence[str]) -> None:
        self.simlab("train", kind, "material", "--name", name, "--no-register", *self._settings(recipe, seed), *more)

    def _figures(self, run: str) -> dict[str, list[float]]:
        """Each figure of a run, epoch by epoch."""
        file = self.path("material") / "runs" / run / "history.jsonl"
        records = [json.loads(line)["figures"] for line in file.read_text(encoding="utf-8").splitlines()]
        return {name: [record[name] for record in records] for name in records[0]}

    def _settings(self, recipe: Mapping[str, Any], seed: int) -> list[str]:
        settings = {**recipe, "seed": seed, **({"epochs": 1} if self.smoke else {})}
        return [item for name, value in settings.items() for item in ("--set", f"{name}={json.dumps(value)}")]


def tables(found: Mapping[str, Mapping[str, Curves]]) -> str:
    """The best epoch's figures with differences to random weights, then the curves, as Markdown."""
    columns = (("cs", "local"), ("cs", "context"), ("cs", "validation"), ("global", "validation"))
    chosen_by = {"cs": "context", "global": "validation"}
    best = {
        start: [at_best(kinds[kind], chosen_by[kind])[figure] for kind, figure in columns]
        for start, kinds in found.items()
    }
    head = ["start", *(f"{'CS-models' if kind == 'cs' else 'global model'}, {figure}" for kind, figure in columns)]
    rows = [[STARTS[start], *(over_seeds(values) for values in cells)] for start, cells in best.items()]
    rows += [
        [f"{STARTS[start]} − {STARTS['random']}"]
        + [over_seeds(values - plain, signed=True) for values, plain in zip(cells, best["random"], strict=True)]
        for start, cells in best.items()
        if start != "random"
    ]
    epochs = [epoch for epoch in CURVE_AT if epoch <= found["random"]["cs"]["local"].shape[2]]
    curves = [
        [STARTS[start], figure, *(f"{100 * kinds['cs'][figure][..., epoch - 1].mean():.1f}" for epoch in epochs)]
        for start, kinds in found.items()
        for figure in ("local", "context", "validation")
    ]
    return "\n".join(
        [
            markdown_table(head, rows),
            f"Per cent and points; 95 % intervals (Student's t) over {len(SEEDS)} seeds.\n",
            "CS-models, mean over contexts and seeds, by epoch:\n",
            markdown_table(["start", "accuracy, %", *(f"epoch {epoch}" for epoch in epochs)], curves),
        ]
    )


def at_best(curves: Curves, chosen_by: str) -> dict[str, np.ndarray]:
    """By figure and seed, the mean over models, each in its epoch in which one of the figures is highest."""
    place = curves[chosen_by].argmax(axis=2)[..., None]
    return {name: np.take_along_axis(values, place, axis=2).mean(axis=(1, 2)) for name, values in curves.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--home", type=Path, default=PROJECT / "scratch" / "backbones", help="where workspaces are made"
    )
    parser.add_argument("--smoke", action="store_true", help="one epoch and one seed of everything; writes no table")
    arguments = parser.parse_args()
    if not arguments.smoke and f"<!-- made by {COMMAND} -->" not in TABLE.read_text(encoding="utf-8"):
        raise SystemExit(f"{TABLE} has no marks for this table. Put <!-- made by {COMMAND} --> and <!-- end --> there.")
    bench = Bench(arguments.home.resolve(), Path(os.environ["SIMLAB_REAL_DATA"]), arguments.smoke)
    bench.import_data()
    made = tables({start: bench.curves(start) for start in STARTS})
    print(made)
    if not arguments.smoke:
        write_table(TABLE, COMMAND, made)


if __name__ == "__main__":
    main()
