"""What is asked live: a reference and its candidates, of the workspace or pictures that nobody has seen before."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image

from simlab.errors import InputError, NotFoundError
from simlab.workspace import Workspace
from simlab.workspace.check_set import is_check

FEWEST_CANDIDATES = 2


@dataclass(frozen=True, eq=False)
class LivePicture:
    """One picture of a question.

    Attributes:
        image: 8-bit RGB, upright, as `simlab.images.decode_rgb` gives it; None for an image of the workspace that has
            no picture, which only stored vectors can say something about.
        name: for people: the id of an image, or the name of a file.
        row: image row, None for a picture that is not of the workspace.
    """

    image: Image.Image | None
    name: str
    row: int | None = None


@dataclass(frozen=True, eq=False)
class LiveQuery:
    """Which candidate is nearest to the reference?

    Attributes:
        reference: the picture asked about.
        candidates: two or more.
        triple: the id of the workspace's triple that this is, None for any other question.

    Raises:
        InputError: fewer than two candidates.
    """

    reference: LivePicture
    candidates: tuple[LivePicture, ...]
    triple: str | None = None

    def __post_init__(self) -> None:
        if len(self.candidates) < FEWEST_CANDIDATES:
            raise InputError(
                f"A question needs a reference and {FEWEST_CANDIDATES} candidates or more; this one has "
                f"{len(self.candidates)}. Add pictures to choose between."
            )

    @property
    def pictures(self) -> tuple[LivePicture, ...]:
        """The reference, then the candidates."""
        return (self.reference, *self.candidates)

    @property
    def rows(self) -> tuple[int, ...] | None:
        """Image rows of all pictures, None where one is not of the workspace."""
        rows = tuple(picture.row for picture in self.pictures if picture.row is not None)
        return rows if len(rows) == len(self.pictures) else None

    @property
    def letters(self) -> tuple[str, ...]:
        """What the candidates are called: A, B, C, …, Z, A1, B1, …"""
        return tuple(chr(65 + n % 26) + (str(n // 26) if n >= 26 else "") for n in range(len(self.candidates)))


@dataclass(frozen=True)
class PeopleAnswer:
    """What people answered to a triple of the workspace.

    Attributes:
        choice: A, B or tie; None where it may not be seen.
        votes: for A and for B, where they are known and may be seen.
        closed: why it may not be seen; empty where it may.
        split: of the triple.
    """

    choice: str | None
    votes: tuple[int, int] | None
    closed: str
    split: str

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        votes = None if self.votes is None else list(self.votes)
        return {"choice": self.choice, "votes": votes, "closed": self.closed, "split": self.split}


def query_of_triple(workspace: Workspace, triple_id: str) -> LiveQuery:
    """The question of a triple, with its pictures where there are some.

    Raises:
        NotFoundError: the workspace has no such triple.
        ImageError: a file cannot be read.
    """
    triple = _triple(workspace, triple_id)
    reference, a, b = (_picture(workspace, int(triple[column])) for column in ("reference", "a", "b"))
    return LiveQuery(reference, (a, b), triple_id)


def people_of_triple(workspace: Workspace, triple_id: str) -> PeopleAnswer:
    """What people answered; the answers of the test split and of the check set stay closed here.

    Raises:
        NotFoundError: the workspace has no such triple.
    """
    triple = _triple(workspace, triple_id)
    split = str(triple["split"])
    if split == "test":
        return PeopleAnswer(None, None, "It is a triple of the test split, whose answers are closed.", split)
    if split == "validation" and is_check(workspace, np.array([int(triple["reference"])]))[0]:
        return PeopleAnswer(None, None, "It belongs to the check set, whose answers stay out of sight.", split)
    unknown = pd.isna(triple["votes_a"]) or pd.isna(triple["votes_b"])
    votes = None if unknown else (int(triple["votes_a"]), int(triple["votes_b"]))
    return PeopleAnswer(str(triple["choice"]), votes, "", split)


def _triple(workspace: Workspace, triple_id: str) -> pd.Series:
    triples = workspace.triples
    found = np.flatnonzero(triples["id"].astype(str).to_numpy() == triple_id)
    if not len(found):
        raise NotFoundError(
            f"Workspace {workspace.manifest.name!r} has no triple {triple_id!r} among its {len(triples):,}; ids look "
            f"like {str(triples['id'].iloc[0])!r}."
        )
    return triples.iloc[int(found[0])]


def _picture(workspace: Workspace, row: int) -> LivePicture:
    image = workspace.picture(row) if workspace.has_picture[row] else None
    return LivePicture(image, workspace.ids([row])[0], row)
