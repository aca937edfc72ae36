"""`simlab retrieve` and `simlab matching` on pairs that a person imports and embeds."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

ENCODERS = ("histogram:hsv", "hash:average")


@pytest.fixture
def pairs(tmp_path: Path, simlab) -> Path:
    """A workspace of 15 pairs, five of them in the test split; targets are darker copies."""
    random = np.random.default_rng(0)
    for number in range(15):
        base = np.kron(random.integers(0, 256, (4, 4, 3)), np.ones((4, 4, 1)))
        for side, factor in (("old", 1.0), ("new", 0.85)):
            (tmp_path / side).mkdir(exist_ok=True)
            Image.fromarray((base * factor).astype(np.uint8)).save(tmp_path / side / f"p{number:02}.png")
    out = tmp_path / "album"
    assert simlab("import", "pairs", tmp_path / "old", tmp_path / "new", "--out", out, "--test-share", 0.34).status == 0
    for encoder in ENCODERS:
        name = encoder.partition(":")[2]
        assert simlab("embed", out, "--encoder", encoder, "--name", name, "--device", "cpu").status == 0
    return out


def test_matching_tells_how_many_queries_find_their_pair(pairs, simlab, tmp_path):
    out = tmp_path / "curves.csv"
    rows = "average,hsv,average+hsv"
    ran = simlab("matching", pairs, "--rows", rows, "--compare-to", "hsv", "--out", out, "--json")
    found = ran.json
    assert (found["task"], found["split"], found["n_queries"], found["n_gallery"]) == ("pairs", "validation", 10, 10)
    assert [row["row"] for row in found["rows"]] == rows.split(",")
    assert [one["n"] for one in found["rows"][0]["top"]] == list(range(1, 16))
    assert found["rows"][0]["top"][0]["accuracy"] > 0.8
    assert found["rows"][1]["differences"] is None
    assert found["rows"][2]["differences"][0]["corrected_p"] <= 1
    assert sum(found["finds_first"].values()) == pytest.approx(10)
    table = pd.read_csv(out)
    assert len(table) == 45
    assert table["accuracy"].iloc[0] == found["rows"][0]["top"][0]["accuracy"]
    assert "Wrote 3 rows to" in ran.said


def test_people_read_tables(pairs, simlab):
    ran = simlab("matching", pairs, "--compare-to", "hsv")
    assert ran.status == 0
    assert "album, pairs, validation split" in ran.out
    assert "top-15" in ran.out
    assert "Points against hsv" in ran.out
    assert "10 queries, 10 images in the gallery, the same for every row; 0 queries and 0 images left out" in ran.said


def test_the_test_split_needs_a_reason(pairs, simlab):
    ran = simlab("matching", pairs, "--split", "test")
    assert ran.status == 1
    assert "The test split of 'album' is closed for retrieval of pairs." in ran.said
    found = simlab("matching", pairs, "--split", "test", "--reveal", "the end", "--json").json
    assert found["n_queries"] == 5
    assert simlab("reveals", pairs, "--json").json["reveals"][0]["subject"] == "retrieval of pairs"


def test_an_image_finds_its_neighbours(pairs, simlab):
    validation = next(
        name
        for name in (f"source/p{number:02}" for number in range(15))
        if simlab("retrieve", pairs, "--query", name, "--json").status == 0
    )
    found = simlab("retrieve", pairs, "--query", validation, "--rows", "average", "--top", 4, "--json").json
    assert found["query"] == validation
    (row,) = found["rows"]
    assert len(row["neighbours"]) == 4
    assert row["n_gallery"] == 10
    assert [one["right"] for one in row["neighbours"]].count(True) <= 1
    assert [one["image"].startswith("target/") for one in row["neighbours"]] == [True] * 4
    ran = simlab("retrieve", pairs, "--query", validation)
    assert f"Nearest to {validation}, the nearest first" in " ".join(ran.out.split())
    assert "✓" in ran.out


def test_a_file_finds_its_neighbours_among_all_images(pairs, simlab, tmp_path):
    found = simlab("retrieve", pairs, "--query", tmp_path / "old" / "p03.png", "--device", "cpu", "--json").json
    assert found["query"] == "p03.png"
    for row in found["rows"]:
        assert row["problem"] is None
        assert row["n_gallery"] == 30
        assert row["neighbours"][0] == {"image": "source/p03", "distance": 0.0, "right": None}


def test_what_is_not_there_is_refused(pairs, simlab, toy_workspace):
    ran = simlab("retrieve", pairs, "--query", "nowhere.png")
    assert ran.status == 1
    assert "has no image 'nowhere.png'" in ran.said
    assert "Nor is there a file of that name." in ran.said
    ran = simlab("matching", pairs, "--rows", "CLIP")
    assert "'CLIP' ranks nothing in workspace 'album'. Its rows: hsv, average" in ran.said
    ran = simlab("matching", toy_workspace().path)
    assert ran.status == 1
    assert "has no retrieval task in split validation; it has none there" in ran.said
