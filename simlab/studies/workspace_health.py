"""What to know about a workspace's data before trusting a figure made from it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simlab.errors import SimLabError
from simlab.sources import contradictory_questions, repeated_questions, split_overlaps
from simlab.workspace import SPLITS, Workspace


@dataclass(frozen=True)
class HealthRow:
    """One fact.

    Attributes:
        what: the thing counted.
        value: the count, for people.
        advice: the next step where something is amiss, else "".
    """

    what: str
    value: str
    advice: str = ""


def is_without_triples(workspace: Workspace) -> bool:
    """Whether its pictures are asked about as pairs or classes only, each with a split of its own."""
    return workspace.triples.empty and bool(workspace.images["split"].notna().any())


def workspace_health(workspace: Workspace) -> tuple[HealthRow, ...]:
    """Counts, missing files and vectors, ties, repeated or contradictory questions, overlaps between splits."""
    asked = _split_rows(workspace) if is_without_triples(workspace) else _triple_rows(workspace)
    return (*_image_rows(workspace), *asked, *_model_rows(workspace))


def _image_rows(workspace: Workspace) -> list[HealthRow]:
    images = workspace.images
    named = images["path"].notna()
    painted = int((workspace.has_picture & ~named).sum())
    pictures = [f"{int(named.sum()):,} with a file"] if named.any() or not painted else []
    pictures += [f"{painted:,} painted on demand"] if painted else []
    rows = [HealthRow("images", f"{len(images):,} ({', '.join(pictures)})")]
    gone = [path for path in images["path"][named] if not (workspace.path / Path(str(path))).is_file()]
    if gone:
        rows.append(HealthRow("missing files", f"{len(gone):,}", f"restore them (first: {gone[0]}), or import again"))
    return rows


def _split_rows(workspace: Workspace) -> list[HealthRow]:
    """Of pictures that are asked about as pairs or classes; a test split is no must there."""
    rows = []
    for split in SPLITS:
        part = workspace.images[workspace.images["split"] == split]
        several = int((part["object"].value_counts() > 1).sum())
        counts = [f"{len(part):,}"]
        counts += [f"{several:,} objects in several pictures"] if several else []
        counts += [f"{part['label'].nunique():,} classes"] if part["label"].notna().any() else []
        missing = {"train": "nothing can be learned without them", "validation": "nothing can be measured without them"}
        rows.append(HealthRow(f"{split} pictures", ", ".join(counts), "" if len(part) else missing.get(split, "")))
    return rows


def _triple_rows(workspace: Workspace) -> list[HealthRow]:
    triples = workspace.triples
    rows = []
    for split in SPLITS:
        part = triples[triples["split"] == split]
        advice = "" if len(part) else f"nothing can be {'learned' if split == 'train' else 'measured'} without it"
        rows.append(
            HealthRow(f"{split} triples", f"{len(part):,} of {part['reference'].nunique():,} references", advice)
        )
    rows.append(HealthRow("human ties", f"{int((triples['choice'] == 'tie').sum()):,} (left out of accuracy)"))
    rows.append(HealthRow("repeated questions", f"{int(repeated_questions(triples).sum()):,}"))
    contradictory = int(contradictory_questions(triples).sum())
    rows.append(
        HealthRow(
            "contradictory questions",
            f"{contradictory:,}",
            "no model can be right on both; the best possible accuracy is below 1" if contradictory else "",
        )
    )
    for first, second, number in split_overlaps(triples):
        advice = f"figures on {second} say little about images nobody trained on" if number and first == "train" else ""
        rows.append(HealthRow(f"images in both {first} and {second}", f"{number:,}", advice))
    return rows


def _model_rows(workspace: Workspace) -> list[HealthRow]:
    shown = workspace.triples[["reference", "a", "b"]].to_numpy(dtype=np.int64).ravel()
    used = np.union1d(shown, np.flatnonzero(workspace.images["split"].notna()))
    rows = []
    for entry in workspace.manifest.models:
        try:
            missing = int((~workspace.embedding(entry.name).has(used)).sum())
        except SimLabError as error:
            rows.append(HealthRow(f"vectors of {entry.name}", "none", str(error)))
            continue
        advice = "triples with them are left out for it; run `simlab embed`" if missing else ""
        rows.append(
            HealthRow(f"vectors of {entry.name}", f"{len(used) - missing:,} of {len(used):,} images in use", advice)
        )
    return rows
