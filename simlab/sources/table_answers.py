"""One row per answer becomes one triple per question, with votes; the single answers are kept."""

from pathlib import Path

import pandas as pd

from simlab.sources.candidate_order import swap_candidates
from simlab.sources.table_columns import metadata_columns
from simlab.sources.table_file import refuse_rows

_PER_QUESTION = ("class_a", "class_b", "context")


def aggregate_answers(table: pd.DataFrame, path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Triples and answers of a table in which each row is what one annotator said.

    A question is a reference with two candidates in either order, within one split; its triple takes the order, the
    row and the id of its first answer. Votes count the answers for each side, answers of "tie" count for neither, and
    the majority decides. What differs between the answers of a question (metadata, classes) becomes null.

    Args:
        table: `read_columns`, with `annotator`.
        path: the file, for messages.

    Returns:
        the triples, without `annotator` and `time`; and the answers: `position` of their triple, annotator, choice (in
        the triple's order) and time.

    Raises:
        InputError: an answer has no annotator.
    """
    refuse_rows(table, table["annotator"].isna(), path, "have no annotator", "Name one, or leave the column out.")
    low, high = table[["a", "b"]].min(axis=1), table[["a", "b"]].max(axis=1)
    keys = [table["reference"], low.rename("low"), high.rename("high")]
    keys += [table["split"]] if "split" in table else []
    position = table.groupby(keys, sort=False).ngroup()
    first = table.groupby(position, sort=False).head(1)
    first_a = position.map(dict(zip(position[first.index], first["a"], strict=True)))
    oriented = swap_candidates(table, (table["a"] != first_a).to_numpy(dtype=bool))
    grouped = oriented.groupby(position, sort=True)
    triples = first.set_axis(position[first.index]).sort_index()
    votes_a = (oriented["choice"] == "A").groupby(position).sum().astype("Int32")
    votes_b = (oriented["choice"] == "B").groupby(position).sum().astype("Int32")
    choice = pd.Series("tie", index=votes_a.index, dtype="string")
    choice = choice.mask(votes_a > votes_b, "A").mask(votes_a < votes_b, "B")
    triples = triples.assign(votes_a=votes_a, votes_b=votes_b, choice=choice)
    for column in [*metadata_columns(table), *(c for c in _PER_QUESTION if c in table)]:
        triples[column] = triples[column].where(grouped[column].nunique(dropna=False) == 1)
    answers = pd.DataFrame(
        {
            "position": position,
            "annotator": table["annotator"],
            "choice": oriented["choice"],
            "time": table.get("time", pd.NA),
        }
    )
    return triples.drop(columns=["annotator", "time"], errors="ignore").reset_index(drop=True), answers
