"""Reading the CoSIS label files: text rows, the published arrays, and the dictionary of file names."""

from pathlib import Path

import numpy as np
import pandas as pd

from simlab.errors import InputError

CLASSES = range(1, 6)
PAIRS = ((0, 1), (0, 2), (1, 2))
_ROW_WIDTH = 7
_ARRAY_WIDTH = 6


def read_filename_dict(path: Path) -> pd.DataFrame:
    """Columns `pool`, `pool_index` and `file_name`, in pool order (of first appearance) and by index.

    Raises:
        InputError: a line is not `index pool filename`, or an index comes twice.
    """
    entries: list[tuple[int, str, str]] = []
    for number, line in enumerate(_lines(path), start=1):
        parts = line.split()
        if not parts:
            continue
        if len(parts) != 3 or not _is_number(parts[0]):
            raise InputError(f"{path}, line {number}: {line!r} is not 'index pool filename'. Fetch the file again.")
        entries.append((int(parts[0]), parts[1], parts[2]))
    table = pd.DataFrame(entries, columns=["pool_index", "pool", "file_name"])
    twice = table.duplicated(["pool", "pool_index"])
    if twice.any():
        first = table[twice].iloc[0]
        raise InputError(
            f"{path}: {int(twice.sum()):,} indices come twice (first: {first['pool_index']} of {first['pool']}). "
            "Fetch the file again."
        )
    order = {pool: number for number, pool in enumerate(table["pool"].unique())}
    by_index = table.assign(order=table["pool"].map(order)).sort_values(["order", "pool_index"])
    return by_index[["pool", "pool_index", "file_name"]].reset_index(drop=True)


def read_txt_triples(path: Path) -> pd.DataFrame:
    """The triples of a text file, in order: of each row the pairs (1,2), (1,3), (2,3), the nearer first.

    Returns:
        int64 columns `row` (line of the file, counted from 1, a header included), `pair` (0 to 2), `reference`,
        `nearer`, `farther` (pool indices), `class_nearer`, `class_farther` (1 to 5).

    Raises:
        InputError: a line is not `ref id1 class1 id2 class2 id3 class3` with classes from 1 to 5.
    """
    triples: list[tuple[int, ...]] = []
    for line_number, line in enumerate(_lines(path), start=1):
        parts = line.split()
        if not parts or (line_number == 1 and parts[0] == "ref"):
            continue
        if len(parts) != _ROW_WIDTH or not all(map(_is_number, parts)):
            raise InputError(
                f"{path}, line {line_number}: {line!r} is not 'ref id1 class1 id2 class2 id3 class3' in whole numbers. "
                "Correct or remove the line."
            )
        reference, *rest = map(int, parts)
        ids, classes = rest[0::2], rest[1::2]
        if not all(value in CLASSES for value in classes):
            raise InputError(
                f"{path}, line {line_number}: classes {classes} are not all from {CLASSES[0]} to {CLASSES[-1]}. "
                "Correct or remove the line."
            )
        triples += [
            (line_number, pair, reference, ids[i], ids[j], classes[i], classes[j]) for pair, (i, j) in enumerate(PAIRS)
        ]
    if not triples:
        raise InputError(f"{path} holds no rows: its split would be empty. Fetch the file again.")
    columns = ["row", "pair", "reference", "nearer", "farther", "class_nearer", "class_farther"]
    return pd.DataFrame(triples, columns=columns)


def read_npy_triples(path: Path, n_triples: int) -> pd.DataFrame:
    """The published array of the same file; an absent file gives no rows.

    Args:
        path: .npy of columns order, class1, class2, ref, cand1, cand2.
        n_triples: how many triples the text file has; the array may have fewer, never more.

    Returns:
        int64 columns `order` (0: cand1 is closer), `class1`, `class2`, `reference`, `cand1`, `cand2`.

    Raises:
        InputError: it is not such an array.
    """
    columns = ["order", "class1", "class2", "reference", "cand1", "cand2"]
    if not path.is_file():
        return pd.DataFrame(columns=columns, dtype="int64")
    try:
        array = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise InputError(f"{path} cannot be read as an array ({error}). Fetch it again, or leave it out.") from None
    if array.ndim != 2 or array.shape[1] != _ARRAY_WIDTH or array.dtype.kind not in "fiu":
        raise InputError(
            f"{path} is {array.dtype} of shape {array.shape}; expected numbers of shape (rows, {_ARRAY_WIDTH})."
        )
    if len(array) > n_triples:
        raise InputError(f"{path} has {len(array):,} rows; its text file gives only {n_triples:,} triples.")
    whole = np.isfinite(array).all(axis=1) & np.isin(array[:, 0], (0, 1))
    whole &= (np.where(np.isfinite(array), array, 0) == np.floor(np.where(np.isfinite(array), array, 0))).all(axis=1)
    if not whole.all():
        raise InputError(
            f"{path}: {int((~whole).sum()):,} of {len(array):,} rows are not whole numbers with order 0 or 1 "
            f"(first: row {int((~whole).argmax())}, from 0). Fetch it again, or leave it out."
        )
    return pd.DataFrame(array.astype(np.int64), columns=columns)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise InputError(f"{path} does not exist. Fetch the CoSIS labels again.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as text ({error}). Fetch it again.") from None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
