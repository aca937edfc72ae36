"""Writing so that a reader, or a power cut, sees the old file or the new one and never half of either."""

import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simlab.errors import WorkspaceError


def write_bytes(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Replace `path` by a file with this content: temporary sibling, fsync, rename.

    Args:
        path: the file.
        content: all of it.
        durable: False leaves fsync out, for what can be made again after a power cut.
    """
    temporary = _sibling(path)
    try:
        with temporary.open("wb") as stream:
            stream.write(content)
            if durable:
                stream.flush()
                os.fsync(stream.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    if durable:
        _sync(path.parent)


def write_text(path: Path, text: str) -> None:
    """`write_bytes` of UTF-8 text."""
    write_bytes(path, text.encode("utf-8"))


def write_json(path: Path, value: Any) -> None:
    """`write_text` of indented JSON; NaN and infinity are refused, because JSON has no word for them."""
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def write_array(path: Path, array: np.ndarray) -> None:
    """`write_bytes` of one array as .npy, never pickled."""
    stream = BytesIO()
    np.save(stream, array, allow_pickle=False)
    write_bytes(path, stream.getvalue())


def write_parquet(path: Path, frame: pd.DataFrame) -> None:
    """`write_bytes` of one table as Parquet, without the index."""
    stream = BytesIO()
    frame.to_parquet(stream, index=False)
    write_bytes(path, stream.getvalue())


@contextmanager
def new_folder(path: Path, *, replace: bool = False) -> Iterator[Path]:
    """A temporary sibling folder that becomes `path` when the block ends well, and vanishes when it does not.

    Args:
        path: the folder to make.
        replace: an existing folder is swapped for the new one; without it an existing one is refused.

    Raises:
        WorkspaceError: `path` exists already and may not be replaced.
    """
    if not replace:
        _require_free(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _sibling(path)
    temporary.mkdir()
    try:
        yield temporary
        _sync_files(temporary)
        if not replace:
            _require_free(path)
        _put_in_place(temporary, path)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    _sync(path.parent)


def _require_free(path: Path) -> None:
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise WorkspaceError(
            f"{path} exists already and is not empty. Choose another place, or remove it first if it is not needed."
        )


def _put_in_place(folder: Path, path: Path) -> None:
    if not path.exists():
        folder.rename(path)
        return
    old = _sibling(path)
    path.rename(old)
    try:
        folder.rename(path)
    except OSError:
        old.rename(path)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _sibling(path: Path) -> Path:
    return path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.partial")


def _sync_files(folder: Path) -> None:
    """Make the content durable before the name that promises it."""
    for path in folder.rglob("*"):
        if path.is_file():
            _sync(path)


def _sync(path: Path) -> None:
    """Make a file, or the renames in a folder, durable; Windows cannot open folders, and needs not."""
    if os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
