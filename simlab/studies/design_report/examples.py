"""Triples that show what a design does in a region: one that it answers as people did, and one that it does not.

Of all triples of either kind the one in the middle is shown, by the size of the ensemble's margin (the lower one of an
even number; the first of the table on ties), so that nobody picks what looks good. Triples whose three images have
pictures come before others.
"""

import base64
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64, Int

from simlab.errors import SimLabError
from simlab.images import jpeg_bytes, thumbnail
from simlab.studies.split_questions import SplitQuestions
from simlab.workspace import Workspace

_SIDE, _QUALITY = 144, 78


@dataclass(frozen=True)
class ExamplePicture:
    """One image.

    Attributes:
        id: of the image.
        address: its thumbnail as a `data:` address; None where it has no picture.
        context: the kind of picture, where known.
    """

    id: str
    address: str | None
    context: str | None


@dataclass(frozen=True)
class Example:
    """One question with its answers.

    Attributes:
        id: of the triple.
        right: whether the ensemble answers as people did.
        reference, a, b: the images.
        choice: of the people, "A" or "B".
        answer: of the ensemble, "A" or "B".
        votes: for A and for B, where they are known.
        rank: its place by size of margin among the triples of its kind, from 1.
        of: how many of its kind there are.
    """

    id: str
    right: bool
    reference: ExamplePicture
    a: ExamplePicture
    b: ExamplePicture
    choice: str
    answer: str
    votes: tuple[int, int] | None
    rank: int
    of: int


def middle_triple(margin: Float64[np.ndarray, " triples"], chosen: Bool[np.ndarray, " triples"]) -> int | None:
    """The chosen triple whose |margin| is the (lower) median; None where none is chosen."""
    candidates = np.flatnonzero(chosen)
    if not len(candidates):
        return None
    order = np.argsort(np.abs(margin[candidates]), kind="stable")
    return int(candidates[order[(len(candidates) - 1) // 2]])


def examples_in(
    workspace: Workspace,
    asked: SplitQuestions,
    margin: Float64[np.ndarray, " triples"],
    inside: Bool[np.ndarray, " triples"],
) -> tuple[Example, ...]:
    """The right and the wrong example of a region; one kind may be missing.

    Args:
        workspace: has the pictures.
        asked: the questions.
        margin: of the ensemble, positive where it finds A closer.
        inside: the triples of the region.
    """
    scores = asked.questions.scores(margin)
    images: Int[np.ndarray, "triples 3"] = asked.triples[["reference", "a", "b"]].to_numpy(np.int64)
    pictured = workspace.has_picture[images].all(axis=1)
    found = []
    for right in (True, False):
        kind = inside & (scores == float(right))
        pool = kind & pictured if (kind & pictured).any() else kind
        position = middle_triple(margin, pool)
        if position is not None:
            found.append(_example(workspace, asked, margin, position, right, _rank(margin, kind, position)))
    return tuple(found)


def _example(
    workspace: Workspace,
    asked: SplitQuestions,
    margin: Float64[np.ndarray, " triples"],
    position: int,
    right: bool,
    rank: tuple[int, int],
) -> Example:
    triple = asked.triples.iloc[position]
    known = triple[["votes_a", "votes_b"]].notna().all()
    return Example(
        id=str(triple["id"]),
        right=right,
        reference=_picture(workspace, int(triple["reference"])),
        a=_picture(workspace, int(triple["a"])),
        b=_picture(workspace, int(triple["b"])),
        choice=str(triple["choice"]),
        answer="A" if margin[position] > 0 else "B",
        votes=(int(triple["votes_a"]), int(triple["votes_b"])) if known else None,
        rank=rank[0],
        of=rank[1],
    )


def _rank(
    margin: Float64[np.ndarray, " triples"], kind: Bool[np.ndarray, " triples"], position: int
) -> tuple[int, int]:
    """The place of a triple by size of margin among those of a kind, from 1, and how many these are."""
    size = np.abs(margin)
    before = (size < size[position]) | ((size == size[position]) & (np.arange(len(size)) < position))
    return 1 + int((before & kind).sum()), int(kind.sum())


def _picture(workspace: Workspace, row: int) -> ExamplePicture:
    name, context = (workspace.images[column].iloc[row] for column in ("id", "context"))
    address = None
    try:
        content = jpeg_bytes(thumbnail(workspace.picture(row, _SIDE), _SIDE), _QUALITY)
        address = "data:image/jpeg;base64," + base64.b64encode(content).decode()
    except SimLabError:
        pass  # no picture, or one that cannot be read: its id stands in its place
    return ExamplePicture(str(name), address, context if isinstance(context, str) else None)
