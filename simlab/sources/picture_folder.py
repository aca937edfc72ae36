"""Finding pictures by name in a folder that somebody names, without ever leaving it."""

import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from simlab.errors import InputError, first_few
from simlab.images import SUFFIXES


class PictureFolder:
    """All pictures under a folder, listed once."""

    def __init__(self, folder: Path) -> None:
        """Lists the folder; raises InputError when there is none."""
        if not folder.is_dir():
            raise InputError(f"{folder} is not a folder. --images names the folder that holds the pictures.")
        self.folder = folder
        self._by_stem: dict[str, list[Path]] = {}
        self._by_path: dict[str, list[Path]] = {}
        for parent, folders, files in os.walk(folder):
            folders.sort()
            for file in sorted(files):
                path = Path(parent, file)
                if path.suffix.lower() in SUFFIXES:
                    self._by_stem.setdefault(path.stem, []).append(path)
                    relative = path.relative_to(folder)
                    self._by_path.setdefault(relative.with_suffix("").as_posix(), []).append(path)

    def anywhere(self, name: str, preferred_parent: str) -> Path | None:
        """The picture of that name (any suffix) wherever it lies, first of all in a folder `preferred_parent`."""
        found = self._by_stem.get(Path(name).stem, [])
        preferred = [path for path in found if path.parent.name == preferred_parent]
        return next(iter([*preferred, *found]), None)

    def at(self, relative: str) -> Path | None:
        """The picture at a path inside the folder; the suffix may be left out where that is clear.

        Raises:
            InputError: several pictures differ in nothing but their suffix.
        """
        exact = self.folder / relative
        if exact.is_file():
            return exact
        found = self._by_path.get(PurePosixPath(relative).as_posix(), [])
        if len(found) > 1:
            raise InputError(
                f"{relative!r} fits {len(found)} pictures in {self.folder} "
                f"({first_few(path.name for path in found)}). Write the suffix too."
            )
        return found[0] if found else None

    def refuse_leaving(self, names: Iterable[str], source: str) -> None:
        """Refuse names that lead out of the folder, by '..', an absolute path, or a link.

        Raises:
            InputError: there are such names.
        """
        base = self.folder.resolve()
        outside = [name for name in names if _leads_out(name, base)]
        if outside:
            raise InputError(
                f"{source}: {len(outside):,} image id(s) lead out of the images folder {self.folder} "
                f"(first: {first_few(outside)}). Ids are paths inside that folder; copy the pictures into it."
            )


def _leads_out(name: str, base: Path) -> bool:
    parts = PurePosixPath(name.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in name or "\0" in name:
        return True
    return not (base / parts).resolve().is_relative_to(base)
