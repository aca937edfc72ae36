"""Importer of material answers (Lagunas et al., "A Similarity Measure for Material Appearance", ACM TOG 2019)."""

from pathlib import Path

import numpy as np
import pandas as pd

from simlab.errors import InputError
from simlab.progress import SILENT, Progress
from simlab.sources.candidate_order import balanced_coin, swap_candidates
from simlab.sources.data_health import HealthRow, health_rows
from simlab.sources.import_summary import ImportSummary
from simlab.sources.material_files import ANSWER_FILES, LIGHTINGS, read_answers, read_renditions
from simlab.sources.random_split import validation_within_references
from simlab.workspace import Manifest, WorkspaceContent, create_workspace
from simlab.workspace.triple_table import question_keys


def import_material(
    source: Path,
    out: Path,
    *,
    validation_share: float = 0.2,
    held_out_objects: int = 0,
    seed: int = 0,
    name: str | None = None,
    progress: Progress = SILENT,
) -> ImportSummary:
    """A workspace of both lightings of every material and of what people answered about the first.

    Images are `ennis/NAME` and `stpeters/NAME`: pool and rendition are the lighting, object is NAME. Triples refer to
    the `ennis` pictures. The source lists the closer candidate first, so A and B are put in random order, balanced
    within each split; `listed_first` says where the source's first one went.

    Args:
        source: a folder with `ennis/`, `stpeters/`, `answers_train.json` and `answers_test.json`.
        out: the new workspace.
        validation_share: share of each reference's training questions that becomes validation.
        held_out_objects: so many objects are kept for generalisation: no training or validation triple contains one,
            every test triple does. The others are dropped.
        seed: of the held-out objects, the validation questions and the order of candidates.
        name: of the workspace; default the name of its folder.
        progress: is told of stages and steps.

    Raises:
        InputError: a file is missing or not as described, or an option is out of range.
        WorkspaceError: `out` exists and is not empty.
    """
    progress.stage("reading answers", None)
    names, files = read_renditions(source)
    answers = pd.concat([read_answers(source / file, split, len(names)) for split, file in ANSWER_FILES.items()])
    answers = answers.reset_index(drop=True)
    held_out = _held_out_objects(len(names), held_out_objects, seed)
    answers, dropped = _without_held_out(answers, held_out)
    training = answers["split"] == "train"
    chosen = validation_within_references(
        answers.loc[training, "reference"], question_keys(answers[training]), validation_share, seed
    )
    answers.loc[np.flatnonzero(training)[chosen], "split"] = "validation"
    triples = swap_candidates(answers, balanced_coin(answers["split"], seed))
    images = pd.DataFrame(
        [(f"{light}/{item}", light, item, light) for light in LIGHTINGS for item in names],
        columns=["id", "pool", "object", "rendition"],
    )
    manifest = Manifest(
        name=name or out.name,
        provenance=_provenance(validation_share, seed, [names[i] for i in held_out]),
        license="GPL-2.0, as published with the paper; the authors' terms hold",
    )
    content = WorkspaceContent(manifest=manifest, images=images, triples=triples, files=files, source=str(source))
    workspace = create_workspace(out, content, progress)
    rows: list[HealthRow] = [("validation share per reference", f"{validation_share:g} (seed {seed})")]
    if held_out:
        rows += [("objects held out", len(held_out)), *dropped]
    return ImportSummary(workspace.path, (*health_rows(workspace.images, workspace.triples), *rows))


def _held_out_objects(n_names: int, number: int, seed: int) -> list[int]:
    if not 0 <= number <= n_names - 3:
        raise InputError(
            f"{number} of {n_names} objects cannot be held out: at least three must remain to train on. "
            f"Choose 0 to {max(0, n_names - 3)}."
        )
    return sorted(np.random.default_rng(seed).permutation(n_names)[:number].tolist())


def _without_held_out(answers: pd.DataFrame, held_out: list[int]) -> tuple[pd.DataFrame, list[HealthRow]]:
    """The triples that respect the held-out objects, and how many were dropped."""
    if not held_out:
        return answers, []
    contains = answers[["reference", "a", "b"]].isin(held_out).any(axis=1)
    test = answers["split"] == "test"
    kept = answers[contains == test].reset_index(drop=True)
    return kept, [
        ("answers dropped from train and validation (contain a held-out object)", int((contains & ~test).sum())),
        ("answers dropped from test (contain no held-out object)", int((~contains & test).sum())),
    ]


def _provenance(validation_share: float, seed: int, held_out: list[str]) -> str:
    text = (
        "Lagunas et al., A Similarity Measure for Material Appearance, ACM TOG 2019 "
        "(github.com/mlagunas/material-appearance-similarity). Triples refer to the ennis pictures; 'row' is the index "
        "of the answer in its file, from 0; votes are the agreement, equal votes are ties. Validation: "
        f"{validation_share:g} of each reference's training questions, seed {seed}. Test: answers_test.json. The order "
        f"of A and B was drawn at random, balanced within each split, seed {seed}; listed_first keeps the "
        "source's first."
    )
    if held_out:
        text += (
            f" {len(held_out)} objects are held out entirely (seed {seed}): no training or validation triple contains "
            f"one, every test triple does: {', '.join(held_out)}."
        )
    return text
