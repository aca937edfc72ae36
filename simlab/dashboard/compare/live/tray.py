"""Pictures that somebody dropped in, as long as the session lasts: in memory only, and only those that can be read."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simlab.dashboard.thumbnails import SIDE
from simlab.errors import ImageError
from simlab.images import decode_rgb, jpeg_bytes, thumbnail
from simlab.workspace.fingerprints import fingerprint

if TYPE_CHECKING:
    from simlab.studies.live import LiveQuery

MOST_PICTURES = 9
"""A reference and eight candidates; more cannot be told apart side by side."""
FEWEST_PICTURES = 3


@dataclass(frozen=True)
class TrayPicture:
    """One picture.

    Attributes:
        name: of the file.
        content: the file, as it came; it is decoded again for every question, so that the session stays small.
        key: of the content.
        size: width and height in pixels, upright.
        address: its thumbnail as a `data:` address.
    """

    name: str
    content: bytes
    key: str
    size: tuple[int, int]
    address: str

    @classmethod
    def of(cls, name: str, content: bytes) -> TrayPicture:
        """Decode it once, to see that it can be.

        Raises:
            ImageError: it cannot; see `decode_rgb`.
        """
        picture = decode_rgb(content, name)
        small = base64.b64encode(jpeg_bytes(thumbnail(picture, SIDE))).decode()
        return cls(name, content, fingerprint(content), picture.size, f"data:image/jpeg;base64,{small}")


@dataclass(frozen=True)
class Tray:
    """The pictures of one question.

    Attributes:
        pictures: the reference first, then the candidates.
        refused: why files of the last drop were not taken, one message each.
    """

    pictures: tuple[TrayPicture, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether there is a reference and something to choose between."""
        return len(self.pictures) >= FEWEST_PICTURES

    @property
    def key(self) -> str:
        """Changes whenever the question does."""
        return fingerprint(*(part for picture in self.pictures for part in (picture.name, picture.key)))

    def with_files(self, files: Sequence[tuple[str, bytes]]) -> Tray:
        """The tray after a drop; what cannot be read is left out and named.

        Args:
            files: name and content of each.
        """
        taken, refused = list(self.pictures), []
        for name, content in files:
            if len(taken) == MOST_PICTURES:
                refused.append(
                    f"{name} is one too many: a question has {MOST_PICTURES} pictures at most, the reference included. "
                    "Remove one first."
                )
                continue
            try:
                taken.append(TrayPicture.of(name, content))
            except ImageError as error:
                refused.append(str(error))
        return Tray(tuple(taken), tuple(refused))

    def with_reference(self, place: int) -> Tray:
        """With the picture at a place as the reference."""
        picture = self.pictures[place]
        return replace(self, pictures=(picture, *(other for other in self.pictures if other is not picture)))

    def without(self, place: int) -> Tray:
        """Without the picture at a place."""
        return Tray(self.pictures[:place] + self.pictures[place + 1 :])

    def query(self) -> LiveQuery:
        """The question, decoded in full.

        Raises:
            ImageError: as when the pictures were dropped in.
        """
        from simlab.studies.live import LivePicture, LiveQuery

        reference, *candidates = (
            LivePicture(decode_rgb(picture.content, picture.name), picture.name) for picture in self.pictures
        )
        return LiveQuery(reference, tuple(candidates))
