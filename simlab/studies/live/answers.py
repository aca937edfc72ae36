"""Models asked one after the other: pictures are embedded now where that is possible, else stored vectors are read."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Float64

from simlab.errors import NotFoundError, SimLabError, WeightsMissingError
from simlab.evaluation import pair_distances
from simlab.studies.live.answer import LiveAnswer, margin_of, order_of
from simlab.studies.live.query import LiveQuery
from simlab.workspace import ModelKind, Workspace
from simlab.workspace.embeddings import Distance

if TYPE_CHECKING:
    from simlab.encoders.loaded import LoadedEncoders

_AGREEING = 0.05
"""How far, in its own lengths, half precision may set a vector apart from the stored one."""


@dataclass(frozen=True)
class _Asked:
    """A model of the workspace, or an encoder by preset or spec."""

    name: str
    kind: ModelKind
    encoder: str | None


@dataclass(frozen=True)
class _NamedDistance:
    distance: Distance


@dataclass(frozen=True, eq=False)
class _FreshVectors:
    """Vectors made now, as `pair_distances` takes them: image row n is picture n of the question."""

    model: str
    vectors: Float[np.ndarray, "pictures dimensions"]
    sidecar: _NamedDistance
    rows: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", np.arange(len(self.vectors), dtype=np.int32))


def live_answers(
    workspace: Workspace, query: LiveQuery, encoders: "LoadedEncoders", models: Sequence[str]
) -> Iterator[LiveAnswer]:
    """Answers one by one, as they are made; a model that cannot answer says why, and the others go on.

    A model of the workspace is computed anew where its encoder can be opened here; otherwise a question about images
    of the workspace is answered from its stored vectors.

    Args:
        workspace: the study.
        query: the question.
        encoders: loads what is not loaded yet.
        models: names of models of the workspace, or presets and specs of encoders that it does not know.
    """
    for name in models:
        yield _answer(workspace, query, encoders, _asked(workspace, name))


def _asked(workspace: Workspace, name: str) -> _Asked:
    from simlab.encoders.presets import spec_of

    try:
        entry = workspace.model(name)
    except NotFoundError:
        return _Asked(name, "baseline", spec_of(name))
    return _Asked(name, entry.kind, entry.encoder)


def _answer(workspace: Workspace, query: LiveQuery, encoders: "LoadedEncoders", asked: _Asked) -> LiveAnswer:
    why, missing = _why_not_live(query, asked), False
    if not why:
        try:
            return _computed(workspace, query, encoders, asked)
        except SimLabError as error:
            why, missing = str(error), isinstance(error, WeightsMissingError)
    try:
        return _read(workspace, query, asked, why, missing)
    except SimLabError as error:
        problem = why if missing or query.rows is None else f"{why} {error}"
        return LiveAnswer(asked.name, asked.kind, problem=problem, spec=asked.encoder, weights_missing=missing)


def _why_not_live(query: LiveQuery, asked: _Asked) -> str:
    """Why nothing can be computed, "" where it can be tried."""
    if asked.encoder is None:
        return (
            f"The vectors of {asked.name!r} were imported without an encoder, so it can answer about images of the "
            "workspace only. Import them with --encoder SPEC if an encoder of that kind made them."
        )
    bare = [picture.name for picture in query.pictures if picture.image is None]
    return f"There is no picture of {', '.join(bare)} in the workspace." if bare else ""


def _computed(workspace: Workspace, query: LiveQuery, encoders: "LoadedEncoders", asked: _Asked) -> LiveAnswer:
    assert asked.encoder is not None
    encoder, device, precision = encoders.ready(asked.encoder, workspace)
    start = time.perf_counter()
    images = [picture.image for picture in query.pictures if picture.image is not None]
    vectors = encoder.embed(np.stack([encoder.prepare(image) for image in images]))
    seconds = time.perf_counter() - start
    fresh = _FreshVectors(asked.name, vectors, _NamedDistance(encoder.distance))
    distances = pair_distances(fresh, _pairs(range(len(images))))
    found = _answered(asked, distances, vectors)
    note = _other_than_stored(workspace, query, asked.name, vectors)
    return replace(found, seconds=seconds, device=device, precision=precision, note=note)


def _read(workspace: Workspace, query: LiveQuery, asked: _Asked, note: str, missing: bool) -> LiveAnswer:
    if query.rows is None:
        raise NotFoundError("These are no images of the workspace.")
    embedding = workspace.embedding(asked.name)
    vectors = embedding.take(np.array(query.rows))
    found = _answered(asked, pair_distances(embedding, _pairs(query.rows)), vectors)
    return replace(found, source="stored", note=note, weights_missing=missing)


def _answered(
    asked: _Asked, distances: Float64[np.ndarray, " candidates"], vectors: Float[np.ndarray, "pictures dimensions"]
) -> LiveAnswer:
    return LiveAnswer(
        model=asked.name,
        kind=asked.kind,
        distances=tuple(map(float, distances)),
        order=order_of(distances),
        margin=margin_of(distances),
        spec=asked.encoder,
        vectors=vectors,
    )


def _other_than_stored(
    workspace: Workspace, query: LiveQuery, model: str, made: Float[np.ndarray, "pictures dimensions"]
) -> str:
    """A note where the study rests on other vectors than are made now; "" where it has none of these images."""
    try:
        known = workspace.embedding(model).take(np.array(query.rows)) if query.rows else made
    except NotFoundError:
        return ""
    if known.shape == made.shape:
        stored = known.astype(np.float64)
        apart = np.linalg.norm(made - stored, axis=1) / np.linalg.norm(stored, axis=1).clip(min=1e-12)
        if apart.max() <= _AGREEING:
            return ""
    return (
        f"The stored vectors of {model!r}, on which the figures of the study rest, are not those that its encoder "
        "makes now: weights or preprocessing were others. Embed the images again (`simlab embed`)."
    )


def _pairs(rows: Sequence[int]) -> np.ndarray:
    """Reference and each candidate."""
    return np.array([(rows[0], row) for row in rows[1:]], dtype=np.int64)
