"""What an import did, in one table that the command line and the page print alike."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd


@dataclass(frozen=True)
class ImportSummary:
    """The end of an import.

    Attributes:
        workspace: where the result is.
        rows: what was counted or decided, and the count or a statement, in reading order.
        warnings: what the user should know before trusting figures.
        cross_check: where a source says the same thing twice, how the two agree (CoSIS: one row per file).
    """

    workspace: Path
    rows: tuple[tuple[str, int | str], ...]
    warnings: tuple[str, ...] = ()
    cross_check: pd.DataFrame | None = None

    def table(self) -> pd.DataFrame:
        """Columns `what` and `value`, both text; numbers have their thousands separated."""
        shown = [(what, f"{value:,}" if isinstance(value, int) else value) for what, value in self.rows]
        return pd.DataFrame(shown, columns=["what", "value"], dtype="string")

    def value(self, what: str) -> int | str:
        """The value of one row; raises KeyError when there is no such row."""
        return dict(self.rows)[what]
