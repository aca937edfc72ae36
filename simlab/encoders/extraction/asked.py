"""What an extraction is asked for, and the names by which the same wish is known again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

from simlab.encoders.encoder import Encoder, Precision
from simlab.encoders.extraction.batch_size import ON_PROCESSOR
from simlab.encoders.extraction.order import in_order
from simlab.encoders.extraction.vectors import StoredAs
from simlab.errors import InputError, NotFoundError
from simlab.workspace import EmbeddingSidecar, Workspace
from simlab.workspace.fingerprints import fingerprint


@dataclass(frozen=True)
class Asked:
    """Which images, and how.

    Attributes:
        rows: image rows that have a picture, in the order of extraction.
        without_picture: how many have none.
        content: row and checksum of each of `rows`, so that a changed picture or a new one is another extraction.
        batch_size: images per batch, None for what the device likes.
        precision: in what networks compute.
        store: the type of number to be stored.
    """

    rows: Int[np.ndarray, " n"]
    without_picture: int
    content: tuple[str, ...]
    batch_size: int | None
    precision: Precision
    store: StoredAs

    @classmethod
    def of(
        cls,
        workspace: Workspace,
        image_rows: Sequence[int] | None,
        first: Sequence[int] | None,
        batch_size: int | None,
        precision: Precision,
        store: StoredAs,
    ) -> "Asked":
        """The wish, checked.

        Raises:
            InputError: the batch size is not positive.
            NotFoundError: none of the images has a picture.
        """
        if batch_size is not None and batch_size < 1:
            raise InputError(f"The batch size must be 1 or more; it is {batch_size}.")
        everything = np.arange(len(workspace.images))
        asked = everything if image_rows is None else np.unique(np.asarray(image_rows, dtype=np.int64))
        rows = asked[workspace.has_picture[asked]]
        if not len(rows):
            raise NotFoundError(
                f"None of the {len(asked):,} images has a file in workspace {workspace.manifest.name!r}, so there is "
                "nothing to embed. Import again with --images, or import vectors with `simlab import embeddings`."
            )
        rows = in_order(rows, first)
        checksums = workspace.images["sha256"].fillna("").to_numpy()
        content = tuple(f"{row}:{checksums[row]}" for row in rows)
        return cls(rows, len(asked) - len(rows), content, batch_size, precision, store)

    def precision_of(self, encoder: Encoder) -> Precision:
        """In what that encoder computes: those without weights know full precision only."""
        return self.precision if encoder.n_bytes else "fp32"

    def plan_key(self, encoder: Encoder) -> str:
        """The name of this wish, order included, by which interrupted work is gone on with."""
        return fingerprint(encoder.fingerprint, self.content, self.batch_size, *self._settings(encoder))

    def extraction_key(self, encoder: Encoder, batch_size: int) -> str:
        """The name of the vectors that come of it; the order of extraction is no part of it."""
        by_row = [self.content[place] for place in np.argsort(self.rows)]
        return fingerprint(encoder.fingerprint, by_row, batch_size, *self._settings(encoder))

    def is_met(self, encoder: Encoder, sidecar: EmbeddingSidecar | None) -> bool:
        """Whether an embedding that was made so is what is asked for."""
        if sidecar is None:
            return False
        # What was extracted before batch sizes were recorded was cut so.
        batch_size = self.batch_size or sidecar.preprocessing.get("batch_size", ON_PROCESSOR)
        return sidecar.preprocessing.get("extraction") == self.extraction_key(encoder, batch_size)

    def _settings(self, encoder: Encoder) -> tuple[str, ...]:
        # Full precision adds nothing to a name, so that what was extracted before there was a choice stays current.
        precision = self.precision_of(encoder)
        return (
            *(() if self.store == "fp32" else (self.store,)),
            *(() if precision == "fp32" else (f"computed in {precision}",)),
        )
