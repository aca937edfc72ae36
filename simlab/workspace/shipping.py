"""A copy of a workspace to be shipped: what is needed to open it, nothing that can be made again, and small."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from simlab.errors import InputError
from simlab.workspace.atomic import new_folder
from simlab.workspace.database import FILE_NAME as DATABASE
from simlab.workspace.manifest import read_manifest, write_manifest
from simlab.workspace.workspace import Workspace

MOST_BYTES = 40_000_000
_LEFT_OUT = shutil.ignore_patterns("cache", ".*", "checkpoint.safetensors", f"{DATABASE}*")


def ship(workspace: Workspace, out: Path) -> int:
    """Write a shipped copy of a workspace, in place of an earlier one.

    Cache, checkpoints and picture files that are painted from a generator stay behind; the database is copied by
    SQLite itself, so that nobody need close it.

    Args:
        workspace: to be shipped; every image has a generator or no picture at all.
        out: the folder of the copy.

    Returns:
        its size in bytes.

    Raises:
        InputError: it has picture files, or would be larger than MOST_BYTES.
    """
    files = int(workspace.images["path"].notna().sum())
    if files:
        raise InputError(
            f"Workspace {workspace.manifest.name!r} has {files:,} picture files. Only workspaces whose pictures are "
            "painted from a generator are shipped."
        )
    with new_folder(out, replace=True) as draft:
        shutil.copytree(workspace.path, draft, ignore=_LEFT_OUT, dirs_exist_ok=True)
        if (workspace.path / DATABASE).is_file():
            with (
                closing(sqlite3.connect(workspace.path / DATABASE)) as source,
                closing(sqlite3.connect(draft / DATABASE)) as copy,
            ):
                source.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")
                copy.execute("VACUUM")
        write_manifest(draft, replace(read_manifest(draft), shipped=True))
        size = sum(path.stat().st_size for path in draft.rglob("*") if path.is_file())
        if size > MOST_BYTES:
            raise InputError(
                f"The copy would have {size / 1e6:.1f} MB; at most {MOST_BYTES / 1e6:.0f} MB are shipped. Build a "
                "smaller world, or store vectors in half precision (--store fp16)."
            )
    return size
