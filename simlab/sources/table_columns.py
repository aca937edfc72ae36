"""What the columns of a user's table mean: ids, answers, votes, splits and the rest, each cell checked."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from simlab.errors import InputError, first_few
from simlab.sources.table_file import PLACE, refuse_rows

IDS = ("reference", "a", "b")
KNOWN = (
    *IDS, "id", "choice", "votes_a", "votes_b", "split", "context", "annotator", "time", "class_a", "class_b",
    "held_out", "row",
)  # fmt: skip
_RESERVED = ("cluster", "listed_first", "source")
_CHOICES = {"a": "A", "b": "B", "tie": "tie"}
_SPLITS = {"train": "train", "validation": "validation", "val": "validation", "test": "test"}
_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_LIMIT = {"class_a": 127, "class_b": 127, "votes_a": 2**31 - 1, "votes_b": 2**31 - 1, "row": 2**63 - 1}


def read_columns(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    """The table with its cells in the words and types of a workspace.

    Returns:
        the columns of `table`, with `choice` from votes where it was absent; `row` the place in the file unless given.

    Raises:
        InputError: a column is missing or reserved, or a cell is empty or not of its set; the first row is named.
    """
    _refuse_missing(table, path)
    result = table.copy()
    for column in IDS:
        refuse_rows(table, table[column].isna(), path, f"have no {column!r}", "Fill in the image id, or remove them.")
    ids = table[list(IDS)].astype(object)
    own = (ids["reference"] == ids["a"]) | (ids["reference"] == ids["b"])
    refuse_rows(table, own, path, "have a reference that is its own candidate (R = A or R = B)", "Remove them.")
    refuse_rows(table, ids["a"] == ids["b"], path, "have two equal candidates (A = B)", "Remove them.")
    for column, words in (("choice", _CHOICES), ("split", _SPLITS), ("held_out", _FLAGS)):
        if column in table:
            result[column] = _words(table, column, words, path)
    for column in ("votes_a", "votes_b", "class_a", "class_b", "row"):
        if column in table:
            result[column] = _integers(table, column, path)
    if "split" in table:
        refuse_rows(table, table["split"].isna(), path, "have no split", "Fill it in, or leave the column out.")
    result = _with_choice_from_votes(result, path)
    result["row"] = result["row"].fillna(table[PLACE]) if "row" in result else table[PLACE]
    result["held_out"] = result["held_out"].fillna(False).astype(bool) if "held_out" in result else False
    return result


def metadata_columns(table: pd.DataFrame) -> list[str]:
    """Columns that mean nothing to SimLab and are kept as they are."""
    return [column for column in table if column not in (*KNOWN, PLACE)]


def _refuse_missing(table: pd.DataFrame, path: Path) -> None:
    missing = [column for column in IDS if column not in table]
    if "choice" not in table and not {"votes_a", "votes_b"} <= set(table):
        missing.append("choice (or votes_a and votes_b)")
    if missing:
        have = ", ".join(column for column in table if column != PLACE)
        raise InputError(
            f"{path} lacks the column(s) {', '.join(missing)}. It has: {have}. Rename its columns; the format is "
            "described in docs/formats.md."
        )
    reserved = [column for column in _RESERVED if column in table]
    if reserved:
        raise InputError(
            f"{path} has the column(s) {', '.join(reserved)}, which SimLab fills in itself. Rename them "
            "(context clusters come from 'context')."
        )
    if "annotator" in table and {"votes_a", "votes_b"} & set(table):
        raise InputError(
            f"{path} has both 'annotator' and votes. Give either one row per answer (annotator, choice) or one row "
            "per question (votes_a, votes_b)."
        )


def _words(table: pd.DataFrame, column: str, words: Mapping[str, object], path: Path) -> pd.Series:
    cells = table[column].str.lower()
    wrong = cells.notna() & ~cells.isin(list(words))
    found = first_few(table.loc[wrong, column].unique())
    note = " Numbers are not understood, because some count from 0 and some from 1." if column == "choice" else ""
    refuse_rows(table, wrong, path, f"have an unknown {column!r} ({found})", f"Use {', '.join(words)}.{note}")
    return cells.map(words).astype("boolean" if words is _FLAGS else "string")


def _integers(table: pd.DataFrame, column: str, path: Path) -> pd.Series:
    cells, limit = table[column], _LIMIT[column]
    whole = cells.str.fullmatch(r"\d{1,18}").fillna(False).astype(bool)
    numbers = pd.to_numeric(cells.where(whole)).astype("Int64")
    wrong = (cells.notna() & ~whole) | (numbers > limit).fillna(False).astype(bool)
    found = first_few(cells[wrong].unique())
    refuse_rows(
        table, wrong, path, f"have a {column!r} that is no whole number of 0 or more ({found})", "Correct them."
    )
    return numbers


def _with_choice_from_votes(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Votes decide where there are any; where a choice stands beside them it must be the same."""
    if "votes_a" in table and "votes_b" in table:
        half = table["votes_a"].isna() != table["votes_b"].isna()
        refuse_rows(table, half, path, "have one of votes_a and votes_b only", "Give both or neither.")
        difference = table["votes_a"] - table["votes_b"]
        decided = pd.Series("tie", index=table.index, dtype="string")
        decided = decided.mask(difference > 0, "A").mask(difference < 0, "B").mask(difference.isna(), pd.NA)
        given = table["choice"] if "choice" in table else pd.Series(pd.NA, index=table.index, dtype="string")
        other = (given != decided).fillna(False).astype(bool)
        refuse_rows(table, other, path, "have votes that contradict their choice", "Correct one of the two.")
        nobody = ((table["votes_a"] + table["votes_b"]) == 0).fillna(False).astype(bool) & given.isna()
        refuse_rows(table, nobody, path, "have no votes at all", "Remove these questions: nobody answered them.")
        table = table.assign(choice=decided.fillna(given))
    refuse_rows(
        table, table["choice"].isna(), path, "have no answer", "Fill in 'choice' or both votes, or remove them."
    )
    return table
