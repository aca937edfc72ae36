"""Batched extraction: the vectors of a workspace's images, kept batch by batch so that a killed run goes on.

Batches are cut from the image rows in ascending order, so that a resumed run computes the very batches that an
uninterrupted one does, and ends equal to the bit on one device.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from jaxtyping import Float, Int
from PIL import Image

from simlab.encoders.encoder import Encoder, encode
from simlab.errors import InputError, NotFoundError, first_few
from simlab.progress import SILENT, Progress
from simlab.workspace import ModelEntry, Workspace
from simlab.workspace.atomic import write_array
from simlab.workspace.fingerprints import fingerprint

DEFAULT_BATCH = 64
StoredAs = Literal["fp32", "fp16"]


@dataclass(frozen=True)
class Extraction:
    """What an extraction did.

    Attributes:
        model: the model whose embedding was written.
        embedded: images with a vector now.
        without_file: images that were asked for and have no picture; they get no vector.
        reused: batches that an earlier, interrupted run had left.
        computed: batches computed now; 0 when nothing had changed since the last time.
    """

    model: str
    embedded: int
    without_file: int
    reused: int
    computed: int


def extract(
    workspace: Workspace,
    encoder: Encoder,
    model: ModelEntry,
    *,
    image_rows: Sequence[int] | None = None,
    batch_size: int = DEFAULT_BATCH,
    device: str = "auto",
    workers: int | None = None,
    store: StoredAs = "fp32",
    checkpoint: str | None = None,
    progress: Progress = SILENT,
) -> Extraction:
    """Embed images and store the vectors as the embedding of `model`, which is registered when new.

    Args:
        workspace: whose images.
        encoder: from `open_encoder`.
        model: its name, kind and context; the encoder's spec is filled in.
        image_rows: which images; all by default.
        batch_size: images per batch.
        device: `auto`, `cpu`, `cuda`, … for encoders that use one.
        workers: threads that decode files; by default one per processor, at most 8.
        store: `fp32` as encoders give vectors, or `fp16`, half the room at three significant digits.
        checkpoint: the weights used, relative to the workspace, for the sidecar.
        progress: hears one step per image.

    Raises:
        InputError: the batch size is not positive, or a value does not fit the type of number to be stored.
        NotFoundError: none of the images has a picture.
        ImageError: a file cannot be decoded.
        JobCancelled: the user asked to stop; finished batches are kept, and the next call goes on from them.
    """
    if batch_size < 1:
        raise InputError(f"The batch size must be 1 or more; it is {batch_size}.")
    asked = (
        np.arange(len(workspace.images)) if image_rows is None else np.unique(np.asarray(image_rows, dtype=np.int64))
    )
    rows = asked[workspace.has_picture[asked]]
    if not len(rows):
        raise NotFoundError(
            f"None of the {len(asked):,} images has a file in workspace {workspace.manifest.name!r}, so there is "
            "nothing to embed. Import again with --images, or import vectors with `simlab import embeddings`."
        )
    missing = len(asked) - len(rows)
    encoder.use(device)
    # Full precision adds nothing to the name, so that what was extracted before there was a choice stays current.
    precision = () if store == "fp32" else (store,)
    name = fingerprint(encoder.fingerprint, _checksums(workspace, rows), batch_size, *precision)
    if _is_current(workspace, model, name):
        progress.log(f"{model.name}: nothing has changed since its {len(rows):,} images were embedded")
        return Extraction(model.name, len(rows), missing, reused=0, computed=0)

    folder = workspace.path / "cache" / "extraction" / name
    folder.mkdir(parents=True, exist_ok=True)
    batches = [rows[start : start + batch_size] for start in range(0, len(rows), batch_size)]
    files = [folder / f"{number:07d}.npy" for number in range(len(batches))]
    waiting = [number for number, file in enumerate(files) if not file.is_file()]
    progress.stage(f"embedding with {encoder.spec}", len(rows))
    progress.advance(len(rows) - sum(len(batches[number]) for number in waiting))
    decoded = _decoded(workspace, [batches[number] for number in waiting], workers)
    for number, images in zip(waiting, decoded, strict=True):
        write_array(files[number], encode(encoder, images))
        progress.advance(len(images))

    workspace.write_embedding(
        model,
        _joined(files) if store == "fp32" else _halved(_joined(files), model.name),
        rows,
        encoder=encoder.spec,
        distance=encoder.distance,
        preprocessing={**encoder.preprocessing, "extraction": name},
        checkpoint=checkpoint,
    )
    shutil.rmtree(folder, ignore_errors=True)
    return Extraction(model.name, len(rows), missing, reused=len(batches) - len(waiting), computed=len(waiting))


def _checksums(workspace: Workspace, rows: Int[np.ndarray, " k"]) -> list[str]:
    """Row and content of every image, so that a changed picture or a new one is another extraction."""
    checksums = workspace.images["sha256"].fillna("").to_numpy()
    return [f"{row}:{checksums[row]}" for row in rows]


def _is_current(workspace: Workspace, model: ModelEntry, extraction: str) -> bool:
    """Whether the model, as it is to be registered, has the embedding of this very extraction."""
    try:
        known = workspace.model(model.name)
        sidecar = workspace.embedding(model.name).sidecar
    except NotFoundError:
        return False
    same_entry = replace(known, encoder=None) == replace(model, encoder=None)
    return same_entry and sidecar.preprocessing.get("extraction") == extraction


def _decoded(
    workspace: Workspace, batches: Sequence[Int[np.ndarray, " k"]], workers: int | None
) -> Iterator[list[Image.Image]]:
    """The pictures of each batch; while one batch is being embedded, the next is decoded."""
    threads = workers or min(8, os.cpu_count() or 1)
    with ThreadPoolExecutor(threads) as pool:
        ahead = None
        for batch in batches:
            following = [pool.submit(workspace.picture, int(row)) for row in batch]
            if ahead is not None:
                yield [future.result() for future in ahead]
            ahead = following
        if ahead is not None:
            yield [future.result() for future in ahead]


def _joined(files: Sequence[Path]) -> Float[np.ndarray, "k dimensions"]:
    return np.concatenate([np.load(file, allow_pickle=False) for file in files])


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
