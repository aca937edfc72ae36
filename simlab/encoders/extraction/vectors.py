"""From finished batches to the embedding of a model."""

from dataclasses import replace
from typing import Literal

import numpy as np
from jaxtyping import Float

from simlab.encoders.encoder import Encoder
from simlab.encoders.extraction.unfinished import UnfinishedExtraction
from simlab.errors import InputError, NotFoundError, first_few
from simlab.workspace import EmbeddingSidecar, ModelEntry, Workspace

StoredAs = Literal["fp32", "fp16"]


def sidecar_of(workspace: Workspace, model: ModelEntry) -> EmbeddingSidecar | None:
    """How the embedding that a model has was made; None where it has none, or is registered otherwise."""
    try:
        known = workspace.model(model.name)
        sidecar = workspace.embedding(model.name).sidecar
    except NotFoundError:
        return None
    return sidecar if replace(known, encoder=None) == replace(model, encoder=None) else None


def store_embedding(
    workspace: Workspace,
    model: ModelEntry,
    encoder: Encoder,
    work: UnfinishedExtraction,
    store: StoredAs,
    checkpoint: str | None,
    facts: dict[str, str | int],
) -> None:
    """Make what was extracted the embedding of a model, and forget the batches.

    Args:
        workspace: where.
        model: registered when new.
        encoder: what made the vectors.
        work: all of whose batches are done.
        store: the type of number.
        checkpoint: the weights used, relative to the workspace.
        facts: of the extraction, for the sidecar.

    Raises:
        InputError: a value does not fit that type of number.
    """
    vectors = work.joined()
    workspace.write_embedding(
        model,
        vectors if store == "fp32" else _halved(vectors, model.name),
        np.sort(work.rows),
        encoder=encoder.spec,
        distance=encoder.distance,
        preprocessing={**encoder.preprocessing, **facts},
        checkpoint=checkpoint,
    )
    work.remove()


def _halved(vectors: Float[np.ndarray, "k dimensions"], model: str) -> Float[np.ndarray, "k dimensions"]:
    """The vectors as float16.

    Raises:
        InputError: a value is too large for that.
    """
    limit = float(np.finfo(np.float16).max)
    outside = np.flatnonzero((np.abs(vectors) > limit).any(axis=1))
    if len(outside):
        raise InputError(
            f"Model {model!r}: {len(outside):,} of {len(vectors):,} vectors hold a value beyond ±{limit:,.0f}, the "
            f"largest that fp16 can hold (first: {first_few(outside)}). Store them as fp32."
        )
    return vectors.astype(np.float16)
