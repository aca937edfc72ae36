import numpy as np
import pandas as pd
import pytest
from PIL import Image

from simlab.workspace import Manifest, Workspace, WorkspaceContent, create_workspace


def picture(seed: int, side: int = 40) -> Image.Image:
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, size=(5, 5, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize((side, side + 8), Image.Resampling.BICUBIC)


@pytest.fixture
def pictures() -> list[Image.Image]:
    return [picture(seed) for seed in range(6)]


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    """Eleven images, the last of which has no file."""
    files = []
    for number in range(10):
        files.append(tmp_path / f"{number}.png")
        picture(number).save(files[-1])
    images = pd.DataFrame({"id": [f"i{number}" for number in range(11)], "pool": "toy"})
    triples = pd.DataFrame(
        {
            "id": ["t0", "t1"],
            "split": ["train", "validation"],
            "row": [0, 1],
            "reference": [0, 1],
            "a": [2, 3],
            "b": [4, 5],
            "choice": ["A", "B"],
            "source": "toy",
        }
    )
    content = WorkspaceContent(Manifest("toy"), images, triples, [*files, None], "toy")
    return create_workspace(tmp_path / "ws", content)
