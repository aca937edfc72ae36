"""A study of small coloured pictures and faded copies of them, whose vectors can all be computed anew."""

from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image, ImageOps

from simlab.encoders import encode, open_encoder
from simlab.workspace import Manifest, ModelEntry, Workspace, WorkspaceContent, create_workspace
from tests.dashboard.compare.live.small_study import blobs

N_PAIRS, N_TEST = 24, 6
ENCODERS = {"colours": "histogram:hsv", "shapes": "hash:perceptual"}


def faded(picture: Image.Image, seed: int) -> Image.Image:
    """The picture with pale colours and some noise, its shapes nearly as they were; every sixth is mirrored."""
    rng = np.random.default_rng(seed)
    turned = ImageOps.mirror(picture) if seed % 6 == 0 else picture
    pixels = 0.45 * np.asarray(turned, dtype=np.float64) + 110
    return Image.fromarray(np.clip(pixels + rng.normal(0, 14, pixels.shape), 0, 255).astype(np.uint8))


def make_pair_study(folder: Path, pictures: Path) -> Workspace:
    """24 pairs, the last 6 of the test split: fading misleads `colours`, mirroring `shapes`; `imported` guesses.

    Args:
        folder: of the workspace.
        pictures: where its files are painted first.
    """
    files = []
    for number in range(N_PAIRS):
        for rendition, picture in (("source", blobs(number)), ("target", faded(blobs(number), number))):
            files.append(pictures / f"{rendition}-{number}.png")
            picture.save(files[-1])
    images = pd.DataFrame(
        {
            "id": [f"{rendition}/{n}" for n in range(N_PAIRS) for rendition in ("source", "target")],
            "pool": ["source", "target"] * N_PAIRS,
            "object": [f"thing-{n}" for n in range(N_PAIRS) for _ in range(2)],
            "rendition": ["source", "target"] * N_PAIRS,
            "split": ["test" if n >= N_PAIRS - N_TEST else "validation" for n in range(N_PAIRS) for _ in range(2)],
        }
    )
    triples = pd.DataFrame({"id": [], "split": [], "reference": [], "a": [], "b": [], "choice": [], "row": []})
    content = WorkspaceContent(Manifest(name="pairs"), images, triples.assign(source=""), files, "a test")
    workspace = create_workspace(folder, content)
    rows = np.arange(len(files), dtype=np.int32)
    painted = [workspace.picture(int(row)) for row in rows]
    for name, spec in ENCODERS.items():
        encoder = open_encoder(spec)
        entry = ModelEntry(name, "baseline")
        workspace.write_embedding(entry, encode(encoder, painted), rows, encoder=spec, distance=encoder.distance)
    vectors = np.random.default_rng(0).normal(size=(len(files), 4))
    workspace.write_embedding(ModelEntry("imported", "baseline"), vectors, rows)
    return Workspace.open(workspace.path)
