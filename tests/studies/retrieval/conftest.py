"""A small study with everything that is retrieved: pairs in two splits, classes, and answers to fit ensembles on."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from simlab.encoders import encode, open_encoder
from simlab.ensembles import Design, Region, one_model, uniform_mean_of, vote_of
from simlab.maps import fit_map
from simlab.studies.designs.named import create_design
from simlab.workspace import Manifest, ModelEntry, Workspace, WorkspaceContent, create_workspace

PAIRS, TEST_PAIRS, CLASSES, PER_CLASS, REFERENCES = 24, 8, 5, 4, 12
CS = {"colours": "histogram:hsv", "hash": "hash:perceptual"}


def images() -> pd.DataFrame:
    """Sources, their targets, classes (the last picture is alone in its own), pictures of triples."""
    objects = [f"o{n}" for n in range(PAIRS + TEST_PAIRS)]
    split = ["validation"] * PAIRS + ["test"] * TEST_PAIRS
    sides = [
        pd.DataFrame(
            {"id": [f"{side}/{name}" for name in objects], "pool": side, "object": objects, "split": split}
        ).assign(rendition=side)
        for side in ("source", "target")
    ]
    labels = [f"kind/c{n // PER_CLASS}" for n in range(CLASSES * PER_CLASS)] + ["kind/alone"]
    classed = pd.DataFrame({"id": [f"class/{n}" for n in range(len(labels))], "pool": "class", "label": labels})
    asked = pd.DataFrame({"id": [f"triple/{n}" for n in range(3 * REFERENCES)], "pool": "triple"})
    return pd.concat([*sides, classed.assign(split="train"), asked], ignore_index=True)


def pictures(folder: Path, table: pd.DataFrame) -> list[Path]:
    """Targets are darker, noisy copies of their sources."""
    folder.mkdir()
    random = np.random.default_rng(0)
    painted: dict[str, np.ndarray] = {}
    paths = []
    for number, (pool, name) in enumerate(zip(table["pool"], table["object"], strict=True)):
        base = np.kron(random.integers(0, 256, (4, 4, 3)), np.ones((6, 6, 1)))
        if pool == "target":
            base = 0.8 * painted[name] + random.integers(0, 12, base.shape)
        painted[str(name)] = base
        paths.append(folder / f"{number}.png")
        Image.fromarray(base.clip(0, 255).astype(np.uint8)).save(paths[-1])
    return paths


def triples(first: int) -> pd.DataFrame:
    reference = np.repeat(np.arange(REFERENCES), 4)
    turn = np.arange(4 * REFERENCES)
    others = np.random.default_rng(2).permuted(np.tile(np.arange(3 * REFERENCES), (len(turn), 1)), axis=1)
    others = np.array([[x for x in row if x != r][:2] for row, r in zip(others, reference, strict=True)])
    choice = np.where(turn % 3 == 0, "A", "B")
    return pd.DataFrame(
        {
            "id": [f"t{n}" for n in turn],
            "split": "validation",
            "row": turn,
            "reference": first + reference,
            "a": first + others[:, 0],
            "b": first + others[:, 1],
            "choice": choice,
            "votes_a": np.where(choice == "A", 3, 1),
            "votes_b": np.where(choice == "A", 1, 3),
            "source": "made for tests",
        }
    )


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study, made once; nobody writes to it."""
    folder = tmp_path_factory.mktemp("retrieval")
    table = images()
    content = WorkspaceContent(
        Manifest("searched", provenance="made for tests", synthetic=True),
        table,
        triples(len(table) - 3 * REFERENCES),
        pictures(folder / "pictures", table),
        "made for tests",
    )
    workspace = create_workspace(folder / "searched", content)
    rows = np.arange(len(table), dtype=np.int32)
    shown = [workspace.picture(int(row)) for row in rows]
    for name, spec in CS.items():
        encoder = open_encoder(spec)
        workspace.write_embedding(ModelEntry(name, "cs"), encode(encoder, shown), rows, encoder=spec)
    random = np.random.default_rng(1)
    noise = random.normal(size=(len(table), 6))
    good = random.normal(size=noise.shape)
    good[PAIRS + TEST_PAIRS : 2 * (PAIRS + TEST_PAIRS)] = good[: PAIRS + TEST_PAIRS] + 0.2 * random.normal(
        size=(PAIRS + TEST_PAIRS, 6)
    )
    for name, vectors in (("good", good), ("noise", noise)):
        workspace.write_embedding(ModelEntry(name, "baseline"), vectors.astype(np.float32), rows)
    few = rows[PAIRS // 2 :]
    workspace.write_embedding(
        ModelEntry("far+near", "baseline"), good[few].astype(np.float32), few, distance="euclidean"
    )
    workspace.write_embedding(ModelEntry("look", "features"), noise[:, :3].astype(np.float32), rows)
    reference_map = fit_map(workspace, "colours", "pca")
    middle = float(np.median(reference_map.fitted_coordinates[:, 0]))
    left = ((-9e3, -9e3), (middle, -9e3), (middle, 9e3), (-9e3, 9e3))
    region = Region("left", left, one_model("hash"), "#0055aa", id="left")
    create_design(
        workspace,
        "halves",
        reference_map,
        Design(reference_map.id, reference_map.fingerprint, vote_of(("colours", "hash", "noise")), (region,)),
    )
    create_design(
        workspace,
        "mixed",
        reference_map,
        Design(reference_map.id, reference_map.fingerprint, uniform_mean_of(("colours", "noise")), (region,)),
    )
    return workspace.path


@pytest.fixture
def study(made: Path, tmp_path: Path) -> Workspace:
    """CS-models `colours` and `hash`; baselines `good`, `noise`, `far+near` (euclidean, lacks the first sources)."""
    shutil.copytree(made, tmp_path / "searched")
    return Workspace.open(tmp_path / "searched")
