"""Small stand-ins of every outside format, and a check that a refusal leaves nothing behind."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from simlab.errors import SimLabError

ANCHORS = (715, 2723, 389, 1673, 1006, 254, 2352, 667)
MATERIALS = ("brass", "chrome", "chrome-steel", "delrin", "nickel", "nylon", "pvc", "steel")


@pytest.fixture
def picture() -> Callable[..., Path]:
    """Writes a picture whose colour depends on its name."""

    def write(path: Path, size: tuple[int, int] = (8, 6)) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", size, tuple(path.stem.encode().ljust(3, b"x")[-3:])).save(path)
        return path

    return write


@pytest.fixture
def refused() -> Callable[..., str]:
    """Calls an importer that must refuse: its message holds every text, and nothing half-written is left."""

    def check(call: Callable[[], object], out: Path, *texts: str, error: type[SimLabError] = SimLabError) -> str:
        before = sorted(out.parent.rglob("*"))
        with pytest.raises(error) as caught:
            call()
        for text in texts:
            assert text in str(caught.value), str(caught.value)
        assert sorted(out.parent.rglob("*")) == before
        return str(caught.value)

    return check


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "place"
    folder.mkdir()
    return folder / "study"


@pytest.fixture
def material_source(tmp_path: Path, picture: Callable[..., Path]) -> Path:
    """8 materials in two lightings, 160 training answers and 40 test answers on other questions."""
    source = tmp_path / "material"
    for name in MATERIALS:
        picture(source / "ennis" / f"{name}.jpg")
        picture(source / "stpeters" / f"{name}.png")
    n = len(MATERIALS)
    questions = [[r, x, y] for r in range(n) for x in range(n) for y in range(x) if r not in (x, y)]
    chosen = np.random.default_rng(3).permutation(len(questions))[:160]
    votes = [[3, 1], [2, 2], [4, 0], [5, 2]]
    for name, part in (("train", chosen[:130]), ("test", chosen[130:])):
        content = {
            "answers": [questions[i] for i in part],
            "agreement": [votes[k % 4] for k in range(len(part))],
        }
        (source / f"answers_{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return source


@pytest.fixture
def cosis_source(tmp_path: Path) -> Path:
    """The ten files with a few rows each; the arrays lack the first row of all but `mulref_val`, as published."""
    source = tmp_path / "cosis"
    (source / "txt_labels").mkdir(parents=True)
    (source / "npy_labels").mkdir()
    names = [f"{i} val v_{i:04d}" for i in range(3000)] + [f"{i} train t_{i:04d}" for i in range(50)]
    (source / "filename_dict.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
    rng = np.random.default_rng(5)
    for stem in ("mulref_val", "mulref_test", *(f"dist_{anchor}" for anchor in ANCHORS)):
        test = stem == "mulref_test"
        rows = []
        for number in range(6):
            reference = number // 2 if stem.startswith("mulref") else int(stem.removeprefix("dist_"))
            ids = (10 if test else 2800) + rng.permutation(40 if test else 190)[:3]
            rows.append([reference, ids[0], 1, ids[1], 1 + number % 3, ids[2], 5])
        write_cosis_file(source, stem, rows, rng)
    return source


def write_cosis_file(source: Path, stem: str, rows: list[list[int]], rng: np.random.Generator) -> None:
    header = "ref order1 class1 order2 class2 order3 class3\n" if stem == "mulref_val" else ""
    text = header + "".join(" ".join(map(str, row)) + "\n" for row in rows)
    (source / "txt_labels" / f"{stem}.txt").write_text(text, encoding="utf-8")
    published = []
    for row in rows if stem == "mulref_val" else rows[1:]:
        reference, ids, classes = row[0], row[1::2], row[2::2]
        for i, j in ((0, 1), (0, 2), (1, 2)):
            first, second = (i, j) if rng.integers(2) else (j, i)
            wrong = {0: 0, 1: 1, 2: 1}  # the published class columns are those of the pair (1, 2)
            published.append([float(first > second), classes[wrong[first]], classes[wrong[second]], reference])
            published[-1] += [ids[first], ids[second]]
    np.save(source / "npy_labels" / f"{stem}.npy", np.array(published, dtype=np.float64))


@pytest.fixture
def table_source(tmp_path: Path) -> Callable[..., Path]:
    """Writes a CSV of lines below a header."""

    def write(*lines: str, header: str = "reference,a,b,choice", name: str = "answers.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def plain_table(table_source: Callable[..., Path]) -> Path:
    """60 questions about 10 references, answered without regard to order."""
    lines = [f"r{i % 10}.png,a{i}.png,b{i}.png,{'AB'[i * 7 % 3 % 2]}" for i in range(60)]
    return table_source(*lines)
