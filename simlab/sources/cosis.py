"""Importer of CoSIS (Liao & Chen, "Image Similarity using an Ensemble of Context-Sensitive Models", KDD 2024)."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from simlab.errors import InputError, first_few
from simlab.progress import SILENT, Progress
from simlab.sources.candidate_order import balanced_coin, swap_candidates
from simlab.sources.cosis_cross_check import align, check_row
from simlab.sources.cosis_labels import read_filename_dict, read_npy_triples, read_txt_triples
from simlab.sources.data_health import HealthRow, health_rows
from simlab.sources.import_summary import ImportSummary
from simlab.sources.picture_folder import PictureFolder
from simlab.workspace import Manifest, WorkspaceContent, create_workspace

ANCHORS = (715, 2723, 389, 1673, 1006, 254, 2352, 667)
CONTEXTS = tuple(f"ref-{anchor}" for anchor in ANCHORS)
_CLUSTER_POOL, _TEST_POOL = "val", "train"


def import_cosis(
    source: Path,
    out: Path,
    *,
    images: Path | None = None,
    seed: int = 0,
    name: str | None = None,
    progress: Progress = SILENT,
) -> ImportSummary:
    """A workspace of the 30,054 CoSIS triples, with a cross-check of the two forms in which they are published.

    Choices and classes come from the text rows. A is the array's first candidate where the array has the triple, and
    drawn by `seed` where it has not (`in_published_arrays` says which). Images are `val/460`, `train/5880`: all of
    `filename_dict.txt`, in its order, with `pool_index` and `file_name`. `mulref_val` is validation, `mulref_test`
    test; each `dist_REF` is the training cluster `ref-REF`, whose last third of rows is held out. A triple's `row` is
    the line of its text file, counted from 1.

    Args:
        source: a folder with `txt_labels/`, `npy_labels/` and `filename_dict.txt`.
        out: the new workspace.
        images: a folder that holds BG-20K, or None for labels only; pictures that are not there are left out.
        seed: of the order of candidates where the source has none.
        name: of the workspace; default the name of its folder.
        progress: is told of stages and steps.

    Raises:
        InputError: a file is missing or not as described.
        WorkspaceError: `out` exists and is not empty.
    """
    dictionary = read_filename_dict(source / "filename_dict.txt")
    stems = ["mulref_val", "mulref_test", *(f"dist_{anchor}" for anchor in ANCHORS)]
    image_rows = {
        pool: pd.Series(rows.to_numpy(), index=dictionary["pool_index"].iloc[rows])
        for pool, rows in dictionary.groupby("pool").groups.items()
    }
    progress.stage("reading labels", len(stems))
    parts, report = [], []
    for stem in stems:
        part, line = _read_file(source, stem)
        parts.append(_with_image_rows(part, image_rows, source / "txt_labels" / f"{stem}.txt"))
        report.append(line)
        progress.advance()
    triples = _in_order(pd.concat(parts, ignore_index=True), seed)
    files = _pictures(images, dictionary)
    manifest = Manifest(
        name=name or out.name,
        provenance=_provenance(seed),
        license="unknown: see github.com/Zukang-Liao/Context-Sensitive-Image-Similarity",
        contexts=CONTEXTS,
    )
    table = dictionary.assign(id=dictionary["pool"] + "/" + dictionary["pool_index"].astype(str))
    content = WorkspaceContent(manifest=manifest, images=table, triples=triples, files=files, source=str(source))
    workspace = create_workspace(out, content, progress)
    cross_check = pd.DataFrame(report)
    absent = [line["file"] for line in report if line["triples in npy"] == 0]
    return ImportSummary(
        workspace.path,
        (*health_rows(workspace.images, workspace.triples), *_own_rows(workspace.triples, cross_check, files, images)),
        warnings=(f"No published array for {first_few(absent, 10)}: A and B were drawn at random.",) if absent else (),
        cross_check=cross_check,
    )


def _read_file(source: Path, stem: str) -> tuple[pd.DataFrame, dict[str, object]]:
    """Triples of one file with everything but image rows and final order, and its line of the cross-check."""
    txt = read_txt_triples(source / "txt_labels" / f"{stem}.txt")
    published = read_npy_triples(source / "npy_labels" / f"{stem}.npy", len(txt))
    aligned = align(txt, published)
    cluster = f"ref-{stem.removeprefix('dist_')}" if stem.startswith("dist_") else None
    held_out = _last_third(aligned["row"]) if cluster else np.zeros(len(aligned), dtype=bool)
    part = aligned.assign(
        id=[f"{stem}/{row}/{pair + 1}" for row, pair in zip(aligned["row"], aligned["pair"], strict=True)],
        split={"mulref_val": "validation", "mulref_test": "test"}.get(stem, "train"),
        cluster=cluster,
        held_out=held_out,
        source=f"{stem}.txt",
    )
    return part, check_row(stem, aligned, len(published), held_out)


def _last_third(rows: pd.Series) -> np.ndarray:
    """Which triples belong to the last third of the rows: a third rounded to the nearest whole row."""
    lines = np.sort(rows.unique())
    first_held_out = len(lines) - round(len(lines) / 3)
    return np.isin(rows.to_numpy(), lines[first_held_out:])


def _with_image_rows(part: pd.DataFrame, image_rows: dict[str, pd.Series], file: Path) -> pd.DataFrame:
    pool = _TEST_POOL if file.stem == "mulref_test" else _CLUSTER_POOL
    known = image_rows.get(pool, pd.Series(dtype="int64"))
    for column in ("reference", "nearer", "farther"):
        unknown = part[~part[column].isin(known.index)]
        if len(unknown):
            first = unknown.iloc[0]
            raise InputError(
                f"{file}: {len(unknown):,} of {len(part):,} triples name an unknown image (first: "
                f"{pool}/{first[column]} in line {first['row']}). The {pool} pool of filename_dict.txt has "
                f"{len(known):,} images; complete it."
            )
    return part.assign(**{column: part[column].map(known) for column in ("reference", "nearer", "farther")})


def _in_order(part: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The nearer candidate as A where the arrays say so, at random where they say nothing, else as B."""
    nearer_first = pd.DataFrame(
        {
            **{column: part[column] for column in ("id", "split", "cluster", "held_out", "source", "row", "reference")},
            "a": part["nearer"],
            "b": part["farther"],
            "choice": "A",
            "class_a": part["class_nearer"],
            "class_b": part["class_farther"],
            "listed_first": "A",
            "in_published_arrays": part["in_published_arrays"],
        }
    )
    silent = ~part["in_published_arrays"].to_numpy()
    swapped = (part["nearer_is_a"] == 0).fillna(False).to_numpy(dtype=bool)
    swapped[silent] = balanced_coin(part["split"][silent], seed)
    return swap_candidates(nearer_first, swapped)


def _pictures(images: Path | None, dictionary: pd.DataFrame) -> list[Path | None]:
    if images is None:
        return [None] * len(dictionary)
    folder = PictureFolder(images)
    return [folder.anywhere(file, pool) for file, pool in zip(dictionary["file_name"], dictionary["pool"], strict=True)]


def _own_rows(
    triples: pd.DataFrame, cross_check: pd.DataFrame, files: Sequence[Path | None], images: Path | None
) -> list[HealthRow]:
    found = sum(file is not None for file in files)
    crossing = int(cross_check["trained on and held out"].sum())
    rows: list[HealthRow] = [
        ("triples in the published arrays", int(triples["in_published_arrays"].sum())),
        ("triples of equal class (choices, not ties)", int(cross_check["equal classes"].sum())),
        ("questions of a cluster both trained on and held out", crossing),
    ]
    if images is not None:
        rows.append((f"pictures under {images}", f"{found:,} found, {len(files) - found:,} missing"))
    return rows


def _provenance(seed: int) -> str:
    return (
        "CoSIS labels on BG-20K; Liao & Chen, Image Similarity using an Ensemble of Context-Sensitive Models, KDD "
        "2024, arXiv 2401.07951 (github.com/Zukang-Liao/Context-Sensitive-Image-Similarity). Choices and classes from "
        "the txt rows (nearest first; pairs (1,2), (1,3), (2,3)); 'row' is the line of the txt file, from 1. A is the "
        "first candidate of the published array where it has the triple (in_published_arrays), else drawn at random, "
        f"balanced within each split, seed {seed}. Candidates of equal class are choices, not ties. mulref_val is "
        "validation, mulref_test is test (pool train); of each cluster the last third of the rows, rounded to the "
        "nearest row, is held out. Clusters are named after their anchors, in the paper's order: "
        f"{', '.join(CONTEXTS)}. The paper's "
        "contexts (indoor, city, ocean, field, mountain, forest, flower, abstract) are not assigned to "
        "them, because the source does not say which is which. Images: all of filename_dict.txt, 'pool_index' is the "
        "index there."
    )
