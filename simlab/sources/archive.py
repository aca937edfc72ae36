"""Unpacking a .zip that somebody uploaded: nothing outside the folder, nothing without bound."""

import errno
import lzma
import shutil
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from simlab.errors import InputError
from simlab.workspace.atomic import new_folder

MAX_BYTES = 20 * 2**30
MAX_FILES = 500_000
# What zipfile and its decompressors raise on damaged or unusual content.
_DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)
# Of the system's errors: bz2 has none; a file where a name wants a folder; a name that no file can have.
_DAMAGE_NUMBERS = (None, errno.EEXIST, errno.EISDIR, errno.ENOTDIR, errno.ENAMETOOLONG)


def unpack_archive(archive: Path, folder: Path) -> Path:
    """Unpack a .zip into a new folder; what macOS adds of its own (`__MACOSX/`, `.DS_Store`) is left out.

    Returns:
        the folder that holds the content: where everything in the archive lies in one folder, that folder.

    Raises:
        InputError: it is no .zip, is damaged, holds nothing or too much, or a name in it leads outside.
        WorkspaceError: `folder` exists and is not empty.
    """
    try:
        with zipfile.ZipFile(archive) as opened, new_folder(folder) as draft:
            members = {member: _path_in(member, archive) for member in opened.infolist() if not member.is_dir()}
            members = {member: path for member, path in members.items() if not _is_of_macos(path)}
            _refuse_size(members, archive)
            for member, path in members.items():
                target = draft / path
                target.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(member) as source, target.open("wb") as sink:
                    shutil.copyfileobj(source, sink)
    except (*_DAMAGE, OSError) as error:
        if isinstance(error, OSError) and error.errno not in _DAMAGE_NUMBERS:
            raise
        raise InputError(
            f"{archive.name} cannot be unpacked ({error}). Make the .zip again, without a password."
        ) from None
    inside = list(folder.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder


def _path_in(member: zipfile.ZipInfo, archive: Path) -> PurePosixPath:
    """Where a file goes; some programs separate folders by a backslash."""
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if not path.parts or path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        raise InputError(
            f"{archive.name} holds {member.filename!r}, which leads out of the archive. It is not unpacked. "
            "Make the .zip again from inside its folder."
        )
    return path


def _is_of_macos(path: PurePosixPath) -> bool:
    return path.parts[0] == "__MACOSX" or path.name == ".DS_Store"


def _refuse_size(members: Collection[zipfile.ZipInfo], archive: Path) -> None:
    if not members:
        raise InputError(f"{archive.name} holds no files. Make the .zip again from inside its folder.")
    size = sum(member.file_size for member in members)
    if len(members) > MAX_FILES or size > MAX_BYTES:
        raise InputError(
            f"{archive.name} holds {len(members):,} files of {size / 2**30:.1f} GiB in all; at most "
            f"{MAX_FILES:,} files and {MAX_BYTES / 2**30:.0f} GiB are unpacked. Give the path of a folder instead."
        )
