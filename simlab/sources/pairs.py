"""Importer of pairs: two folders that show the same things, picture for picture, matched by file name."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from simlab.errors import InputError, first_few
from simlab.images import SUFFIXES
from simlab.progress import SILENT, Progress
from simlab.sources.import_summary import ImportSummary
from simlab.sources.random_split import check_share
from simlab.workspace import Manifest, WorkspaceContent, create_workspace
from simlab.workspace.triple_table import COLUMNS as TRIPLE_COLUMNS

SOURCE, TARGET, UNLABELLED = "source", "target", "unlabelled"
_FEWEST_PAIRS = 2


def import_pairs(
    source: Path,
    target: Path,
    out: Path,
    *,
    unlabelled: Path | None = None,
    test_share: float = 0.0,
    seed: int = 0,
    name: str | None = None,
    license: str = "unknown",
    progress: Progress = SILENT,
) -> ImportSummary:
    """A workspace in which every source picture asks for the target picture of its name.

    A name is the path inside its folder without the suffix, in small and capital letters as written. Images are
    `source/NAME` and `target/NAME`: `object` is NAME, pool and `rendition` say which of the two it is. Pictures without
    a counterpart are left out, counted and named.

    Args:
        source: a folder of pictures; those in folders inside it count too.
        target: a folder of the same things under the same names.
        out: the new workspace.
        unlabelled: a folder of further pictures without pairs, to be learned from (split train).
        test_share: share of the pairs, rounded, that becomes the test split; the others are validation.
        seed: of that draw.
        name: of the workspace; default the name of its folder.
        license: of the pictures.
        progress: is told of stages and steps.

    Raises:
        InputError: a folder does not exist or has two pictures of one name, fewer than two pairs are found, a picture
            cannot be read, or a share is out of range.
        WorkspaceError: `out` exists and is not empty.
    """
    check_share(test_share, "test share")
    progress.stage("looking for pairs", None)
    folders = {SOURCE: _pictures(source), TARGET: _pictures(target)}
    names = sorted(folders[SOURCE].keys() & folders[TARGET].keys())
    if len(names) < _FEWEST_PAIRS:
        raise InputError(
            f"{len(names)} of {len(folders[SOURCE]):,} pictures in {source} have their name among the "
            f"{len(folders[TARGET]):,} in {target}; at least {_FEWEST_PAIRS} pairs are needed. A pair has the same "
            "file name in both folders; suffixes may differ."
        )
    further = _pictures(unlabelled) if unlabelled else {}
    split = _splits(len(names), test_share, seed)
    images = pd.concat([_rows(names, SOURCE, split), _rows(names, TARGET, split), _rows(sorted(further), UNLABELLED)])
    content = WorkspaceContent(
        manifest=Manifest(name or out.name, provenance=_provenance(test_share, seed), license=license),
        images=images,
        triples=pd.DataFrame(columns=list(TRIPLE_COLUMNS)),
        files=[*(folder[item] for folder in folders.values() for item in names), *map(further.get, sorted(further))],
        source=str(source),
    )
    workspace = create_workspace(out, content, progress)
    counted = [(f"pairs, {part}", split.count(part)) for part in ("validation", "test")]
    rows: list[tuple[str, int | str]] = [("images", len(images)), ("pairs", len(names)), *counted]
    rows.append(("unlabelled pictures", len(further)))
    for side, other in ((SOURCE, TARGET), (TARGET, SOURCE)):
        alone = sorted(folders[side].keys() - folders[other].keys())
        rows.append((f"{side} pictures without a {other}, left out", _counted(alone)))
    return ImportSummary(workspace.path, tuple(rows), warnings=_warnings(workspace.images, bool(further)))


def _pictures(folder: Path) -> dict[str, Path]:
    """By their path inside the folder, without the suffix."""
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder. Name the folder that holds the pictures.")
    found: dict[str, Path] = {}
    twice: list[str] = []
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES and path.is_file():
            name = path.relative_to(folder).with_suffix("").as_posix()
            if name in found:
                twice.append(name)
            found[name] = path
    if twice:
        raise InputError(
            f"{folder}: {len(twice):,} name(s) have two pictures that differ in their suffix alone (first: "
            f"{first_few(twice)}). Keep one of each."
        )
    return found


def _splits(pairs: int, test_share: float, seed: int) -> list[str]:
    """A split per pair, in order of their names."""
    tested = round(test_share * pairs)
    if test_share and not 0 < tested < pairs:
        raise InputError(
            f"{test_share:.0%} of {pairs} pairs are {tested}, and both splits need one pair at least. "
            "Choose another test share, or 0 to do without a test split."
        )
    chosen = set(np.random.default_rng(seed).permutation(pairs)[:tested].tolist())
    return ["test" if number in chosen else "validation" for number in range(pairs)]


def _rows(names: Sequence[str], pool: str, split: Sequence[str] | None = None) -> pd.DataFrame:
    rows = pd.DataFrame({"id": [f"{pool}/{item}" for item in names], "pool": pool, "split": split or "train"})
    return rows if split is None else rows.assign(object=list(names), rendition=pool)


def _counted(names: Sequence[str]) -> int | str:
    return f"{len(names):,} ({first_few(names)})" if names else 0


def _provenance(test_share: float, seed: int) -> str:
    drawn = f"{test_share:g} of the pairs, drawn with seed {seed}" if test_share else "none"
    return f"Pairs of a source and a target picture, matched by file name. Test pairs: {drawn}; the others: validation."


def _warnings(images: pd.DataFrame, has_unlabelled: bool) -> tuple[str, ...]:
    if not has_unlabelled:
        return (
            "There are no pictures to learn from: all are in pairs, which only measure. Name a folder of further "
            "pictures (--unlabelled) to train on them.",
        )
    paired = images["sha256"][images["pool"] != UNLABELLED]
    copies = images["id"][(images["pool"] == UNLABELLED) & images["sha256"].isin(paired)]
    if copies.empty:
        return ()
    return (
        f"{len(copies):,} unlabelled picture(s) are copies of pictures in pairs (first: {first_few(copies)}). "
        "Training leaves them out.",
    )
