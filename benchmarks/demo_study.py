"""The demo world built from nothing with three seeds, its figures into docs/demo.md, its time and memory printed.

    python -m benchmarks.demo_study [--home DIR] [--seeds 0 1 2] [--jobs N]

Each build is `simlab demo build --size paper`. A build that is there is not made again, so the command may be run
again; time and memory are those of builds made from nothing, and kept beside them. The test split is opened at the end.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from docs.demo_table import results
from docs.tables import accuracy_cell, difference_cell, markdown_table, write_table

PROJECT = Path(__file__).resolve().parents[1]
PAGE = PROJECT / "docs" / "demo.md"
COMMAND = "python -m benchmarks.demo_study"
_SECONDS_BETWEEN_LOOKS = 0.5


def build(path: Path, seed: int, jobs: int) -> dict[str, float]:
    """Build one world, or read what its build took; minutes and the largest memory of all its processes in GB."""
    record = path.with_name(f"{path.name}-build.json")
    command = [
        sys.executable,
        "-m",
        "simlab",
        "demo",
        "build",
        "--size",
        "paper",
        "--seed",
        str(seed),
        "--jobs",
        str(jobs),
    ]
    from_nothing = not path.exists()
    began = time.monotonic()
    process = subprocess.Popen([*command, "--out", str(path)], cwd=PROJECT)
    meter = MemoryMeter(process.pid)
    if process.wait():
        raise SystemExit(f"The build with seed {seed} failed.")
    if from_nothing:
        took = {"minutes": (time.monotonic() - began) / 60, "gigabytes": meter.peak / 1e9, "jobs": jobs}
        record.write_text(json.dumps(took), encoding="utf-8")
    found: dict[str, float] = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
    return found


class MemoryMeter:
    """The largest sum of proportional set sizes of a process and all below it, looked at twice a second."""

    def __init__(self, pid: int) -> None:
        self.peak = 0
        threading.Thread(target=self._watch, args=(pid,), daemon=True).start()

    def _watch(self, pid: int) -> None:
        with suppress(psutil.Error):
            root = psutil.Process(pid)
            while root.is_running() and root.status() != psutil.STATUS_ZOMBIE:
                total = 0
                for process in [root, *root.children(recursive=True)]:
                    with suppress(psutil.Error):
                        total += process.memory_full_info().pss
                self.peak = max(self.peak, total)
                time.sleep(_SECONDS_BETWEEN_LOOKS)


def page(found: dict[int, dict[str, dict[str, Any]]], took: dict[int, dict[str, float]]) -> str:
    """Test figures of all seeds, and whether the world is what it should be."""
    seeds = list(found)
    test = {seed: found[seed]["test"] for seed in seeds}
    head = ["test split, synthetic", *(f"seed {seed}" for seed in seeds)]
    over_all = [
        [row["name"], *(accuracy_cell(test[seed]["rows"][place]["all"]) for seed in seeds)]
        for place, row in enumerate(test[seeds[0]]["rows"])
    ]
    own = [
        [
            row["name"],
            *(
                f"{accuracy_cell(at['own_context'])}; {difference_cell(at['gain_over_backbone'])}"
                for at in (test[seed]["rows"][place] for seed in seeds)
            ),
        ]
        for place, row in enumerate(test[seeds[0]]["rows"])
        if row["own_context"]
    ]
    differences = [
        [f"drawn-well − {label}", *(difference_cell(_against(test[seed], label)) for seed in seeds)]
        for label in ("best CS-model", "global", "vote", "mean", "four-quadrants")
    ]
    world = [
        ["10-nearest-neighbour context purity, backbone", *(f"{test[seed]['purity']:.3f}" for seed in seeds)],
        ["best CS-model (by validation)", *(str(test[seed]["best"]) for seed in seeds)],
        ["noise ceiling, validation", *(accuracy_cell(found[seed]["validation"]["rows"][-1]["all"]) for seed in seeds)],
        ["minutes to build", *(_took(took[seed], "minutes") for seed in seeds)],
        ["memory at most, GB", *(_took(took[seed], "gigabytes") for seed in seeds)],
    ]
    parts = (
        ("Over all contexts", over_all),
        ("Each CS-model on its own context; its gain over the backbone there, in points", own),
        ("Paired differences over all contexts, in points", differences),
        ("The world and its build", world),
    )
    return "\n".join(f"**{title}**\n\n{markdown_table(head, rows)}" for title, rows in parts)


def _against(found: dict[str, Any], label: str) -> dict[str, Any]:
    difference: dict[str, Any] = found["differences"][found["best"] if label == "best CS-model" else label]
    return difference


def _took(took: dict[str, float], what: str) -> str:
    return f"{took[what]:.1f} ({took['jobs']} cores)" if took else "–"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, default=PROJECT / "scratch" / "demo", help="where worlds are built")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processor threads")
    arguments = parser.parse_args()
    home = arguments.home.resolve()
    home.mkdir(parents=True, exist_ok=True)
    paths = {seed: home / f"seed-{seed}" for seed in arguments.seeds}
    took = {seed: build(path, seed, arguments.jobs) for seed, path in paths.items()}
    found = {
        seed: {split: results(str(path), split) for split in ("validation", "test")} for seed, path in paths.items()
    }
    content = page(found, took)
    print(content)
    write_table(PAGE, COMMAND, content)


if __name__ == "__main__":
    main()
