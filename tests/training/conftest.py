"""A toy world: people judge by how red a picture is, and everything else in it is random."""

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from simlab.training import CSRecipe
from simlab.workspace import Manifest, Workspace, WorkspaceContent, create_workspace

IMAGES = 32
_TINY = CSRecipe(backbone="test_resnet", size=16, batch=150, epochs=3, stochastic_weight=1.0, crop_scale=(0.6, 1.0))


def red_of(count: int) -> np.ndarray:
    return np.random.default_rng(5).permutation(np.linspace(0.05, 0.95, count))


def _content(folder, triples_per_split: int = 450, votes: bool = True) -> WorkspaceContent:
    rng = np.random.default_rng(0)
    red = red_of(IMAGES)
    files = []
    for number in range(IMAGES):
        pixels = 255 * (0.2 * rng.random((4, 4, 3)) + 0.8 * rng.random(3))
        pixels[..., 0] = 80 + 80 * red[number]
        files.append(folder / f"{number}.png")
        Image.fromarray(pixels.astype(np.uint8)).resize((24, 24), Image.Resampling.NEAREST).save(files[-1])
    rows, seen = [], set()
    while len(rows) < 2 * triples_per_split:
        reference, a, b = (int(n) for n in rng.choice(IMAGES, 3, replace=False))
        gap = abs(red[reference] - red[b]) - abs(red[reference] - red[a])
        if abs(gap) < 0.1 or (reference, *sorted((a, b))) in seen:
            continue
        seen.add((reference, *sorted((a, b))))
        lead = 3 if abs(gap) > 0.3 else 1
        number = len(rows)
        rows.append(
            {
                "id": f"t{number}",
                "split": "train" if number < triples_per_split else "validation",
                "cluster": ("light" if reference % 2 else "dark") if number < triples_per_split else None,
                "row": number,
                "held_out": number < triples_per_split and number % 10 == 0,
                "reference": reference,
                "a": a,
                "b": b,
                "choice": "A" if gap > 0 else "B",
                "votes_a": (lead if gap > 0 else 0) if votes else None,
                "votes_b": (0 if gap > 0 else lead) if votes else None,
                "source": "toy",
            }
        )
    images = pd.DataFrame({"id": [f"i{n}" for n in range(IMAGES)], "pool": "toy"})
    images["context"] = ["light" if n % 2 else "dark" for n in range(IMAGES)]
    manifest = Manifest("toy", contexts=("dark", "light"))
    return WorkspaceContent(manifest, images, pd.DataFrame(rows), files, "toy")


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return create_workspace(tmp_path / "ws", _content(tmp_path))


@pytest.fixture
def tiny() -> CSRecipe:
    return _TINY


@pytest.fixture
def toy_content():
    """Makes the content of the toy workspace, for tests that change it first."""
    return _content


def _mosaics(folder, free: int) -> WorkspaceContent:
    """Content of a workspace whose splits share no image.

    The first 50 images are trained on, then so many are in no triple, then 28 are in validation and test triples; the
    last but one is of a pool of its own, and the last has no file.
    """
    rng = np.random.default_rng(1)
    count = 80 + free
    files = []
    for number in range(count):
        files.append(folder / f"mosaic-{number}.png")
        coarse = Image.fromarray(rng.integers(0, 256, (4, 4, 3), dtype=np.uint8))
        coarse.resize((24, 24), Image.Resampling.BICUBIC).save(files[-1])
    groups = {"train": (0, 50), "validation": (50 + free, 65 + free), "test": (65 + free, 78 + free)}
    rows = [
        {
            "split": split,
            "reference": r,
            "a": low + (r - low + 1) % (high - low),
            "b": low + (r - low + 2) % (high - low),
        }
        for split, (low, high) in groups.items()
        for r in range(low, high)
    ]
    triples = pd.DataFrame(rows).assign(choice=["A", "B"] * (len(rows) // 2), source="toy", row=range(len(rows)))
    triples["id"] = [f"t{number}" for number in range(len(rows))]
    triples["cluster"] = np.where(triples["split"] == "train", "all", None)
    pools = ["toy"] * (count - 2) + ["other", "toy"]
    images = pd.DataFrame({"id": [f"m{number}" for number in range(count)], "pool": pools})
    return WorkspaceContent(Manifest("mosaics", contexts=("all",)), images, triples, [*files[:-1], None], "toy")


@pytest.fixture
def mosaics(tmp_path) -> WorkspaceContent:
    """100 images: 0…49 trained on, 50…69 in no triple."""
    return _mosaics(tmp_path, free=20)


@pytest.fixture
def mosaic_workspace(tmp_path, mosaics) -> Workspace:
    return create_workspace(tmp_path / "mosaics", mosaics)


@pytest.fixture
def many_mosaics(tmp_path) -> Workspace:
    """As `mosaic_workspace`, with 300 images to learn from."""
    return create_workspace(tmp_path / "mosaics", _mosaics(tmp_path, free=250))
