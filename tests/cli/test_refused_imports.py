"""Bad input, from the command to the disk: status 1, a message with file, row and remedy, and nothing half-written."""

import json
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

HEADER = "reference,a,b,choice,split"
GOOD = ("r.png,a.png,b.png,A,train", "r.png,a.png,c.png,B,validation", "r.png,b.png,c.png,A,test")


def write_table(folder: Path, *rows: str, header: str = HEADER) -> Path:
    source = folder / "answers.csv"
    source.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return source


def refused(simlab, *arguments) -> str:
    """What the refusal says."""
    ran = simlab(*arguments)
    assert ran.status == 1
    assert ran.out == ""
    return ran.said.partition("simlab: ")[2]


def refused_table(simlab, source: Path, *options: object) -> str:
    out = source.parent / "out" / "ws"
    out.parent.mkdir()
    said = refused(simlab, "import", "table", source, "--out", out, *options)
    assert list(out.parent.iterdir()) == [], "something half-written was left"
    return said


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number, name in enumerate("rabc"):
        Image.new("RGB", (8, 8), (60 * number, 0, 0)).save(folder / f"{name}.png")
    return folder


@pytest.mark.parametrize(
    ("rows", "header", "parts"),
    [
        (("r,a,A",), "reference,a,choice", ("answers.csv", "lacks", "b", "docs/formats.md")),
        (("r,a,b",), "reference,a,b", ("answers.csv", "choice", "votes_a and votes_b")),
        ((*GOOD, "r.png,a.png,a.png,A,train"), HEADER, ("answers.csv: 1 of 4 rows", "line 5", "A = B")),
        ((*GOOD, "r.png,r.png,a.png,A,train"), HEADER, ("answers.csv: 1 of 4 rows", "line 5", "R = A")),
        ((*GOOD, "r.png,,a.png,A,train"), HEADER, ("answers.csv: 1 of 4 rows", "line 5", "a")),
        ((*GOOD, "r.png,c.png,d.png,C,train"), HEADER, ("answers.csv: 1 of 4 rows", "line 5", "choice")),
        ((*GOOD, "r.png,c.png,d.png,A,later"), HEADER, ("answers.csv: 1 of 4 rows", "line 5", "split")),
        (
            (*GOOD, "r.png,b.png,a.png,B,test"),
            HEADER,
            ("answers.csv", "1 question(s) stand in two splits", "row 2 of answers.csv", "row 5 of answers.csv"),
        ),
        (
            (*GOOD, "r.png,b.png"),
            HEADER,
            ("answers.csv, line 5", "2 cells, but the header has 5", "give every row all cells"),
        ),
        ((), HEADER, ("answers.csv holds no rows below its header", "Every split would be empty")),
    ],
    ids=["column", "choice", "A=B", "R=A", "empty", "letter", "split", "two-splits", "short", "no-rows"],
)
def test_a_bad_table(simlab, tmp_path, rows, header, parts):
    said = refused_table(simlab, write_table(tmp_path, *rows, header=header))
    for part in parts:
        assert part in said, said


def test_a_split_that_would_be_empty(simlab, tmp_path):
    said = refused_table(simlab, write_table(tmp_path, "r,a,b,A", "q,a,b,A", header="reference,a,b,choice"))
    assert "answers.csv: The validation split would be empty: 20% of 2 reference(s)" in said
    assert "Add a column 'split', choose a larger share" in said


def test_a_table_that_is_not_utf8(simlab, tmp_path):
    source = write_table(tmp_path, *GOOD)
    source.write_bytes(source.read_bytes().replace(b"c.png", "ç.png".encode("latin-1")))
    said = refused_table(simlab, source)
    assert f"{source} is not UTF-8: byte 0xe7 at position 65 (line 3). Save it as UTF-8" in said


@pytest.mark.parametrize("content", [b"", b"PAR1 no"], ids=["empty", "damaged"])
def test_a_parquet_file_that_is_none(simlab, tmp_path, content):
    source = tmp_path / "answers.parquet"
    source.write_bytes(content)
    said = refused_table(simlab, source)
    assert f"{source} cannot be read as Parquet" in said
    assert "Write it again." in said


def test_unknown_pictures(simlab, tmp_path, pictures):
    (pictures / "c.png").unlink()
    said = refused_table(simlab, write_table(tmp_path, *GOOD), "--images", pictures)
    assert f"names 1 of 4 images that are not in {pictures} (first: c.png)" in said
    assert "leave --images out to import labels only" in said


@pytest.mark.parametrize("name", ["../secret.png", "/etc/hostname", "..\\secret.png"])
def test_a_path_that_leaves_the_folder(simlab, tmp_path, pictures, name):
    Image.new("RGB", (8, 8)).save(tmp_path / "secret.png")
    said = refused_table(simlab, write_table(tmp_path, *GOOD, f"r.png,{name},b.png,A,train"), "--images", pictures)
    assert name in said
    assert "answers.csv" in said


def test_a_link_that_leaves_the_folder(simlab, tmp_path, pictures):
    Image.new("RGB", (8, 8)).save(tmp_path / "secret.png")
    (pictures / "c.png").unlink()
    (pictures / "c.png").symlink_to(tmp_path / "secret.png")
    assert "c.png" in refused_table(simlab, write_table(tmp_path, *GOOD), "--images", pictures)


def test_a_truncated_picture(simlab, tmp_path, pictures):
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    Image.fromarray(noise).save(pictures / "c.png")
    (pictures / "c.png").write_bytes((pictures / "c.png").read_bytes()[:2000])
    said = refused_table(simlab, write_table(tmp_path, *GOOD), "--images", pictures)
    assert "c.png is damaged or truncated" in said
    assert "Replace or remove it." in said


def test_a_picture_that_is_none(simlab, tmp_path, pictures):
    (pictures / "c.png").write_text("no picture", encoding="utf-8")
    assert "c.png" in refused_table(simlab, write_table(tmp_path, *GOOD), "--images", pictures)


def test_a_decompression_bomb(simlab, tmp_path, pictures):
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(9))) + chunk(b"IEND", b"")
    (pictures / "c.png").write_bytes(bomb)
    said = refused_table(simlab, write_table(tmp_path, *GOOD), "--images", pictures)
    assert "c.png" in said
    assert "a decompression bomb" in said, said


def test_a_place_that_is_taken(simlab, tmp_path):
    out = tmp_path / "taken"
    out.mkdir()
    (out / "letter.txt").write_text("mine", encoding="utf-8")
    said = refused(simlab, "import", "table", write_table(tmp_path, *GOOD), "--out", out)
    assert f"{out} exists already and is not empty" in said
    assert [path.name for path in out.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("source", ["material", "cosis"])
def test_a_folder_that_is_no_source(simlab, tmp_path, source):
    (tmp_path / "in").mkdir()
    said = refused(simlab, "import", source, tmp_path / "in", "--out", tmp_path / "ws")
    assert str(tmp_path / "in") in said
    assert not (tmp_path / "ws").exists()


def _vectors(n: int, change: str) -> np.ndarray:
    vectors = np.random.default_rng(0).normal(size=(n, 3))
    if change == "fewer":
        return vectors[:-1]
    if change == "nan":
        vectors[5, 1] = np.nan
    if change == "zero":
        vectors[5] = 0
    if change == "pickled":
        return np.array([{"a": 1}] * n, dtype=object)
    return vectors.astype(int) if change == "integers" else vectors


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        ("fewer", ("has 155 rows", "has 156 images", "choose the matching pool or file")),
        ("nan", ("1 of 156 vectors hold NaN", "pool/5 (row 5)", "compute them again, or leave these images out")),
        ("zero", ("1 of 156 vectors are zero", "pool/5 (row 5)", "compute them again")),
        ("pickled", ("pickle",)),
        ("integers", ("int64", "float")),
    ],
)
def test_bad_vectors(simlab, toy_workspace, tmp_path, change, parts):
    workspace = toy_workspace(references={"train": 4, "validation": 6, "test": 2})
    before = sorted(path.relative_to(workspace.path) for path in workspace.path.rglob("*"))
    manifest = (workspace.path / "workspace.json").read_bytes()
    file = tmp_path / "vectors.npy"
    np.save(file, _vectors(len(workspace.images), change), allow_pickle=True)
    command = ("import", "embeddings", workspace.path, "--model", "mine", "--kind", "baseline", "--pool", "pool")
    said = refused(simlab, *command, "--file", file)
    assert str(file) in said
    for part in parts:
        assert part in said, said
    assert (workspace.path / "workspace.json").read_bytes() == manifest
    after = {path.relative_to(workspace.path) for path in workspace.path.rglob("*")} - set(before)
    assert not [path for path in after if "embeddings" in path.parts]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("--pool", "elsewhere"), "has no image pool 'elsewhere'. Its pools: pool"),
        (("--context", "north", "--kind", "cs"), "north"),
        (("--context", "west"), "context"),
        (("--model", "../mine"), "'../mine' cannot be the name of a model"),
        (("--file", "none.npy"), "none.npy does not exist. Give the path of a .npy file."),
    ],
)
def test_vectors_that_belong_nowhere(simlab, toy_workspace, tmp_path, change, message):
    workspace = toy_workspace(references={"train": 4, "validation": 6, "test": 2})
    np.save(tmp_path / "vectors.npy", _vectors(len(workspace.images), "none"))
    given = {"--model": "mine", "--kind": "baseline", "--pool": "pool", "--file": str(tmp_path / "vectors.npy")}
    given |= dict(zip(change[::2], change[1::2], strict=True))
    said = refused(simlab, "import", "embeddings", workspace.path, *(part for pair in given.items() for part in pair))
    assert message in said, said


def test_a_workspace_of_a_newer_simlab(simlab, toy_workspace):
    workspace = toy_workspace(references={"train": 4, "validation": 6, "test": 2})
    path = workspace.path / "workspace.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(content | {"format_version": 99}), encoding="utf-8")
    for command in ("evaluate", "health"):
        said = refused(simlab, command, workspace.path, "--json")
        assert f"{path} has format version 99; this SimLab knows versions up to" in said
        assert "Update SimLab to open it." in said
