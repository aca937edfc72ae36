"""The demo's table in README.md, computed from the demo that is shipped: `python -m docs.demo_table`.

It looks at the test split of your working copy of the demo, and is recorded there as a reveal.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from docs.tables import accuracy_cell, difference_cell, markdown_table, write_table

PROJECT = Path(__file__).resolve().parents[1]
README = PROJECT / "README.md"
COMMAND = "python -m docs.demo_table"
REASON = "the table of the README"


def results(workspace: str, split: str) -> dict[str, Any]:
    """`simlab demo results` of one split."""
    command = [sys.executable, "-m", "simlab", "demo", "results", workspace, "--split", split, "--json"]
    reveal = ["--reveal", REASON] if split == "test" else []
    found: dict[str, Any] = json.loads(subprocess.run([*command, *reveal], check=True, capture_output=True).stdout)
    return found


def readme_table(found: dict[str, Any]) -> str:
    """Every model and ensemble of one demo."""
    head = ["", "what", "own context", "over the backbone there, points", "all contexts"]
    rows = [
        [
            row["name"],
            row["what"],
            accuracy_cell(row["own_context"]),
            difference_cell(row["gain_over_backbone"]),
            accuracy_cell(row["all"]),
        ]
        for row in found["rows"]
    ]
    counted = found["rows"][0]["all"]
    differences = "; ".join(f"{name} {difference_cell(value)}" for name, value in found["differences"].items())
    return (
        markdown_table(head, rows)
        + f"\n{counted['n_triples']:,} test triples of {counted['n_references']:,} references. "
        f"`drawn-well` against others, in points: {differences}. Best CS-model by validation: {found['best']}.\n"
    )


def main() -> None:
    """Write it."""
    write_table(README, COMMAND, readme_table(results("demo", "test")))


if __name__ == "__main__":
    main()
