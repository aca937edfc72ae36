"""A workspace: the folder that holds images, triples, embeddings, models, maps and designs of one study."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import filelock
import numpy as np
import pandas as pd
from jaxtyping import Bool, Float, Int
from PIL import Image

from simlab.errors import InputError, NotFoundError, WorkspaceError
from simlab.images import decode_rgb
from simlab.progress import SILENT, Progress
from simlab.workspace.atomic import write_parquet
from simlab.workspace.embeddings import Distance, Embedding, read_embedding, write_embedding
from simlab.workspace.fingerprints import file_fingerprint
from simlab.workspace.generated_pictures import generated_picture, paint_pictures
from simlab.workspace.image_table import image_table, with_every_column
from simlab.workspace.locations import find_workspace
from simlab.workspace.manifest import Manifest, ModelEntry, ModelKind, read_manifest, write_manifest
from simlab.workspace.store import Store
from simlab.workspace.triple_table import require_split, triple_table

GENERATED_SIDE = 128


class Workspace:
    """One study on disk. Tables are read once and must not be written to; models may be added by any process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._manifest = read_manifest(path)
        self._lock = threading.Lock()

    @classmethod
    def open(cls, path_or_name: str | Path) -> "Workspace":
        """The workspace at a path or of a known name.

        Raises:
            NotFoundError: there is none.
            WorkspaceError: it is damaged, or of a newer format.
        """
        return cls(find_workspace(path_or_name))

    @property
    def manifest(self) -> Manifest:
        """Name, provenance, contexts and models, as on disk when the workspace was opened or last changed here."""
        return self._manifest

    @cached_property
    def images(self) -> pd.DataFrame:
        """`images.parquet`; the index is the image row."""
        return with_every_column(self._table("images.parquet"))

    @cached_property
    def triples(self) -> pd.DataFrame:
        """`triples.parquet`."""
        return self._table("triples.parquet")

    @cached_property
    def answers(self) -> pd.DataFrame | None:
        """`answers.parquet`, where single answers are known."""
        return self._table("answers.parquet") if (self.path / "answers.parquet").is_file() else None

    @cached_property
    def store(self) -> Store:
        """Designs, reveals and settings; opened, and made if need be, at first use."""
        return Store(self.path, self.manifest.id)

    @cached_property
    def triples_fingerprint(self) -> str:
        """Of the file `triples.parquet`."""
        return file_fingerprint(self.path / "triples.parquet")

    def split(self, name: str) -> pd.DataFrame:
        """The triples of one split, renumbered from 0.

        Raises:
            InputError: no such split.
            NotFoundError: it has no triples.
        """
        return require_split(self.triples, name, f"Workspace {self.manifest.name!r}")

    def model(self, name: str) -> ModelEntry:
        """The model of that name; raises NotFoundError when there is none."""
        return self.manifest.model(name)

    def models(self, *kinds: ModelKind) -> list[ModelEntry]:
        """The models of these kinds (all kinds by default), in manifest order."""
        return [entry for entry in self.manifest.models if not kinds or entry.kind in kinds]

    def scored_models(self) -> list[ModelEntry]:
        """Every model but those that only serve features."""
        return self.models("cs", "global", "baseline")

    def embedding(self, model: str) -> Embedding:
        """The vectors of a model; raises NotFoundError when it or they are missing."""
        self.model(model)
        return read_embedding(self.path / "embeddings" / model, len(self.images))

    def image_file(self, row: int) -> Path:
        """The file of an image row.

        Raises:
            NotFoundError: the image has no file (labels and embeddings alone are legal).
            WorkspaceError: its path leaves the workspace.
        """
        stored = self.images["path"].iloc[row]
        if pd.isna(stored):
            raise NotFoundError(
                f"Image {self.images['id'].iloc[row]} has no file in workspace {self.manifest.name!r}: it was imported "
                "as labels only. Import again with --images to add pictures."
            )
        path = (self.path / str(stored)).resolve()
        if not path.is_relative_to(self.path.resolve()):
            raise WorkspaceError(
                f"The path of image {self.images['id'].iloc[row]} leaves the workspace ({stored}). It is not opened. "
                "Replace the link by the file itself."
            )
        return path

    @cached_property
    def has_picture(self) -> Bool[np.ndarray, " images"]:
        """Per image row whether there is a picture: a file, or a description from which it is painted."""
        has: np.ndarray = (self.images["path"].notna() | self.images["generator"].notna()).to_numpy(dtype=bool)
        return has

    def picture(self, row: int, side: int | None = None) -> Image.Image:
        """The picture of an image row as 8-bit RGB, upright.

        Args:
            row: the image row.
            side: of a generated picture, in pixels; its size in the image table by default. A file has its own size.

        Raises:
            NotFoundError: the image has neither a file nor a generator.
            ImageError: its file cannot be read.
            InputError: this SimLab cannot paint what its generator describes.
        """
        generator = self.images["generator"].iloc[row]
        if pd.isna(generator) or not pd.isna(self.images["path"].iloc[row]):
            return decode_rgb(self.image_file(row))
        return generated_picture(self._painted, str(generator), side or self._native_side(row))

    def paint_pictures(self, jobs: int = 1, progress: Progress = SILENT) -> int:
        """Paint and keep all generated pictures at their own size; returns how many there are.

        Args:
            jobs: processes to use.
            progress: hears one step per picture.

        Raises:
            JobCancelled: the user asked to stop; what is painted is kept.
        """
        rows = np.flatnonzero((self.images["generator"].notna() & self.images["path"].isna()).to_numpy(dtype=bool))
        generators = [str(text) for text in self.images["generator"].iloc[rows]]
        paint_pictures(self._painted, generators, [self._native_side(int(row)) for row in rows], jobs, progress)
        return len(rows)

    @property
    def _painted(self) -> Path:
        return self.path / "cache" / "pictures"

    def _native_side(self, row: int) -> int:
        width = self.images["width"].iloc[row]
        return GENERATED_SIDE if pd.isna(width) else int(width)

    def rendition_rows(self, rendition: str) -> Int[np.ndarray, " images"]:
        """Per image row the row of the same object in another rendition, −1 where there is none.

        Raises:
            NotFoundError: no image has that rendition.
        """
        images = self.images
        of_rendition = images["rendition"] == rendition
        if not of_rendition.fillna(False).any():
            have = ", ".join(sorted(images["rendition"].dropna().unique())) or "none"
            raise NotFoundError(
                f"Workspace {self.manifest.name!r} has no rendition {rendition!r}. Its renditions: {have}."
            )
        chosen = images[of_rendition.fillna(False)].dropna(subset=["object"]).drop_duplicates("object")
        row_of = pd.Series(chosen.index.to_numpy(), index=chosen["object"])
        rows: np.ndarray = images["object"].map(row_of).fillna(-1).to_numpy(dtype=np.int32)
        return rows

    def write_embedding(
        self,
        model: ModelEntry,
        vectors: Float[np.ndarray, "k dimensions"],
        image_rows: Int[np.ndarray, " k"],
        *,
        encoder: str | None = None,
        distance: Distance = "cosine",
        preprocessing: dict[str, Any] | None = None,
        checkpoint: str | None = None,
    ) -> None:
        """Store the vectors of a model and register it; what it had before is replaced as a whole.

        Raises:
            InputError: the vectors are not valid (see `embeddings.write_embedding`).
        """
        ids = self.images["id"]
        write_embedding(
            self.path / "embeddings" / model.name,
            model=model.name,
            vectors=vectors,
            image_rows=image_rows,
            n_images=len(self.images),
            name_of=lambda row: str(ids.iloc[row]),
            encoder=encoder,
            distance=distance,
            preprocessing=preprocessing,
            checkpoint=checkpoint,
        )
        self.change_manifest(lambda manifest: manifest.with_model(replace(model, encoder=encoder)))

    def change_manifest(self, change: Callable[[Manifest], Manifest]) -> None:
        """Apply `change` to the manifest on disk; processes take turns, so none undoes another's change."""
        with self._lock, filelock.FileLock(self.path / ".manifest.lock"):
            self._manifest = change(read_manifest(self.path))
            write_manifest(self.path, self._manifest)

    def replace_tables(self, images: pd.DataFrame, triples: pd.DataFrame) -> None:
        """Put other columns or values into the tables; both are checked as on import, then replaced one by one.

        Args:
            images: the same images in the same rows, since everything else refers to them by row.
            triples: the new triple table.

        Raises:
            InputError: a table is not valid, or the images are not the same.
        """
        source = f"workspace {self.manifest.name!r}"
        if images["id"].tolist() != self.images["id"].tolist():
            raise InputError(
                f"{source}: the images of a new table must be the {len(self.images):,} known ones, in order."
            )
        images = image_table(images, source)
        triples = triple_table(triples, images, source)
        with self._lock, filelock.FileLock(self.path / ".manifest.lock"):
            write_parquet(self.path / "triples.parquet", triples)
            write_parquet(self.path / "images.parquet", images)
            for cached in ("images", "triples", "triples_fingerprint", "has_picture"):
                self.__dict__.pop(cached, None)

    def _table(self, name: str) -> pd.DataFrame:
        path = self.path / name
        try:
            return pd.read_parquet(path)
        except FileNotFoundError:
            raise WorkspaceError(f"{path} is missing. Restore it from a backup, or import again.") from None
        except (OSError, ValueError) as error:
            raise WorkspaceError(f"{path} is damaged ({error}). Restore it from a backup, or import again.") from None

    def row(self, image_id: str) -> int:
        """The image row of an id.

        Raises:
            NotFoundError: no image has it.
        """
        found = np.flatnonzero(self.images["id"].to_numpy() == image_id)
        if not len(found):
            raise NotFoundError(
                f"Workspace {self.manifest.name!r} has no image {image_id!r} among its {len(self.images):,}; "
                f"ids look like {self.ids([0])[0]!r}."
            )
        return int(found[0])

    def ids(self, image_rows: Sequence[int] | np.ndarray) -> list[str]:
        """The ids of image rows."""
        return [str(name) for name in self.images["id"].to_numpy()[np.asarray(image_rows, dtype=np.int64)]]
