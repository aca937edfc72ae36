"""What took long to fit, kept in a workspace's `cache/answers/`: margins, or why there are none."""

import json
from pathlib import Path

import pandas as pd

from simlab.errors import InputError
from simlab.workspace.atomic import write_json, write_parquet


class AnswerCache:
    """Tables of answers, and refusals, by keys that change with everything they depend on.

    Args:
        folder: made at the first writing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, key: str) -> bool:
        """Whether it is known what the answers are, or that there are none."""
        return self._table(key).is_file() or self._refusal(key).is_file()

    def read(self, key: str) -> pd.DataFrame:
        """The answers.

        Raises:
            InputError: it is known that there are none; says why.
        """
        if self._refusal(key).is_file():
            raise InputError(json.loads(self._refusal(key).read_text(encoding="utf-8"))["problem"])
        return pd.read_parquet(self._table(key))

    def write(self, key: str, answers: pd.DataFrame) -> None:
        """Keep answers."""
        self._folder.mkdir(parents=True, exist_ok=True)
        write_parquet(self._table(key), answers)

    def refuse(self, key: str, problem: str) -> None:
        """Keep that there are none, and why."""
        self._folder.mkdir(parents=True, exist_ok=True)
        write_json(self._refusal(key), {"problem": problem})

    def _table(self, key: str) -> Path:
        return self._folder / f"{key}.parquet"

    def _refusal(self, key: str) -> Path:
        return self._folder / f"{key}.json"
