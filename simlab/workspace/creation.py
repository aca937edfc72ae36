"""Making a workspace: tables checked, image files copied and decoded, all of it there at the end or nothing."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from simlab.errors import InputError, first_few
from simlab.images import ImageFacts, inspect
from simlab.progress import SILENT, Progress
from simlab.workspace.answer_table import answer_table
from simlab.workspace.atomic import new_folder, write_json, write_parquet
from simlab.workspace.image_table import COLUMNS, image_table
from simlab.workspace.manifest import Manifest, write_manifest
from simlab.workspace.triple_table import triple_table
from simlab.workspace.workspace import Workspace


@dataclass(frozen=True)
class WorkspaceContent:
    """Everything a source has to say.

    Attributes:
        manifest: name, provenance, contexts.
        images: see `image_table.COLUMNS`; `path`, `width`, `height` and `sha256` are filled in here.
        triples: see `triple_table.COLUMNS`.
        files: per image its file outside the workspace, or None where it has none.
        source: where all of it came from, for messages.
        answers: see `answer_table.COLUMNS`, or None.
        records: further JSON files by name, for what only the source knows (the parameters of a simulation, say).
    """

    manifest: Manifest
    images: pd.DataFrame
    triples: pd.DataFrame
    files: Sequence[Path | None]
    source: str
    answers: pd.DataFrame | None = None
    records: Mapping[str, Any] = field(default_factory=dict)


def create_workspace(path: Path, content: WorkspaceContent, progress: Progress = SILENT) -> Workspace:
    """Check everything, then write a new workspace.

    Raises:
        WorkspaceError: `path` exists and is not empty.
        InputError: a table is not valid, or an image cannot be read.
        JobCancelled: the user asked to stop; nothing is left behind.
    """
    if len(content.files) != len(content.images):
        raise InputError(f"{content.source}: {len(content.files)} files for {len(content.images)} images.")
    with new_folder(path) as draft:
        images = content.images.reset_index(drop=True)
        images = image_table(images.assign(path=_stored_paths(images, content.files)), content.source)
        triples = triple_table(content.triples, images, content.source)
        write_parquet(draft / "triples.parquet", triples)
        if content.answers is not None:
            write_parquet(draft / "answers.parquet", answer_table(content.answers, triples, content.source))
        write_parquet(draft / "images.parquet", _with_files(images, content.files, draft, progress))
        for name, record in content.records.items():
            write_json(draft / name, record)
        write_manifest(draft, content.manifest)
    return Workspace(path)


def _stored_paths(images: pd.DataFrame, files: Sequence[Path | None]) -> list[str | None]:
    """`images/POOL/ID`, keeping the suffix of the file where the id has none."""
    paths: list[str | None] = []
    for name, pool, file in zip(images["id"], images["pool"], files, strict=True):
        if file is None:
            paths.append(None)
            continue
        relative = str(name).removeprefix(f"{pool}/")
        suffix = "" if relative.lower().endswith(file.suffix.lower()) else file.suffix
        paths.append(f"images/{pool}/{relative}{suffix}")
    _refuse_one_path_for_two(pd.DataFrame({"id": images["id"], "path": paths}).dropna())
    return paths


def _refuse_one_path_for_two(stored: pd.DataFrame) -> None:
    """Case does not count, because it does not on every file system."""
    shared = stored[stored["path"].str.lower().duplicated(keep=False)]
    if len(shared):
        raise InputError(
            f"{len(shared):,} images would share their file in the workspace (first: {first_few(shared['id'])}): their "
            "ids differ only in case, suffix or pool. Rename them."
        )


def _with_files(images: pd.DataFrame, files: Sequence[Path | None], folder: Path, progress: Progress) -> pd.DataFrame:
    """Copy and decode every file; the table with sizes and checksums."""
    count = sum(file is not None for file in files)
    if not count:
        return images
    progress.stage("copying and checking images", count)
    found: dict[int, ImageFacts] = {}
    for row, file in enumerate(files):
        if file is None:
            continue
        found[row] = inspect(file)
        target = folder / str(images["path"].iloc[row])
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
        progress.advance()
    facts = pd.DataFrame.from_dict({row: asdict(of_file) for row, of_file in found.items()}, orient="index")
    return images.assign(**{column: facts[column].reindex(images.index).astype(COLUMNS[column]) for column in facts})
