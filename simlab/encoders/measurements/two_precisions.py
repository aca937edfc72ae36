"""The same pictures in full and in half precision: each is decoded and prepared once, and embedded twice."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from jaxtyping import Float, Int, Shaped

from simlab.encoders.encoder import Encoder, Precision
from simlab.errors import InputError, first_few
from simlab.progress import SILENT, Progress
from simlab.workspace import Workspace

_BATCH, _THREADS = 32, 4


def embed_twice(
    workspace: Workspace,
    encoder: Encoder,
    image_rows: Int[np.ndarray, " images"],
    precision: Precision,
    *,
    device: str = "auto",
    progress: Progress = SILENT,
) -> tuple[Float[np.ndarray, "images dimensions"], Float[np.ndarray, "images dimensions"]]:
    """Vectors in full and in half precision, on one device.

    Args:
        workspace: whose pictures.
        encoder: has weights; it stays on that device.
        image_rows: of images that have a picture.
        precision: the half one.
        device: `auto`, `cpu`, `cuda`, …
        progress: hears one step per picture.

    Raises:
        InputError: the encoder has no weights, a value is too large for half precision, or no such kind of device.
        MissingDependencyError: this machine has no such device, or it cannot compute in that precision.
        ImageError: a file cannot be decoded.
        JobCancelled: the user asked to stop; nothing is kept.
    """
    if not encoder.n_bytes:
        raise InputError(f"{encoder.spec} has no weights to compute with, so that precision changes nothing for it.")
    full, half = [], []
    progress.stage(f"embedding with {encoder.spec} in fp32 and {precision}", len(image_rows))
    for prepared in _prepared(workspace, encoder, image_rows):
        encoder.use(device, "fp32")
        full.append(encoder.embed(prepared))
        encoder.use(device, precision)
        half.append(encoder.embed(prepared))
        progress.advance(len(prepared))
    vectors = np.concatenate(half)
    overflown = np.flatnonzero(~np.isfinite(vectors).all(axis=1))
    if len(overflown):
        raise InputError(
            f"{encoder.spec} in {precision}: {len(overflown):,} of {len(vectors):,} vectors are not finite (first: "
            f"{first_few(workspace.ids(image_rows[overflown]))}), because values inside the network are too large for "
            f"{precision}. Use bf16 or fp32."
        )
    return np.concatenate(full), vectors


def _prepared(
    workspace: Workspace, encoder: Encoder, image_rows: Int[np.ndarray, " images"]
) -> Iterator[Shaped[np.ndarray, "..."]]:
    def prepare(row: int) -> Shaped[np.ndarray, "..."]:
        return encoder.prepare(workspace.picture(row))

    with ThreadPoolExecutor(_THREADS) as pool:
        for start in range(0, len(image_rows), _BATCH):
            yield np.stack(list(pool.map(prepare, image_rows[start : start + _BATCH].tolist())))
