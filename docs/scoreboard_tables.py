"""The scoreboards in docs/comparing.md: `python -m docs.scoreboard_tables --material WS`.

The demo is the one that is shipped; the workspace of the material study is made by `benchmarks.material_study`. It
looks at the test split of your copies of both, and is recorded there as a reveal.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from docs.tables import accuracy_cell, difference_cell, markdown_table, write_table

PAGE = Path(__file__).resolve().parent / "comparing.md"
COMMAND = "python -m docs.scoreboard_tables"
REASON = "the scoreboards in the docs"


CORRECTED = "credibility"


def scoreboard(workspace: str, split: str, *more: str) -> dict[str, Any]:
    """`simlab scoreboard` of one split."""
    command = [sys.executable, "-m", "simlab", "scoreboard", workspace, "--split", split, *more, "--json"]
    reveal = ["--reveal", REASON] if split == "test" else []
    found: dict[str, Any] = json.loads(subprocess.run([*command, *reveal], check=True, stdout=subprocess.PIPE).stdout)
    return found


def board_table(title: str, workspace: str) -> str:
    """Both splits side by side, the test difference to the best single model, and what the corrections bring."""
    validation, test = (scoreboard(workspace, split) for split in ("validation", "test"))
    corrected = scoreboard(workspace, "test", "--compare-to", CORRECTED)
    tuned = {row["key"]: row for row in validation["rows"]}
    rows = []
    for row in test["rows"]:
        basis = tuned[row["key"]]["basis"]
        figure = accuracy_cell(tuned[row["key"]]) + (f" ({basis})" if basis else "")
        difference = row["difference"] or {}
        against = difference_cell(row["difference"]) + (
            f" {difference['verdict']}" if difference.get("verdict") else ""
        )
        rows.append([row["label"], row["kind"], figure, accuracy_cell(row) or str(row["problem"]), against])
    compared = next(row["label"] for row in test["rows"] if row["key"] == test["compared_with"])
    head = ["", "kind", "validation", "test", f"test, against {compared}, points"]
    counted = next(row for row in test["rows"] if row["n_triples"])
    return (
        f"**{title}**, {counted['n_triples']:,} test triples of {counted['n_references']:,} references:\n\n"
        + markdown_table(head, rows)
        + f"\np-values corrected for {test['n_compared']} rows (Holm). "
        + "Against the credibility map (not as published), in points: "
        + "; ".join(
            f"{row['label']} {difference_cell(row['difference'])} {row['difference']['verdict']}"
            for row in corrected["rows"]
            if row["key"].startswith("published:") and row["difference"]
        )
        + ".\n\n"
    )


def main() -> None:
    """Write them."""
    parser = argparse.ArgumentParser(description="Write the scoreboards in docs/comparing.md.")
    parser.add_argument("--material", required=True, help="path of the workspace that benchmarks.material_study makes")
    chosen = parser.parse_args()
    boards = [("The demo, synthetic", "demo"), ("Material appearance, seen objects, seen light", chosen.material)]
    write_table(PAGE, COMMAND, "".join(board_table(*board) for board in boards).rstrip("\n") + "\n")


if __name__ == "__main__":
    main()
