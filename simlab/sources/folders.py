"""Importer of pictures in folders of their classes: superclass/class/picture, at any depth."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from simlab.errors import ImageError, InputError, first_few
from simlab.images import SUFFIXES, inspect
from simlab.progress import SILENT, Progress
from simlab.sources.import_summary import ImportSummary
from simlab.workspace import SPLITS, Manifest, WorkspaceContent, create_workspace
from simlab.workspace.triple_table import COLUMNS as TRIPLE_COLUMNS


@dataclass(frozen=True)
class _Found:
    """One picture: its file, pool, path in the pool's folder, class path and split."""

    file: Path
    pool: str
    place: str
    label: str
    split: str


def import_folders(
    sources: Sequence[Path],
    out: Path,
    *,
    validation: Sequence[str] = (),
    test: Sequence[str] = (),
    name: str | None = None,
    license: str = "unknown",
    progress: Progress = SILENT,
) -> ImportSummary:
    """A workspace of pictures whose folders are their classes.

    Each source is a pool of its name. The class of a picture is the path of its folder inside the source, such as
    "vehicles/bus"; the folders above are groups of classes. There are no triples: the split says what a picture is for.
    A file that has a picture's suffix and cannot be read as one is left out, and counted.

    Args:
        sources: folders of different names.
        out: the new workspace.
        validation: names of those whose pictures are of split validation.
        test: names of those whose pictures are of split test; all others are of split train.
        name: of the workspace; default the name of its folder.
        license: terms of the pictures.
        progress: is told of stages and steps.

    Raises:
        InputError: a source is no folder, two have one name, a split names none of them, or there is no picture in a
            class.
        WorkspaceError: `out` exists and is not empty.
    """
    splits = _splits(sources, validation, test)
    listed = [found for source in sources for found in _pictures(source, splits[source.resolve().name])]
    if not listed:
        raise InputError(
            f"There are no pictures in folders below {', '.join(map(str, sources))}. Lay them out as CLASS/PICTURE or "
            f"GROUP/CLASS/PICTURE; pictures end in {', '.join(SUFFIXES)}."
        )
    readable, unreadable = _readable(listed, progress)
    images = pd.DataFrame(
        {
            "id": [f"{found.pool}/{found.place}" for found in readable],
            "pool": [found.pool for found in readable],
            "label": [found.label for found in readable],
            "split": [found.split for found in readable],
        }
    )
    manifest = Manifest(name=name or out.name, provenance=_provenance(sources, splits), license=license)
    content = WorkspaceContent(
        manifest=manifest,
        images=images,
        triples=pd.DataFrame(columns=list(TRIPLE_COLUMNS)),
        files=[found.file for found in readable],
        source=", ".join(map(str, sources)),
    )
    workspace = create_workspace(out, content, progress)
    rows = (*_counts(workspace.images), ("files that cannot be read, left out", len(unreadable)))
    return ImportSummary(workspace.path, rows, _warnings(workspace.images, unreadable))


def _splits(sources: Sequence[Path], validation: Sequence[str], test: Sequence[str]) -> dict[str, str]:
    """The split of each source, by its name."""
    if not sources:
        raise InputError("Name at least one folder of pictures.")
    for source in sources:
        if not source.is_dir():
            raise InputError(f"{source} is not a folder. Name folders that hold a folder per class.")
    names = [source.resolve().name for source in sources]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(
            f"{len(twice)} name(s) belong to several folders ({', '.join(twice)}). A folder's name becomes its pool: "
            "rename one of them."
        )
    unknown = [name for name in (*validation, *test) if name not in names]
    if unknown:
        raise InputError(
            f"{', '.join(unknown)}: no folder of that name is imported. --validation and --test take the names of "
            f"imported folders: {', '.join(names)}."
        )
    both = sorted(set(validation) & set(test))
    if both:
        raise InputError(f"{', '.join(both)} cannot be of split validation and of split test. Name it once.")
    return {name: "test" if name in test else "validation" if name in validation else "train" for name in names}


def _pictures(source: Path, split: str) -> list[_Found]:
    """Every picture below a class folder, in the order of paths; those in the source itself have no class."""
    pool, found = source.resolve().name, []
    for path in sorted(source.rglob("*")):
        if path.suffix.lower() in SUFFIXES and path.is_file() and path.parent != source:
            place = path.relative_to(source)
            found.append(_Found(path, pool, place.as_posix(), place.parent.as_posix(), split))
    return found


def _readable(listed: Sequence[_Found], progress: Progress) -> tuple[list[_Found], list[_Found]]:
    progress.stage("reading pictures", len(listed))
    readable, unreadable = [], []
    for found in listed:
        try:
            inspect(found.file)
        except ImageError as error:
            progress.log(str(error))
            unreadable.append(found)
        else:
            readable.append(found)
        progress.advance()
    if not readable:
        raise InputError(
            f"None of {len(listed):,} files can be read as a picture (first: {listed[0].file}). Replace or remove them."
        )
    return readable, unreadable


def _counts(images: pd.DataFrame) -> list[tuple[str, int | str]]:
    rows: list[tuple[str, int | str]] = [("images", len(images))]
    for split in SPLITS:
        part = images[images["split"] == split]
        pools = ", ".join(part["pool"].unique()) or "no folder"
        rows.append((f"images, {split}", f"{len(part):,} ({part['label'].nunique():,} classes; {pools})"))
    groups = images["label"].str.rpartition("/")[0]
    rows.append(("groups of classes", int(groups[groups != ""].nunique())))
    rows.append(("levels of folders", int(images["label"].str.count("/").max()) + 1))
    return rows


def _warnings(images: pd.DataFrame, unreadable: Sequence[_Found]) -> tuple[str, ...]:
    found = []
    if unreadable:
        found.append(
            f"{len(unreadable):,} file(s) cannot be read as pictures and are left out (first: "
            f"{first_few(str(each.file) for each in unreadable)})."
        )
    alike = images.groupby("sha256")["split"].nunique()
    crossing = images[images["sha256"].isin(alike[alike > 1].index)]
    if len(crossing):
        found.append(
            f"{crossing['sha256'].nunique():,} picture(s) lie in several splits as the same file (first: "
            f"{first_few(crossing['id'])}): figures of one split are not independent of the other."
        )
    shared = set(images["label"][images["split"] == "train"]) & set(images["label"][images["split"] == "test"])
    if shared:
        found.append(
            f"{len(shared):,} class(es) have pictures of split train and of split test (first: "
            f"{first_few(sorted(shared))}): test figures are not about unseen classes only."
        )
    return tuple(found)


def _provenance(sources: Sequence[Path], splits: dict[str, str]) -> str:
    told = ", ".join(f"{source.resolve().name} ({splits[source.resolve().name]})" for source in sources)
    return f"Pictures in folders of their classes: {told}. The class of a picture is the path of its folder."
