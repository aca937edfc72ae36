"""Importer of vectors that somebody computed elsewhere: one .npy file per image pool."""

from pathlib import Path

import numpy as np
import pandas as pd

from simlab.errors import InputError, first_few
from simlab.progress import SILENT, Progress
from simlab.sources.import_summary import ImportSummary
from simlab.workspace import Embedding, ModelEntry, ModelKind, Workspace
from simlab.workspace.embeddings import Distance, refuse_bad_vectors


def import_embeddings(
    workspace: Workspace,
    *,
    model: str,
    kind: ModelKind,
    context: str | None = None,
    pool: str,
    file: Path,
    distance: Distance = "cosine",
    progress: Progress = SILENT,
) -> ImportSummary:
    """Give a model its vectors for one image pool: row i of the file is image index i of that pool.

    The index is the `pool_index` of the image table where it has one, else the order within the pool. Vectors of the
    same model for other pools stay; those for this pool are replaced. Values are stored as they are, never narrowed.

    Args:
        workspace: the workspace.
        model: the model's name; it is registered if it is new.
        kind: cs, global, baseline, or features (never scored).
        context: the context cluster of a CS-model.
        pool: the pool whose images the rows are.
        file: .npy, float16, 32 or 64, of shape [images of the pool, dimensions].
        distance: which distance of two vectors is the model's.
        progress: is told of stages and steps.

    Raises:
        InputError: the file is not such an array; its rows are not as many as the pool's images; a vector is not
            finite, or zero where directions count; or it does not go with what the model has already.
    """
    entry = ModelEntry(name=model, kind=kind, context=context)
    _check_context(workspace, entry)
    if distance not in ("cosine", "euclidean"):
        raise InputError(f"{distance!r} is no distance; use 'cosine' or 'euclidean'.")
    image_rows = _rows_of_pool(workspace, pool)
    vectors = _read_array(file)
    if len(vectors) != len(image_rows):
        raise InputError(
            f"{file} has {len(vectors):,} rows, but pool {pool!r} of workspace {workspace.manifest.name!r} has "
            f"{len(image_rows):,} images. Row i must be image index i of the pool; choose the matching pool or file."
        )
    ids = workspace.images["id"]
    refuse_bad_vectors(vectors, image_rows, str(file), lambda row: str(ids[row]), directions=distance == "cosine")
    progress.stage(f"importing vectors of {model!r} for pool {pool!r}", None)
    earlier = _earlier(workspace, entry)
    kept = 0
    n_new = len(vectors)
    if earlier is not None:
        others = np.setdiff1d(np.flatnonzero(earlier.rows >= 0), image_rows)
        kept = len(others)
        if kept:
            _refuse_other_kind(workspace.model(model), entry, earlier, vectors, distance, file)
            vectors = _joined(earlier, others, vectors)
            image_rows = np.concatenate([others, image_rows])
    workspace.write_embedding(entry, vectors, image_rows, distance=distance)
    return ImportSummary(
        workspace.path,
        (
            ("model", model),
            ("kind", kind if context is None else f"{kind}, context {context}"),
            ("pool", pool),
            ("vectors", n_new),
            ("dimensions", int(vectors.shape[1])),
            ("values", str(vectors.dtype)),
            ("distance", distance),
            ("vectors of other pools kept", kept),
            ("images without a vector", len(workspace.images) - len(image_rows)),
        ),
    )


def _check_context(workspace: Workspace, entry: ModelEntry) -> None:
    contexts = workspace.manifest.contexts
    if entry.kind != "cs" and entry.context is not None:
        raise InputError(
            f"Model {entry.name!r} is of kind {entry.kind!r}; only CS-models have a context. Leave it out."
        )
    if entry.kind == "cs" and entry.context is None:
        raise InputError(
            f"Model {entry.name!r} is of kind 'cs' but names no context. Add --context "
            f"({first_few(contexts, 12) or 'this workspace names none'}), or choose another kind."
        )
    if entry.context is not None and contexts and entry.context not in contexts:
        raise InputError(
            f"Workspace {workspace.manifest.name!r} has no context {entry.context!r}. "
            f"Its contexts: {first_few(contexts, 12)}."
        )


def _rows_of_pool(workspace: Workspace, pool: str) -> np.ndarray:
    """Image rows of the pool, by image index."""
    images = workspace.images
    own = images[images["pool"] == pool]
    if own.empty:
        counts = images["pool"].value_counts(sort=False)
        have = ", ".join(f"{name} ({number:,})" for name, number in counts.items())
        raise InputError(f"Workspace {workspace.manifest.name!r} has no image pool {pool!r}. Its pools: {have}.")
    if "pool_index" not in own or own["pool_index"].isna().all():
        return np.asarray(own.index)
    index = pd.to_numeric(own["pool_index"]).to_numpy()
    ordered = np.argsort(index, kind="stable")
    if not np.array_equal(index[ordered], np.arange(len(own))):
        raise InputError(
            f"The images of pool {pool!r} are not numbered 0 to {len(own) - 1:,} without gaps, so rows of an array "
            "cannot be told apart. Correct 'pool_index' and import the workspace again."
        )
    return np.asarray(own.index)[ordered]


def _read_array(file: Path) -> np.ndarray:
    """The array of a .npy file, memory-mapped."""
    try:
        array = np.load(file, mmap_mode="r", allow_pickle=False)
    except FileNotFoundError:
        raise InputError(f"{file} does not exist. Give the path of a .npy file.") from None
    except (OSError, ValueError, EOFError) as error:
        raise InputError(
            f"{file} cannot be read as a NumPy array ({error}). Pickled objects are never opened; write it with "
            "np.save as float16, float32 or float64."
        ) from None
    if not isinstance(array, np.ndarray):
        array.close()
        raise InputError(f"{file} is an archive of arrays (.npz). Save the one array with np.save.")
    if array.ndim != 2 or array.dtype not in (np.float16, np.float32, np.float64) or not array.shape[1]:
        raise InputError(
            f"{file} is {array.dtype} of shape {array.shape}; expected float16, float32 or float64 of shape "
            "[images, dimensions]. Convert it first."
        )
    return array


def _earlier(workspace: Workspace, entry: ModelEntry) -> Embedding | None:
    """What the model has already; a model that was computed here must not be overwritten by an import."""
    known = [model for model in workspace.models() if model.name == entry.name]
    if not known or not (workspace.path / "embeddings" / entry.name / "embedding.json").is_file():
        return None
    if known[0].encoder is not None:
        raise InputError(
            f"The vectors of model {entry.name!r} were computed here with {known[0].encoder}. "
            "Import under another name, so that both can be compared."
        )
    return workspace.embedding(entry.name)


def _refuse_other_kind(
    known: ModelEntry, entry: ModelEntry, earlier: Embedding, vectors: np.ndarray, distance: Distance, file: Path
) -> None:
    differing = [
        f"{what} {new} instead of {old}"
        for what, old, new in (
            ("kind", known.kind, entry.kind),
            ("context", known.context, entry.context),
            ("distance", earlier.sidecar.distance, distance),
            ("dimensions", earlier.vectors.shape[1], vectors.shape[1]),
            ("values", earlier.vectors.dtype, vectors.dtype),
        )
        if old != new
    ]
    if differing:
        raise InputError(
            f"{file} does not go with the vectors that model {entry.name!r} has for other pools: "
            f"{'; '.join(differing)}. Use the same model for all pools, or another name."
        )


def _joined(earlier: Embedding, others: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Kept vectors, then new ones, in one array; the only copy made."""
    joined = np.empty((len(others) + len(vectors), vectors.shape[1]), dtype=vectors.dtype)
    np.take(earlier.vectors, earlier.rows[others], axis=0, out=joined[: len(others)])
    joined[len(others) :] = vectors
    return joined
