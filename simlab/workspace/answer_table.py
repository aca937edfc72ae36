"""`answers.parquet`: single answers, where a source knows who answered what."""

import pandas as pd

from simlab.errors import InputError, first_few
from simlab.workspace.triple_table import CHOICES

COLUMNS = {"triple": "string", "annotator": "string", "choice": "string", "time": "string"}


def answer_table(frame: pd.DataFrame, triples: pd.DataFrame, source: str) -> pd.DataFrame:
    """`frame` with every column of the format, in its types.

    Args:
        frame: at least `triple` (a triple id) and `choice` (A, B or tie).
        triples: the triple table they refer to.
        source: where it came from, for messages.

    Raises:
        InputError: a column is missing, a triple does not exist, or a choice is not of its set.
    """
    missing = [column for column in ("triple", "choice") if column not in frame]
    if missing:
        raise InputError(f"{source}: the answer table lacks the column(s) {', '.join(missing)}.")
    table = frame.reset_index(drop=True).reindex(columns=list(COLUMNS)).astype(COLUMNS)
    unknown = table["triple"][~table["triple"].isin(triples["id"])].unique()
    if len(unknown):
        raise InputError(f"{source}: answers name {len(unknown)} unknown triple(s) (first: {first_few(unknown)}).")
    wrong = table["choice"][~table["choice"].isin(CHOICES)].unique()
    if len(wrong):
        raise InputError(f"{source}: choices must be {', '.join(CHOICES)}; found {first_few(wrong)}.")
    return table
