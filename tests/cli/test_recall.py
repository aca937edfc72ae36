"""Classes from folders to figures: `simlab import folders`, `train proxy`, `recall`."""

import numpy as np
import pytest
from PIL import Image

from simlab.studies.class_recall import class_recall
from simlab.workspace import Workspace


@pytest.fixture
def folders(tmp_path):
    rng = np.random.default_rng(0)
    for number in range(8):
        colour = rng.random(3)
        folder = tmp_path / ("seen" if number < 5 else "unseen") / f"group{number % 2}" / f"class{number}"
        folder.mkdir(parents=True)
        for picture in range(6):
            pixels = 255 * (0.6 * colour + 0.4 * rng.random((16, 16, 3)))
            Image.fromarray(pixels.astype(np.uint8)).save(folder / f"{picture}.png")
    return tmp_path / "seen", tmp_path / "unseen"


def test_from_folders_to_recall(simlab, folders, tmp_path):
    out = tmp_path / "ws"
    ran = simlab("import", "folders", *folders, "--out", out, "--test", "unseen")
    assert ran.status == 0
    assert "30 (5 classes; seen)" in ran.out
    assert simlab("embed", out, "--encoder", "histogram:hsv", "--name", "histogram").status == 0
    settings = ["size=16", "epochs=1", "dimensions=8", "batch=12", "clusters=[2]", "validation_classes=0"]
    train = ["train", "proxy", out, "--device", "cpu", *(item for each in settings for item in ("--set", each))]
    estimate = simlab(*train, "--estimate", "--json").json
    assert estimate["epochs"] == 1
    assert not (out / "runs" / "proxy").exists()
    assert simlab(*train, "--json").json["models"][0]["images"] == 30

    closed = simlab("recall", out, "--split", "test")
    assert closed.status == 1
    assert "is closed for class retrieval of single models" in closed.said
    found = simlab("recall", out, "--split", "test", "--reveal", "the table", "--json").json
    assert found == class_recall(Workspace.open(out), "test").to_json()
    assert [row["model"] for row in found["models"]] == ["histogram", "proxy"]
    assert (found["n_pictures"], found["n_classes"]) == (18, 3)
    assert found["models"][0]["recall_at_1"]["note"] == "too few references"
    table = simlab("recall", out, "--split", "test", "--models", "histogram", "--reveal", "again").out
    assert "Recall@1" in table
    assert "18 pictures of 3 classes" in table


def test_a_setting_that_the_recipe_does_not_have(simlab, folders, tmp_path):
    simlab("import", "folders", *folders, "--out", tmp_path / "ws")
    ran = simlab("train", "proxy", tmp_path / "ws", "--set", "temperature=1")
    assert ran.status == 1
    assert "1 setting(s) are unknown (temperature). ProxyRecipe has" in ran.said
