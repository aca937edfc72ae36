"""Pictures in classes that a tiny network can learn, and classes it has never seen."""

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from simlab.training.recipes import ProxyRecipe
from simlab.workspace import Manifest, Workspace, WorkspaceContent, create_workspace
from simlab.workspace.triple_table import COLUMNS as TRIPLE_COLUMNS

SEEN, UNSEEN, PICTURES, GROUPS = 12, 6, 12, 3


@pytest.fixture
def classes_workspace(tmp_path) -> Workspace:
    """18 classes of 12 pictures that are equally red, and green and blue at random; groups are of similar red.

    Twelve classes are of split train; six, between the others in red, are of split test.
    """
    rng = np.random.default_rng(0)
    rows, files = [], []
    for number in range(SEEN + UNSEEN):
        unseen = number % 3 == 1
        group = number * GROUPS // (SEEN + UNSEEN)
        for picture in range(PICTURES):
            pixels = 0.2 * rng.random((4, 4, 3)) + 0.8 * rng.random(3)
            pixels[..., 0] = 0.05 + 0.9 * number / (SEEN + UNSEEN - 1)
            path = tmp_path / "pictures" / f"{number}-{picture}.png"
            path.parent.mkdir(exist_ok=True)
            coarse = Image.fromarray((255 * pixels).astype(np.uint8))
            coarse.resize((24, 24), Image.Resampling.NEAREST).save(path)
            files.append(path)
            split = "test" if unseen else "train"
            rows.append({"id": path.name, "pool": split, "label": f"group{group}/class{number:02}", "split": split})
    triples = pd.DataFrame(columns=list(TRIPLE_COLUMNS))
    content = WorkspaceContent(Manifest("classes"), pd.DataFrame(rows), triples, files, "toy")
    return create_workspace(tmp_path / "classes", content)


@pytest.fixture
def tiny_proxies() -> ProxyRecipe:
    return ProxyRecipe(
        size=16,
        dimensions=8,
        batch=24,
        per_class=4,
        epochs=2,
        clusters=(3,),
        alone=1,
        refresh=3,
        crop_scale=(0.6, 1.0),
        validation_classes=0.25,
    )
