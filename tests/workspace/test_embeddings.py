import json

import numpy as np
import pytest

from simlab.errors import FormatVersionError, InputError, NotFoundError, WorkspaceError
from simlab.workspace import ModelEntry, Workspace

MODEL = ModelEntry("m", "baseline")


def _vectors(dtype="float32"):
    return np.random.default_rng(0).normal(size=(3, 4)).astype(dtype)


def _names(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_vectors_come_back_as_they_were(workspace, dtype):
    workspace.write_embedding(MODEL, _vectors(dtype), np.array([4, 0, 2]), encoder="hash", preprocessing={"side": 8})
    embedding = Workspace.open(workspace.path).embedding("m")
    assert embedding.vectors.dtype == dtype
    assert isinstance(embedding.vectors, np.memmap)
    assert embedding.rows.tolist() == [1, -1, 2, -1, 0]
    assert (embedding.take(np.array([0, 4, 0])) == _vectors(dtype)[[1, 0, 1]]).all()
    assert embedding.sidecar.preprocessing == {"side": 8}
    assert Workspace.open(workspace.path).model("m").encoder == "hash"


def test_missing_vectors_are_told_apart(workspace):
    workspace.write_embedding(MODEL, _vectors(), np.array([4, 0, 2]))
    embedding = workspace.embedding("m")
    assert embedding.has(np.array([0, 1, 4, 5, 99, -1])).tolist() == [True, False, True, False, False, False]
    with pytest.raises(NotFoundError, match=r"has no vector for 2 of 3 images \(first image rows: 1, 3\)"):
        embedding.take(np.array([0, 1, 3]))


def test_an_embedding_is_replaced_as_a_whole(workspace):
    workspace.write_embedding(MODEL, _vectors(), np.array([4, 0, 2]))
    first = workspace.embedding("m").sidecar.fingerprint
    workspace.write_embedding(MODEL, _vectors()[:1], np.array([1]), distance="euclidean")
    embedding = workspace.embedding("m")
    assert embedding.rows.tolist() == [-1, 0, -1, -1, -1]
    assert embedding.sidecar.fingerprint != first
    assert _names(workspace.path / "embeddings") == ["m"]


def test_the_fingerprint_is_of_the_content(workspace):
    for name in ("m", "n"):
        workspace.write_embedding(ModelEntry(name, "global"), _vectors(), np.array([4, 0, 2]))
    one, two = (workspace.embedding(name).sidecar.fingerprint for name in ("m", "n"))
    assert one == two


@pytest.mark.parametrize(
    ("vectors", "rows", "text"),
    [
        (_vectors(), [0, 1], "3 vectors for 2 images"),
        (_vectors(), [0, 1, 1], "some image is given more than one vector"),
        (_vectors(), [0, 1, 5], "1 image row(s) are not among the 5 images (first: 5)"),
        (_vectors(), [0, -1, 2], "1 image row(s) are not among the 5 images (first: -1)"),
        (_vectors().astype(int), [0, 1, 2], "are int64 with shape (3, 4)"),
        (_vectors()[0], [0, 1, 2, 3], "with shape (4,)"),
        (_vectors() * [[1], [np.nan], [1]], [0, 3, 2], "1 of 3 vectors hold NaN or infinity (first: s (row 1))"),
        (_vectors() * [[1], [1], [0]], [0, 3, 2], "1 of 3 vectors are zero (first: r (row 2))"),
    ],
)
def test_bad_vectors_are_refused(workspace, vectors, rows, text):
    with pytest.raises(InputError) as caught:
        workspace.write_embedding(MODEL, vectors, np.array(rows))
    assert text in str(caught.value)
    assert "'m'" in str(caught.value)
    assert _names(workspace.path / "embeddings") == []
    assert Workspace.open(workspace.path).models() == []


def test_zero_vectors_are_legal_for_euclidean_distance(workspace):
    workspace.write_embedding(MODEL, _vectors() * 0, np.arange(3), distance="euclidean")
    assert workspace.embedding("m").has(np.arange(3)).all()


def test_what_is_missing_is_named(workspace):
    with pytest.raises(NotFoundError, match=r"no model 'm'. Its models: none yet"):
        workspace.embedding("m")
    workspace.change_manifest(lambda manifest: manifest.with_model(MODEL))
    with pytest.raises(NotFoundError, match="Run `simlab embed`, or import its vectors"):
        workspace.embedding("m")


def test_damage_is_told_apart_from_absence(workspace):
    folder = workspace.path / "embeddings" / "m"
    workspace.write_embedding(MODEL, _vectors(), np.arange(3))
    sidecar = json.loads((folder / "embedding.json").read_text())
    whole = {path.name: path.read_bytes() for path in folder.iterdir()}
    for name, content in (
        ("vectors.npy", whole["vectors.npy"][:-5]),
        ("vectors.npy", b""),
        ("rows.npy", b""),
        ("rows.npy", whole["rows.npy"][:100]),
        ("embedding.json", b"{"),
        ("embedding.json", b"[]"),
        ("embedding.json", json.dumps({**sidecar, "surprise": 1}).encode()),
    ):
        (folder / name).write_bytes(content)
        with pytest.raises(WorkspaceError, match=r"is damaged .*Make the embedding again"):
            workspace.embedding("m")
        (folder / name).write_bytes(whole[name])
    np.save(folder / "rows.npy", np.array([7], dtype=np.int32))
    with pytest.raises(WorkspaceError, match="points past the end"):
        workspace.embedding("m")
    (folder / "embedding.json").write_text(json.dumps({**sidecar, "format_version": 9}))
    with pytest.raises(FormatVersionError, match="format version 9; this SimLab knows versions up to 1"):
        workspace.embedding("m")


def test_no_vectors_at_all_are_legal(workspace):
    workspace.write_embedding(MODEL, np.empty((0, 4), dtype=np.float32), np.empty(0, dtype=np.int64))
    assert not workspace.embedding("m").has(np.arange(5)).any()
