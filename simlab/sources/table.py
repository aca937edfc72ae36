"""Importer of the table that users bring: one row per question or per answer, as CSV or Parquet."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from simlab.errors import InputError, first_few
from simlab.progress import SILENT, Progress
from simlab.sources.candidate_order import balanced_coin, swap_candidates
from simlab.sources.data_health import HealthRow, health_rows
from simlab.sources.import_summary import ImportSummary
from simlab.sources.picture_folder import PictureFolder
from simlab.sources.random_split import splits_of_references
from simlab.sources.table_answers import aggregate_answers
from simlab.sources.table_columns import IDS, metadata_columns, read_columns
from simlab.sources.table_file import PLACE, is_csv, read_table, refuse_rows
from simlab.workspace import Manifest, WorkspaceContent, create_workspace
from simlab.workspace.triple_table import question_keys

Order = Literal["kept", "random"]
_ONE_SIDED = 0.95
_ENOUGH_CHOICES = 20


def import_table(
    source: Path,
    out: Path,
    *,
    images: Path | None = None,
    order: Order = "kept",
    validation_share: float = 0.2,
    test_share: float = 0.2,
    seed: int = 0,
    pool: str = "images",
    name: str | None = None,
    license: str = "unknown",
    progress: Progress = SILENT,
) -> ImportSummary:
    """A workspace from a user's own table; docs/formats.md describes its columns.

    Args:
        source: CSV or Parquet with reference, a, b, and choice or votes_a and votes_b; optional split, context,
            annotator, time, class_a, class_b, held_out, row, id; further columns are kept as metadata.
        out: the new workspace.
        images: the folder that the ids are paths in, or None for labels only.
        order: `random` draws anew which candidate is A (for tables that list the nearer one first).
        validation_share, test_share: shares of the references, used only where the table has no split column.
        seed: of the random split and the random order.
        pool: the name of the image set; its images are ordered by id.
        name: of the workspace; default the name of its folder.
        license: of images and answers.
        progress: is told of stages and steps.

    Raises:
        InputError: the table or a picture is not valid; the message names file, row and remedy.
        WorkspaceError: `out` exists and is not empty.
    """
    if order not in ("kept", "random"):
        raise InputError(f"{order!r} is no order of candidates; use 'kept' or 'random'.")
    progress.stage("reading the table", None)
    table = read_columns(read_table(source), source)
    _refuse_leak_into_held_out(table, source)
    pictures = _image_table(table, pool, source)
    files = _files(pictures["id"], images, source)
    own_split = "split" in table
    answers = None
    if "annotator" in table:
        table, answers = aggregate_answers(table, source)
    if not own_split:
        try:
            table["split"] = splits_of_references(table["reference"], validation_share, test_share, seed)
        except InputError as error:
            raise InputError(f"{source}: {error}") from None
    triples = _triples(table, pictures, source)
    if answers is not None:
        answers = answers.assign(triple=triples["id"].to_numpy()[answers["position"]]).drop(columns="position")
    one_sided = _share_of_a(triples)
    if order == "random":
        swapped = balanced_coin(triples["split"], seed)
        triples = swap_candidates(triples.assign(listed_first="A"), swapped)
        if answers is not None:
            swapped_ids = set(triples["id"].to_numpy()[swapped])
            answers = swap_candidates(answers, answers["triple"].isin(swapped_ids).to_numpy())
    contexts = table["context"].dropna().unique().tolist() if "context" in table else []
    split_rule = (
        "split as given in the table"
        if own_split
        else f"references at random: validation {validation_share:g}, test {test_share:g} (seed {seed})"
    )
    order_rule = "as in the table" if order == "kept" else f"at random, balanced within each split (seed {seed})"
    manifest = Manifest(
        name=name or out.name,
        provenance=f"Table {source.name}. Splits: {split_rule}. Order of A and B: {order_rule}.",
        license=license,
        contexts=tuple(contexts),
    )
    content = WorkspaceContent(
        manifest=manifest, images=pictures, triples=triples, files=files, source=str(source), answers=answers
    )
    workspace = create_workspace(out, content, progress)
    rows: list[HealthRow] = [("splits", split_rule), ("order of A and B", order_rule), ("contexts", len(contexts))]
    if answers is not None:
        rows += [("single answers", len(answers)), ("annotators", int(answers["annotator"].nunique()))]
    metadata = metadata_columns(table)
    if metadata:
        rows.append(("metadata columns", ", ".join(metadata)))
    return ImportSummary(
        workspace.path,
        (*health_rows(workspace.images, workspace.triples), *rows),
        warnings=_order_warning(*one_sided) if order == "kept" else (),
    )


def _image_table(table: pd.DataFrame, pool: str, source: Path) -> pd.DataFrame:
    """All images of the triples, by id; a reference has the context of its rows."""
    ids = np.unique(table[list(IDS)].to_numpy(dtype=object).astype(str))
    images = pd.DataFrame({"id": ids, "pool": pool})
    if "context" in table:
        known = table.dropna(subset=["context"])
        several = known.groupby("reference")["context"].transform("nunique") > 1
        refuse_rows(known, several, source, "give a reference more than one context", "A reference has one context.")
        images["context"] = images["id"].map(known.drop_duplicates("reference").set_index("reference")["context"])
    return images


def _files(ids: pd.Series, images: Path | None, source: Path) -> Sequence[Path | None]:
    if images is None:
        return [None] * len(ids)
    folder = PictureFolder(images)
    folder.refuse_leaving(ids, str(source))
    files = [folder.at(str(image_id)) for image_id in ids]
    missing = [image_id for image_id, file in zip(ids, files, strict=True) if file is None]
    if missing:
        raise InputError(
            f"{source} names {len(missing):,} of {len(ids):,} images that are not in {images} (first: "
            f"{first_few(missing)}). Ids are file names relative to that folder; add the files, correct the ids, or "
            "leave --images out to import labels only."
        )
    return files


def _triples(table: pd.DataFrame, images: pd.DataFrame, source: Path) -> pd.DataFrame:
    row_of = pd.Series(images.index, index=images["id"])
    triples = table.drop(columns=[PLACE, "context", *IDS], errors="ignore")
    triples[list(IDS)] = pd.DataFrame({column: table[column].map(row_of) for column in IDS})
    if "context" in table:
        triples["cluster"] = table["context"].where(table["split"] == "train")
    numbered = pd.Series([f"{'line' if is_csv(source) else 'row'}-{place}" for place in table[PLACE]], dtype="string")
    triples["id"] = table["id"].fillna(numbered) if "id" in table else numbered
    own_rows = bool((table["row"] != table[PLACE]).any())
    triples["source"] = f"{source.name}, column 'row'" if own_rows else source.name
    return triples


def _refuse_leak_into_held_out(table: pd.DataFrame, source: Path) -> None:
    """Held-out rows measure what a model was not trained on, so a question is held out everywhere or nowhere."""
    questions = question_keys(table[list(IDS)].astype(object))
    both = table["held_out"].groupby(questions).transform("nunique") > 1
    refuse_rows(table, both, source, "ask a question that is both held out and not", "Make held_out the same for each.")
    if "split" in table:
        elsewhere = table["held_out"] & (table["split"] != "train")
        refuse_rows(table, elsewhere, source, "are held out but not in the train split", "Clear held_out there.")


def _share_of_a(triples: pd.DataFrame) -> tuple[float, int]:
    decided = triples["choice"][triples["choice"] != "tie"]
    return float((decided == "A").mean()) if len(decided) else 0.5, len(decided)


def _order_warning(share_of_a: float, choices: int) -> tuple[str, ...]:
    share = max(share_of_a, 1 - share_of_a)
    if choices < _ENOUGH_CHOICES or share <= _ONE_SIDED:
        return ()
    side = "A" if share_of_a > 0.5 else "B"
    return (
        f"{share:.1%} of {choices:,} choices are {side}: this table seems to list the nearer candidate on one "
        f"side, and a model that always answers {side} would look nearly perfect. Import again with random order "
        "(--order random).",
    )
