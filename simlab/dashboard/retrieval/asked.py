"""What is searched with, and among which pictures."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Int64

from simlab.dashboard.compare.live.tray import TrayPicture
from simlab.workspace.fingerprints import fingerprint


@dataclass(frozen=True, eq=False)
class Asked:
    """One search.

    Attributes:
        row: the image row searched with; None of a picture that somebody dropped in.
        picture: what was dropped in; None of an image of the study.
        gallery: image rows that are searched; the query itself is never found.
    """

    row: int | None
    picture: TrayPicture | None
    gallery: Int64[np.ndarray, " gallery"]

    @property
    def key(self) -> str:
        """Changes whenever the search does."""
        shown = "" if self.picture is None else self.picture.key
        return fingerprint(self.row, shown, self.gallery)
