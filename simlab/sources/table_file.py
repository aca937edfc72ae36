"""Reading a table that somebody brings, CSV or Parquet, so that every later message can name the row."""

import csv
from io import StringIO
from pathlib import Path

import pandas as pd

from simlab.errors import InputError, first_few

PLACE = "__place__"
_SEPARATORS = ",;\t"


def read_table(path: Path) -> pd.DataFrame:
    """The rows of a CSV (by suffix .csv, .tsv or .txt; UTF-8; comma, semicolon or tab) or Parquet file, as text.

    Column names are stripped and in lower case; cells are stripped, empty ones null; empty lines are left out.

    Returns:
        string columns, and PLACE: the row's line in the CSV file (the header is line 1), or its number in the Parquet
        file, counted from 1.

    Raises:
        InputError: it cannot be read, has no rows, or two columns of one name.
    """
    if not path.is_file():
        raise InputError(f"{path} does not exist. Give the path of a CSV or Parquet file.")
    if path.suffix.lower() in (".parquet", ".pq"):
        table = _read_parquet(path)
    elif path.suffix.lower() in (".csv", ".tsv", ".txt"):
        table = _read_csv(path)
    else:
        raise InputError(f"{path} is neither CSV nor Parquet by its suffix. Name it .csv or .parquet.")
    if table.empty:
        raise InputError(f"{path} holds no rows below its header. Every split would be empty; nothing is imported.")
    return table


def refuse_rows(table: pd.DataFrame, wrong: pd.Series, path: Path, what: str, remedy: str) -> None:
    """Refuse the marked rows by an error that names the first of them.

    Raises:
        InputError: any is marked.
    """
    if wrong.any():
        places = table.loc[wrong, PLACE]
        raise InputError(
            f"{path}: {int(wrong.sum()):,} of {len(table):,} rows {what} "
            f"({'line' if is_csv(path) else 'row'} {first_few(places)}). {remedy}"
        )


def is_csv(path: Path) -> bool:
    """Whether rows of this file are named by line."""
    return path.suffix.lower() not in (".parquet", ".pq")


def _read_csv(path: Path) -> pd.DataFrame:
    text = _decode(path)
    header_line = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=header_line.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[list[str]] = []
    places: list[int] = []
    header: list[str] = []
    last_line = 0
    try:
        for record in reader:
            line, last_line = last_line + 1, reader.line_num
            if not any(cell.strip() for cell in record):
                continue
            if not header:
                header = _header(record, path)
                continue
            if len(record) != len(header):
                raise InputError(
                    f"{path}, line {line}: {len(record)} cells, but the header has {len(header)}. "
                    'Put cells that contain the separator in "quotes", and give every row all cells.'
                )
            records.append([cell.strip() for cell in record])
            places.append(line)
    except csv.Error as error:
        raise InputError(f"{path}, line {last_line + 1}: {error}. Correct the line.") from None
    table = pd.DataFrame(records, columns=header, dtype="string").replace("", pd.NA)
    return table.assign(**{PLACE: places})


def _decode(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{path} is not UTF-8: byte 0x{content[error.start]:02x} at position {error.start:,} (line {line}). "
            "Save it as UTF-8 (in a spreadsheet: 'CSV UTF-8') and import again."
        ) from None


def _read_parquet(path: Path) -> pd.DataFrame:
    try:
        table = pd.read_parquet(path, dtype_backend="numpy_nullable")
    except (OSError, ValueError, NotImplementedError) as error:
        raise InputError(f"{path} cannot be read as Parquet ({error}). Write it again.") from None
    table = table.reset_index(drop=True).set_axis(_header([str(name) for name in table], path), axis=1)
    for column in table:
        cells = table[column]
        if pd.api.types.is_float_dtype(cells) and (cells.dropna() % 1 == 0).all():
            cells = cells.astype("Int64")  # whole numbers that a null had turned into floats
        table[column] = cells.astype("string").str.strip().replace("", pd.NA)
    return table.assign(**{PLACE: range(1, len(table) + 1)})


def _header(names: list[str], path: Path) -> list[str]:
    header = [name.strip().lower() for name in names]
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice or "" in header:
        raise InputError(
            f"{path}: the header has {'no name for some column' if '' in header else 'two columns named ' + twice[0]}. "
            "Give each column one name (upper and lower case do not count)."
        )
    return header
