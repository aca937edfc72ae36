"""What half precision does to an encoder's answers: the same pictures, once in full and once in half, on one device.

Both are asked the validation triples of some references, and compared triple by triple.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from jaxtyping import Float, Float64, Int

from simlab.errors import InputError, NotFoundError
from simlab.evaluation import margins, triple_distances
from simlab.progress import SILENT, Progress
from simlab.studies.precision.changed_answers import PrecisionEffect, compare_answers
from simlab.studies.precision.store import store_effect
from simlab.studies.split_questions import part_triples
from simlab.workspace import Workspace
from simlab.workspace.embeddings import Embedding, EmbeddingSidecar

if TYPE_CHECKING:
    from simlab.encoders import Encoder, Precision

REFERENCES = 200


def precision_effect(
    workspace: Workspace,
    spec: str,
    precision: "Precision" = "bf16",
    *,
    references: int = REFERENCES,
    device: str = "auto",
    seed: int = 0,
    progress: Progress = SILENT,
) -> PrecisionEffect:
    """Embed the pictures of validation triples in full and in half precision, compare, and keep what was found.

    Args:
        workspace: its check set stays out.
        spec: of the encoder, or the label of a preset.
        precision: `bf16` or `fp16`.
        references: as many are drawn at random; all where there are no more.
        device: `auto`, `cpu`, `cuda`, …
        seed: of the draw.
        progress: hears one step per picture.

    Raises:
        InputError: no half precision, fewer than one reference, or vectors that overflow in it.
        NotFoundError: no validation triple has all three pictures.
        WeightsMissingError: the encoder's weights are not on this machine.
        MissingDependencyError: a package, the device, or the precision is not there.
        JobCancelled: the user asked to stop; nothing is kept.
    """
    from simlab.encoders import open_encoder
    from simlab.encoders.measurements.machine import device_names
    from simlab.encoders.measurements.two_precisions import embed_twice
    from simlab.encoders.presets import spec_of

    if precision == "fp32":
        raise InputError("fp32 is the full precision that others are compared with; choose bf16 or fp16.")
    if references < 1:
        raise InputError(f"At least one reference is needed; {references} were asked for.")
    triples, n_missing = _questions(workspace, references, seed)
    encoder = open_encoder(spec_of(spec), workspace)
    images = np.unique(triples[["reference", "a", "b"]].to_numpy(np.int64))
    pair = embed_twice(workspace, encoder, images, precision, device=device, progress=progress)
    full, half = (_margins(workspace, encoder, images, vectors, triples) for vectors in pair)
    where, called = device_names(device)
    found = PrecisionEffect(
        encoder=encoder.spec,
        fingerprint=encoder.fingerprint,
        precision=precision,
        device=where,
        device_name=called,
        synthetic=workspace.manifest.synthetic,
        answers=compare_answers(full, half, triples),
        n_images=len(images),
        n_missing=n_missing,
        measured=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    store_effect(workspace, found)
    return found


def _questions(workspace: Workspace, references: int, seed: int) -> tuple[pd.DataFrame, int]:
    """Validation triples of references drawn at random, and how many are left out for want of a picture."""
    asked = part_triples(workspace, "validation")
    ids = asked["reference"].unique()
    if references < len(ids):
        ids = np.random.default_rng(seed).choice(ids, references, replace=False)
    drawn = asked[asked["reference"].isin(ids)]
    pictured = workspace.has_picture[drawn[["reference", "a", "b"]].to_numpy()].all(axis=1)
    if not pictured.any():
        raise NotFoundError(
            f"None of {len(drawn):,} validation triples of {workspace.manifest.name!r} has pictures of all three "
            "images, so there is nothing to embed. Import again with --images."
        )
    return drawn[pictured].reset_index(drop=True), len(drawn) - int(pictured.sum())


def _margins(
    workspace: Workspace,
    encoder: "Encoder",
    images: Int[np.ndarray, " images"],
    vectors: Float[np.ndarray, "images dimensions"],
    triples: pd.DataFrame,
) -> Float64[np.ndarray, " triples"]:
    rows = np.full(len(workspace.images), -1, dtype=np.int32)
    rows[images] = np.arange(len(images), dtype=np.int32)
    sidecar = EmbeddingSidecar(encoder.spec, fingerprint="", encoder=encoder.spec, distance=encoder.distance)
    return margins(triple_distances(Embedding(encoder.spec, vectors, rows, sidecar), triples))
