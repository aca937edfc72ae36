"""`images.parquet`: one row per image, and the row number is the image row that everything else refers to."""

from pathlib import PurePosixPath

import pandas as pd

from simlab.errors import InputError, first_few

COLUMNS = {
    "id": "string",
    "pool": "string",
    "path": "string",
    "generator": "string",
    "object": "string",
    "rendition": "string",
    "label": "string",
    "context": "string",
    "split": "string",
    "width": "Int32",
    "height": "Int32",
    "sha256": "string",
}
SPLITS = ("train", "validation", "test")


def image_table(frame: pd.DataFrame, source: str) -> pd.DataFrame:
    """`frame` with every column of the format, in its types; further columns are kept as metadata.

    `split` is for pictures that are asked about without triples, as classes or as pairs; it is empty for others, and
    in workspaces from before there was such a column.

    Args:
        frame: at least `id` and `pool`.
        source: where it came from, for messages.

    Raises:
        InputError: a column is missing, an id is empty or comes twice, a split is unknown, or a path leaves the
            workspace.
    """
    missing = [column for column in ("id", "pool") if column not in frame]
    if missing:
        raise InputError(f"{source}: the image table lacks the column(s) {', '.join(missing)}.")
    table = frame.reset_index(drop=True).reindex(columns=[*COLUMNS, *(c for c in frame if c not in COLUMNS)])
    table = table.astype(COLUMNS)
    if table["id"].isna().any() or (table["id"] == "").any():
        row = int((table["id"].fillna("") == "").to_numpy().argmax())
        raise InputError(f"{source}: image row {row} has no id. Give every image one.")
    if table["pool"].isna().any():
        raise InputError(f"{source}: image {table['id'][int(table['pool'].isna().argmax())]!r} has no pool.")
    twice = table["id"][table["id"].duplicated()].unique()
    if len(twice):
        raise InputError(
            f"{source}: {len(twice)} image id(s) come more than once (first: {first_few(twice)}). "
            "Ids must be unique; rename or drop the repeats."
        )
    unknown = table["split"].dropna()[~table["split"].dropna().isin(SPLITS)]
    if len(unknown):
        raise InputError(
            f"{source}: {len(unknown):,} image(s) have a split that is none of {', '.join(SPLITS)} "
            f"(first: {first_few(unknown.unique())}). Write one of these, or leave it empty."
        )
    escaping = [str(path) for path in table["path"].dropna() if _leaves(str(path))]
    if escaping:
        raise InputError(
            f"{source}: {len(escaping)} image path(s) leave the workspace (first: {first_few(escaping)}). "
            "Paths are relative to the workspace and contain no '..'."
        )
    return table


def with_every_column(table: pd.DataFrame) -> pd.DataFrame:
    """A stored image table, with columns that the format gained after it was written; they are empty."""
    added = [name for name in COLUMNS if name not in table]
    empty = {name: pd.Series(pd.NA, index=table.index, dtype=COLUMNS[name]) for name in added}
    return table.assign(**empty) if added else table


def _leaves(path: str) -> bool:
    parts = PurePosixPath(path.replace("\\", "/"))
    if not parts.parts:
        return True
    return parts.is_absolute() or ".." in parts.parts or ":" in parts.parts[0]
