"""Unpacking a .zip that somebody uploaded: nothing outside the folder, nothing without bound."""

import shutil
import zipfile
from pathlib import Path, PurePosixPath

from simlab.errors import InputError
from simlab.workspace.atomic import new_folder

MAX_BYTES = 20 * 2**30
MAX_FILES = 500_000


def unpack_archive(archive: Path, folder: Path) -> Path:
    """Unpack a .zip into a new folder.

    Returns:
        the folder that holds the content: where everything in the archive lies in one folder, that folder.

    Raises:
        InputError: it is no .zip, is damaged, holds too much, or a name in it leads outside.
        WorkspaceError: `folder` exists and is not empty.
    """
    try:
        with zipfile.ZipFile(archive) as opened, new_folder(folder) as draft:
            members = [member for member in opened.infolist() if not member.is_dir()]
            _refuse_unsafe(members, archive)
            for member in members:
                target = draft / PurePosixPath(member.filename)
                target.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(member) as source, target.open("wb") as sink:
                    shutil.copyfileobj(source, sink)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(
            f"{archive.name} cannot be unpacked ({error}). Make the .zip again, without a password."
        ) from None
    inside = list(folder.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder


def _refuse_unsafe(members: list[zipfile.ZipInfo], archive: Path) -> None:
    size = sum(member.file_size for member in members)
    if len(members) > MAX_FILES or size > MAX_BYTES:
        raise InputError(
            f"{archive.name} holds {len(members):,} files of {size / 2**30:.1f} GiB in all; at most "
            f"{MAX_FILES:,} files and {MAX_BYTES / 2**30:.0f} GiB are unpacked. Give the path of a folder instead."
        )
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
            raise InputError(
                f"{archive.name} holds {member.filename!r}, which leads out of the archive. It is not unpacked. "
                "Make the .zip again from inside its folder."
            )
