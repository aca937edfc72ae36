"""A study of small coloured pictures whose members and features can all be computed anew, and pictures from outside."""

import io
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from simlab.encoders import encode, open_encoder
from simlab.ensembles import Design, Region, one_model, uniform_mean_of
from simlab.maps import fit_map
from simlab.studies.designs.named import create_design
from simlab.workspace import Manifest, ModelEntry, Workspace, WorkspaceContent, create_workspace

N_REFERENCES = 16
VOTES = {"A": (3, 1), "B": (1, 3)}
ENCODERS = {"colours": "histogram:hsv", "shapes": "hash:perceptual"}


def blobs(seed: int, size: tuple[int, int] = (48, 40)) -> Image.Image:
    """A picture of rough coloured patches."""
    rng = np.random.default_rng(seed)
    return Image.fromarray(rng.integers(0, 255, (6, 6, 3), dtype=np.uint8)).resize(size)


def png(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def make_study(folder: Path, pictures: Path) -> Workspace:
    """CS-models `colours` and `shapes` (encoders), baseline `imported` (none), a map of `colours`, the design `drawn`.

    Its region `everywhere` holds all references and trusts `shapes`.

    Args:
        folder: of the workspace.
        pictures: where its files are painted first.
    """
    n_images = 3 * N_REFERENCES
    files = [pictures / f"{number}.png" for number in range(n_images)]
    for number, path in enumerate(files):
        blobs(number).save(path)
    images = pd.DataFrame({"id": [f"pic-{n}" for n in range(n_images)], "pool": "pool"})
    triples = pd.DataFrame(
        [
            (f"q{r}-{turn}", "test" if r == N_REFERENCES - 1 else "validation", r, a, b, choice, *VOTES[choice])
            for r in range(N_REFERENCES)
            for turn, (a, b, choice) in enumerate(
                [
                    (N_REFERENCES + r, 2 * N_REFERENCES + r, "A"),
                    (2 * N_REFERENCES + r, N_REFERENCES + (r + 5) % 16, "B"),
                ]
            )
        ],
        columns=["id", "split", "reference", "a", "b", "choice", "votes_a", "votes_b"],
    ).assign(row=lambda table: np.arange(len(table)), source="made up")
    content = WorkspaceContent(Manifest(name="study", contexts=("one", "two")), images, triples, files, "a test")
    workspace = create_workspace(folder, content)
    rows = np.arange(n_images, dtype=np.int32)
    painted = [workspace.picture(int(row)) for row in rows]
    for (name, spec), context in zip(ENCODERS.items(), ("one", "two"), strict=True):
        encoder = open_encoder(spec)
        entry = ModelEntry(name, "cs", context)
        workspace.write_embedding(entry, encode(encoder, painted), rows, encoder=spec, distance=encoder.distance)
    vectors = np.random.default_rng(0).normal(size=(n_images, 4))
    workspace.write_embedding(ModelEntry("imported", "baseline"), vectors, rows)
    reference_map = fit_map(workspace, "colours", "pca")
    corners = ((-9.0, -9.0), (9.0, -9.0), (9.0, 9.0), (-9.0, 9.0))
    design = Design(
        reference_map.id,
        reference_map.fingerprint,
        fallback=uniform_mean_of(tuple(ENCODERS)),
        regions=(Region("everywhere", corners, one_model("shapes"), "#e6550d"),),
    )
    create_design(workspace, "drawn", reference_map, design)
    return Workspace.open(workspace.path)
