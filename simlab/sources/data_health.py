"""What is worth knowing about a set of triples before any model is scored on it."""

from itertools import combinations

import numpy as np
import pandas as pd

from simlab.workspace import SPLITS
from simlab.workspace.triple_table import question_keys

HealthRow = tuple[str, int | str]


def health_rows(images: pd.DataFrame, triples: pd.DataFrame) -> list[HealthRow]:
    """Counts of images, triples and ties, and everything that could surprise, as rows of a summary.

    Args:
        images: the image table of a workspace.
        triples: its triple table.
    """
    rows: list[HealthRow] = [
        ("images", len(images)),
        ("images with a picture", int((images["path"].notna() | images["generator"].notna()).sum())),
        ("triples", len(triples)),
    ]
    for split in SPLITS:
        part = triples[triples["split"] == split]
        rows.append((f"triples, {split}", f"{len(part):,} ({part['reference'].nunique():,} references)"))
    rows += [
        ("training triples held out", int(triples["held_out"].sum())),
        ("human ties", int((triples["choice"] == "tie").sum())),
        ("choices of A", _share_of_a(triples)),
        ("repeated questions", int(repeated_questions(triples).sum())),
        ("contradictory questions", int(contradictory_questions(triples).sum())),
    ]
    rows += [(f"images in both {first} and {second}", number) for first, second, number in split_overlaps(triples)]
    return rows


def repeated_questions(triples: pd.DataFrame) -> pd.Series:
    """Per question (in either order of its candidates) whether it stands in more than one triple."""
    return question_keys(triples).value_counts().sort_index() > 1


def contradictory_questions(triples: pd.DataFrame) -> pd.Series:
    """Per question whether its triples name different images as the closer one; ties contradict nothing."""
    closer = np.select([triples["choice"] == "A", triples["choice"] == "B"], [triples["a"], triples["b"]], default=-1)
    decided = pd.Series(closer, index=triples.index).replace(-1, pd.NA)
    return decided.groupby(question_keys(triples)).nunique() > 1


def split_overlaps(triples: pd.DataFrame) -> list[tuple[str, str, int]]:
    """For each two splits, the number of images that occur in both, as reference or candidate."""
    used = {
        split: set(np.unique(triples.loc[triples["split"] == split, ["reference", "a", "b"]].to_numpy()))
        for split in SPLITS
    }
    return [(first, second, len(used[first] & used[second])) for first, second in combinations(SPLITS, 2)]


def _share_of_a(triples: pd.DataFrame) -> str:
    decided = triples["choice"][triples["choice"] != "tie"]
    return f"{(decided == 'A').mean():.1%} of {len(decided):,}" if len(decided) else "none"
