"""What long work tells about itself, whoever listens: a terminal, a page, or nobody."""

from typing import Literal, Protocol, runtime_checkable

Unit = Literal["steps", "bytes"]


@runtime_checkable
class Progress(Protocol):
    """Takes reports of long work. Work calls it often; listeners thin the reports out themselves."""

    def stage(self, name: str, total: int | None, unit: Unit = "steps") -> None:
        """A named stage begins.

        Args:
            name: what is being done, as a person would say it ("training 'indoor'").
            total: the number of steps, or None where it cannot be known.
            unit: what a step is, for people who watch.
        """

    def advance(self, steps: int = 1) -> None:
        """So many more steps of the stage are done.

        Raises:
            JobCancelled: the user asked to stop; let it pass, and leave what can be resumed.
        """

    def log(self, line: str) -> None:
        """One line worth keeping."""


class SilentProgress:
    """Nobody listens."""

    def stage(self, name: str, total: int | None, unit: Unit = "steps") -> None:
        """Does nothing."""

    def advance(self, steps: int = 1) -> None:
        """Does nothing."""

    def log(self, line: str) -> None:
        """Does nothing."""


SILENT: Progress = SilentProgress()


def counted(done: int, total: int, unit: Unit) -> str:
    """How far a stage is, for people: "1,200 of 5,000", "43 MB of 605 MB"."""
    return f"{size_text(done)} of {size_text(total)}" if unit == "bytes" else f"{done:,} of {total:,}"


def size_text(n_bytes: int) -> str:
    """A number of bytes, rounded, in decimal units: "605 MB"."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if n_bytes >= factor:
            amount = n_bytes / factor
            return f"{amount:.1f} {unit}" if amount < 10 else f"{amount:.0f} {unit}"
    return f"{n_bytes} bytes"
