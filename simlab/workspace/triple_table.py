"""`triples.parquet`: the questions that people answered, checked at the one place where they enter."""

import numpy as np
import pandas as pd

from simlab.errors import InputError, NotFoundError

SPLITS = ("train", "validation", "test")
CHOICES = ("A", "B", "tie")
COLUMNS = {
    "id": "string",
    "split": "string",
    "cluster": "string",
    "row": "int64",
    "held_out": "bool",
    "reference": "int32",
    "a": "int32",
    "b": "int32",
    "choice": "string",
    "votes_a": "Int32",
    "votes_b": "Int32",
    "class_a": "Int8",
    "class_b": "Int8",
    "listed_first": "string",
    "source": "string",
}
_REQUIRED = ("id", "split", "row", "reference", "a", "b", "choice", "source")


def triple_table(frame: pd.DataFrame, images: pd.DataFrame, source: str) -> pd.DataFrame:
    """`frame` with every column of the format, in its types; further columns are kept as metadata.

    Args:
        frame: at least id, split, row, reference, a, b, choice and source; `reference`, `a`, `b` are image rows.
        images: the image table they refer to.
        source: where it came from, for messages; the `row` and `source` of the first offender are named too.

    Raises:
        InputError: a column is missing; a value is not of its set; an image row does not exist; R = A, R = B or
            A = B; votes contradict the choice; or one question stands in two splits.
    """
    missing = [column for column in _REQUIRED if column not in frame]
    if missing:
        raise InputError(f"{source}: the triple table lacks the column(s) {', '.join(missing)}.")
    table = frame.reset_index(drop=True).reindex(columns=[*COLUMNS, *(c for c in frame if c not in COLUMNS)])
    table["held_out"] = table["held_out"].astype("boolean").fillna(False).astype(bool)
    table = table.astype(COLUMNS)
    _refuse(table, ~table["split"].isin(SPLITS), source, f"a split other than {', '.join(SPLITS)}")
    _refuse(table, ~table["choice"].isin(CHOICES), source, f"a choice other than {', '.join(CHOICES)}")
    first = table["listed_first"]
    _refuse(table, first.notna() & ~first.isin(CHOICES[:2]), source, "a listed_first other than A or B")
    _refuse(table, table["id"].duplicated(), source, "an id that another triple has")
    for column in ("reference", "a", "b"):
        unknown = (table[column] < 0) | (table[column] >= len(images))
        _refuse(table, unknown, source, f"an image row in {column!r} that is not among the {len(images):,} images")
    same = (table["reference"] == table["a"]) | (table["reference"] == table["b"])
    _refuse(table, same, source, "a reference that is its own candidate (R = A or R = B)")
    _refuse(table, table["a"] == table["b"], source, "two equal candidates (A = B)")
    _refuse_contradicting_votes(table, source)
    _refuse_questions_in_two_splits(table, images, source)
    return table


def question_keys(triples: pd.DataFrame) -> pd.Series:
    """One value per triple that is equal for the same question in either order of its candidates.

    Returns:
        int64 group numbers, aligned with `triples`.
    """
    low = np.minimum(triples["a"], triples["b"])
    high = np.maximum(triples["a"], triples["b"])
    return pd.DataFrame({"r": triples["reference"], "low": low, "high": high}).groupby(["r", "low", "high"]).ngroup()


def require_split(triples: pd.DataFrame, split: str, where: str) -> pd.DataFrame:
    """The triples of one split.

    Raises:
        InputError: `split` is not the name of a split.
        NotFoundError: it has no triples.
    """
    if split not in SPLITS:
        raise InputError(f"{split!r} is no split; the splits are {', '.join(SPLITS)}.")
    chosen = triples[triples["split"] == split]
    if chosen.empty:
        counts = triples["split"].value_counts()
        have = ", ".join(f"{name} ({counts[name]:,})" for name in SPLITS if name in counts) or "none"
        raise NotFoundError(f"{where} has no triples in its {split} split. Splits with triples: {have}.")
    return chosen.reset_index(drop=True)


def _refuse(table: pd.DataFrame, offending: pd.Series, source: str, what: str) -> None:
    offending = offending.fillna(True).astype(bool)
    if not offending.any():
        return
    first = table[offending].iloc[0]
    raise InputError(
        f"{source}: {int(offending.sum()):,} of {len(table):,} triples have {what} "
        f"(first: row {first['row']} of {first['source']}). Correct or remove them and import again."
    )


def _refuse_contradicting_votes(table: pd.DataFrame, source: str) -> None:
    difference = (table["votes_a"] - table["votes_b"]).to_numpy(dtype="float64", na_value=np.nan)
    expected = np.select([difference > 0, difference < 0, difference == 0], ["A", "B", "tie"], default="")
    offending = pd.Series((expected != "") & (expected != table["choice"].to_numpy(dtype=object)))
    _refuse(table, offending, source, "votes that contradict their choice")
    negative = (table["votes_a"] < 0) | (table["votes_b"] < 0)
    _refuse(table, negative.fillna(False), source, "a negative number of votes")


def _refuse_questions_in_two_splits(table: pd.DataFrame, images: pd.DataFrame, source: str) -> None:
    question = question_keys(table)
    crossing = table["split"].groupby(question).transform("nunique") > 1
    if not crossing.any():
        return
    number = question[crossing].nunique()
    first = table[question == question[crossing].iloc[0]].iloc[:2]
    reference, a, b = (images["id"][int(first.iloc[0][column])] for column in ("reference", "a", "b"))
    places = " and ".join(f"{row.split} (row {row.row} of {row.source})" for row in first.itertuples())
    raise InputError(
        f"{source}: {number:,} question(s) stand in two splits, in the same or the other order of candidates "
        f"(first: reference {reference} with {a} and {b}, in {places}). A model could be scored on what it was "
        "trained on: keep each question in one split."
    )
