"""Tables in Markdown files that a command writes between two marks, so that nobody types a figure."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

END = "<!-- end -->"


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown, with a line end."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def table_in(file: Path, command: str) -> str:
    """What stands between the marks of `command` in a file."""
    return file.read_text(encoding="utf-8").split(_start(command))[1].split(END)[0].strip("\n") + "\n"


def write_table(file: Path, command: str, content: str) -> None:
    """Replace what stands between the marks of `command`, `<!-- made by COMMAND -->` and `<!-- end -->`.

    Raises:
        ValueError: the file has no such marks.
    """
    before, mark, rest = file.read_text(encoding="utf-8").partition(_start(command))
    _, end, after = rest.partition(END)
    if not (mark and end):
        raise ValueError(f"{file} has no lines {_start(command)} and {END}. Put them where the table belongs.")
    file.write_text(f"{before}{mark}\n{content}{end}{after}", encoding="utf-8")


def _start(command: str) -> str:
    return f"<!-- made by {command} -->"


def accuracy_cell(estimate: dict[str, Any] | None) -> str:
    """An estimate as the command line gives it: "83.4 % [81.2, 85.5]", empty where there is none."""
    if not estimate or estimate["accuracy"] is None:
        return ""
    value = f"{100 * estimate['accuracy']:.1f} %"
    return value if estimate["low"] is None else f"{value} [{100 * estimate['low']:.1f}, {100 * estimate['high']:.1f}]"


def difference_cell(difference: dict[str, Any] | None) -> str:
    """A difference as the command line gives it: "+2.1 [0.4, 3.8]" in points, empty where there is none."""
    if not difference or difference["value"] is None or difference["low"] is None:
        return ""
    value, low, high = (100 * difference[key] for key in ("value", "low", "high"))
    return f"{value:+.1f} [{low:.1f}, {high:.1f}]".replace("-", "−")
