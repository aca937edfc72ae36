"""What long work tells about itself, whoever listens: a terminal, a page, or nobody."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class Progress(Protocol):
    """Takes reports of long work. Work calls it often; listeners thin the reports out themselves."""

    def stage(self, name: str, total: int | None) -> None:
        """A named stage begins.

        Args:
            name: what is being done, as a person would say it ("training 'indoor'").
            total: the number of steps, or None where it cannot be known.
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

    def stage(self, name: str, total: int | None) -> None:
        """Does nothing."""

    def advance(self, steps: int = 1) -> None:
        """Does nothing."""

    def log(self, line: str) -> None:
        """Does nothing."""


SILENT: Progress = SilentProgress()
