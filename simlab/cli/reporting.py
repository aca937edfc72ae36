"""What a command tells while it runs and at its end: progress to standard error, results to standard output."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, Task, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.table import Table
from rich.text import Text

from simlab.progress import Progress, Unit, counted

_messages = Console(stderr=True)
_listener: list[Progress] = []


class _CountedColumn(ProgressColumn):
    """How much of a stage is done, in its unit."""

    def render(self, task: Task) -> Text:
        total = int(task.total or 0)
        return Text(counted(int(task.completed), total, task.fields["unit"]) if total else f"{int(task.completed):,}")


class TerminalProgress:
    """A `Progress` drawn as bars on standard error, with the time that remains."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task: TaskID | None = None

    def stage(self, name: str, total: int | None, unit: Unit = "steps") -> None:
        """See `Progress.stage`; the stage before is taken as done."""
        if self._task is not None:
            task = self._bars.tasks[self._task]
            self._bars.update(self._task, total=task.completed or 1, completed=task.completed or 1)
        self._task = self._bars.add_task(name, total=total, unit=unit)

    def advance(self, steps: int = 1) -> None:
        """See `Progress.advance`."""
        if self._task is not None:
            self._bars.advance(self._task, steps)

    def log(self, line: str) -> None:
        """See `Progress.log`."""
        self._bars.console.print(line, markup=False, highlight=False)


def report_to(progress: Progress) -> None:
    """From now on commands of this process report to `progress` instead of the terminal."""
    _listener[:] = [progress]


@contextmanager
def reporting() -> Iterator[Progress]:
    """The `Progress` for one command."""
    if _listener:
        yield _listener[0]
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        _CountedColumn(),
        TimeElapsedColumn(),
        TextColumn("remaining"),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=_messages) as bars:
        yield TerminalProgress(bars)


def print_json(value: dict[str, Any]) -> None:
    """One JSON object on standard output."""
    json.dump(value, sys.stdout, ensure_ascii=False, allow_nan=False)
    sys.stdout.write("\n")


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on standard output; the first column is text, the others are figures."""
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left", no_wrap=number == 0)
    for row in rows:
        table.add_row(*row)
    width = None if sys.stdout.isatty() else 160
    Console(width=width, markup=False).print(table)


def say(text: str) -> None:
    """A message for the person at the terminal, on standard error."""
    _messages.print(text, markup=False, highlight=False, soft_wrap=True)


def split_title(name: str, split: str, synthetic: bool) -> str:
    """Of a table of figures on one split."""
    return f"{name}, {split} split" + (" (SYNTHETIC)" if synthetic else "")
