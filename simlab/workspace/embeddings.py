"""`embeddings/MODEL/`: one vector per image that a model has seen, memory-mapped."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np
from jaxtyping import Bool, Float, Int

from simlab.errors import InputError, NotFoundError, WorkspaceError, first_few
from simlab.workspace.atomic import new_folder, write_json
from simlab.workspace.fingerprints import fingerprint
from simlab.workspace.manifest import require_version

FORMAT_VERSION = 1
Distance = Literal["cosine", "euclidean"]
_SIDECAR = "embedding.json"
_BLOCK = 65_536


@dataclass(frozen=True)
class EmbeddingSidecar:
    """How an embedding was made; stored beside the vectors.

    Attributes:
        model: the name of the model in the manifest.
        encoder: the encoder spec, or None where the vectors were imported.
        distance: which distance of two vectors is the model's.
        preprocessing: what was done to an image before the encoder saw it.
        checkpoint: the weights used, relative to the workspace, or None.
        fingerprint: of the vectors and their image rows.
        created: UTC, ISO 8601.
    """

    model: str
    fingerprint: str
    encoder: str | None = None
    distance: Distance = "cosine"
    preprocessing: dict[str, Any] = field(default_factory=dict)
    checkpoint: str | None = None
    created: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))


@dataclass(frozen=True)
class Embedding:
    """Vectors of one model, addressed by image row.

    Attributes:
        model: its name.
        vectors: [vectors, dimensions], float16, 32 or 64 as stored, memory-mapped and read-only.
        rows: per image row its row in `vectors`, −1 where the model has none.
        sidecar: how it was made.
    """

    model: str
    vectors: Float[np.ndarray, "vectors dimensions"]
    rows: Int[np.ndarray, " images"]
    sidecar: EmbeddingSidecar

    def has(self, image_rows: Int[np.ndarray, " k"]) -> Bool[np.ndarray, " k"]:
        """Which of these images have a vector."""
        image_rows = np.asarray(image_rows)
        known = (image_rows >= 0) & (image_rows < len(self.rows))
        known[known] = self.rows[image_rows[known]] >= 0
        return known

    def take(self, image_rows: Int[np.ndarray, " k"]) -> Float[np.ndarray, "k dimensions"]:
        """The vectors of these images, in the stored dtype.

        Raises:
            NotFoundError: some image has none; ask `has` first.
        """
        image_rows = np.asarray(image_rows)
        missing = image_rows[~self.has(image_rows)]
        if len(missing):
            raise NotFoundError(
                f"Model {self.model!r} has no vector for {len(missing):,} of {len(image_rows):,} images "
                f"(first image rows: {first_few(missing)}). Run `simlab embed` for it."
            )
        return np.asarray(self.vectors[self.rows[image_rows]])


def write_embedding(
    folder: Path,
    *,
    model: str,
    vectors: Float[np.ndarray, "k dimensions"],
    image_rows: Int[np.ndarray, " k"],
    n_images: int,
    name_of: Callable[[int], str],
    encoder: str | None = None,
    distance: Distance = "cosine",
    preprocessing: dict[str, Any] | None = None,
    checkpoint: str | None = None,
) -> EmbeddingSidecar:
    """Replace `embeddings/MODEL/` as a whole.

    Args:
        folder: the folder of this one embedding.
        model: the model's name.
        vectors: float16, 32 or 64; stored as they are, never narrowed.
        image_rows: whose they are, each image at most once.
        n_images: the number of images in the workspace.
        name_of: the id of an image row, for messages.
        encoder, distance, preprocessing, checkpoint: see `EmbeddingSidecar`.

    Raises:
        InputError: shapes do not fit, a value is not finite, or a vector is zero where directions count.
    """
    if vectors.ndim != 2 or vectors.dtype.kind != "f" or vectors.dtype.itemsize > 8:
        raise InputError(
            f"The vectors of {model!r} are {vectors.dtype} with shape {vectors.shape}; expected a two-dimensional "
            "array of float16, float32 or float64, one row per image."
        )
    if len(vectors) != len(image_rows):
        raise InputError(f"Model {model!r}: {len(vectors):,} vectors for {len(image_rows):,} images.")
    outside = image_rows[(image_rows < 0) | (image_rows >= n_images)]
    if len(outside):
        raise InputError(
            f"Model {model!r}: {len(outside):,} image row(s) are not among the {n_images:,} images "
            f"(first: {first_few(outside)})."
        )
    rows = np.full(n_images, -1, dtype=np.int32)
    rows[image_rows] = np.arange(len(image_rows), dtype=np.int32)
    if int((rows >= 0).sum()) != len(image_rows):
        raise InputError(f"Model {model!r}: some image is given more than one vector.")
    refuse_bad_vectors(vectors, image_rows, f"Model {model!r}", name_of, directions=distance == "cosine")
    sidecar = EmbeddingSidecar(
        model=model,
        fingerprint=fingerprint(vectors, rows, distance),
        encoder=encoder,
        distance=distance,
        preprocessing=preprocessing or {},
        checkpoint=checkpoint,
    )
    with new_folder(folder, replace=True) as draft:
        np.save(draft / "vectors.npy", vectors, allow_pickle=False)
        np.save(draft / "rows.npy", rows, allow_pickle=False)
        write_json(draft / _SIDECAR, {"format_version": FORMAT_VERSION, **asdict(sidecar)})
    return sidecar


def read_embedding(folder: Path, n_images: int) -> Embedding:
    """The embedding in `folder`, memory-mapped.

    Raises:
        NotFoundError: there is none.
        WorkspaceError: it is damaged.
        FormatVersionError: a newer SimLab wrote it.
    """
    path = folder / _SIDECAR
    if not path.is_file():
        raise NotFoundError(
            f"Model {folder.name!r} has no embedding ({path} is missing). Run `simlab embed`, or import its vectors."
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        require_version(content.pop("format_version", None), FORMAT_VERSION, path)
        sidecar = EmbeddingSidecar(**content)
        vectors = np.load(folder / "vectors.npy", mmap_mode="r", allow_pickle=False)
        stored = np.load(folder / "rows.npy", allow_pickle=False)
    except (OSError, EOFError, ValueError, TypeError, AttributeError) as error:
        raise WorkspaceError(f"{folder} is damaged ({error}). Make the embedding again.") from None
    rows = np.full(n_images, -1, dtype=np.int32)
    rows[: len(stored)] = stored[:n_images]
    if vectors.ndim != 2 or rows.max(initial=-1) >= len(vectors):
        raise WorkspaceError(f"{folder} is damaged: rows.npy points past the end of vectors.npy. Make it again.")
    rows.flags.writeable = False
    return Embedding(model=sidecar.model, vectors=vectors, rows=rows, sidecar=sidecar)


def refuse_bad_vectors(
    vectors: np.ndarray,
    image_rows: np.ndarray,
    source: str,
    name_of: Callable[[int], str],
    *,
    directions: bool,
) -> None:
    """Refuse vectors that have no distance to anything.

    Args:
        vectors: one row an image.
        image_rows: which image each row is.
        source: where they come from, for the message.
        name_of: an image row's id.
        directions: zero vectors are refused too, because cosine distance needs a direction.

    Raises:
        InputError: some are not finite, or zero.
    """
    not_finite: list[int] = []
    zero: list[int] = []
    for start in range(0, len(vectors), _BLOCK):
        block = np.asarray(vectors[start : start + _BLOCK])
        finite = np.isfinite(block).all(axis=1)
        not_finite += (start + np.flatnonzero(~finite)).tolist()
        zero += (start + np.flatnonzero(finite & ~block.any(axis=1))).tolist()
    for found, what in ((not_finite, "hold NaN or infinity"), (zero if directions else [], "are zero")):
        if found:
            first = first_few(f"{name_of(int(image_rows[i]))} (row {i})" for i in found)
            raise InputError(
                f"{source}: {len(found):,} of {len(vectors):,} vectors {what} (first: {first}). "
                "They have no distance to anything; compute them again, or leave these images out."
            )
