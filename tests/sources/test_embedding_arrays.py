from pathlib import Path

import numpy as np
import pytest

from simlab.errors import InputError
from simlab.sources import import_cosis, import_embeddings, import_material
from simlab.workspace import ModelEntry, Workspace


@pytest.fixture
def workspace(material_source, out) -> Workspace:
    import_material(material_source, out)
    return Workspace.open(out)


@pytest.fixture
def array(tmp_path):
    def write(values: np.ndarray, name: str = "x.npy", **options) -> Path:
        np.save(tmp_path / name, values, **options)
        return tmp_path / name

    return write


def _vectors(rows: int = 8, dimensions: int = 5, dtype: str = "float32", seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(rows, dimensions)).astype(dtype)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_values_are_stored_as_they_are(workspace, array, dtype):
    vectors = _vectors(dtype=dtype)
    summary = import_embeddings(workspace, model="clip", kind="baseline", pool="ennis", file=array(vectors))
    embedding = Workspace.open(workspace.path).embedding("clip")
    assert embedding.vectors.dtype == dtype
    assert (embedding.take(np.arange(8)) == vectors).all()
    assert embedding.has(np.arange(16)).tolist() == [True] * 8 + [False] * 8
    assert summary.value("images without a vector") == 8
    assert workspace.model("clip") == ModelEntry("clip", "baseline")


def test_pools_are_joined_and_replaced(workspace, array):
    first, second, third = (_vectors(seed=seed) for seed in range(3))
    options = {"model": "m", "kind": "features"}
    import_embeddings(workspace, **options, pool="stpeters", file=array(first))
    import_embeddings(workspace, **options, pool="ennis", file=array(second))
    summary = import_embeddings(workspace, **options, pool="stpeters", file=array(third, "y.npy"))
    embedding = workspace.embedding("m")
    assert (embedding.take(np.arange(8)) == second).all()
    assert (embedding.take(np.arange(8, 16)) == third).all()
    assert summary.value("vectors of other pools kept") == 8


def test_a_sole_pool_may_be_replaced_by_other_dimensions(workspace, array):
    import_embeddings(workspace, model="m", kind="features", pool="ennis", file=array(_vectors()))
    import_embeddings(workspace, model="m", kind="global", pool="ennis", file=array(_vectors(dimensions=7)))
    assert workspace.embedding("m").vectors.shape == (8, 7)
    assert workspace.model("m").kind == "global"


def test_rows_are_the_pool_index(cosis_source, out, array):
    path = cosis_source / "filename_dict.txt"
    path.write_text("\n".join(reversed(path.read_text().splitlines())) + "\n")
    import_cosis(cosis_source, out)
    workspace = Workspace.open(out)
    vectors = _vectors(3000, 2)
    import_embeddings(workspace, model="cs", kind="cs", context="ref-715", pool="val", file=array(vectors))
    row = workspace.images.index[workspace.images["id"] == "val/460"]
    assert (workspace.embedding("cs").take(row) == vectors[[460]]).all()


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (_vectors(7), ["7 rows", "'ennis'", "8 images"]),
        (_vectors().astype(int), ["int64 of shape (8, 5)", "float16, float32 or float64"]),
        (_vectors()[0], ["float32 of shape (5,)"]),
        (_vectors(dimensions=0), ["float32 of shape (8, 0)"]),
        (_vectors().astype(np.complex64), ["complex64"]),
        (_vectors().astype(np.longdouble), ["float128" if np.longdouble(0).nbytes == 16 else "longdouble"]),
        (np.where(np.arange(40).reshape(8, 5) == 17, np.nan, _vectors()), ["1 of 8 vectors hold NaN", "row 3"]),
        (np.where(np.arange(40).reshape(8, 5) == 17, np.inf, _vectors()), ["hold NaN or infinity", "ennis/delrin"]),
        (_vectors() * (np.arange(8) != 2)[:, None], ["1 of 8 vectors are zero", "ennis/chrome-steel (row 2)"]),
        (np.array([[{}]], dtype=object), ["cannot be read", "Pickled objects are never opened"]),
    ],
)
def test_bad_arrays_are_refused(workspace, array, refused, values, texts):
    file = array(values, allow_pickle=values.dtype == object)
    call = lambda: import_embeddings(workspace, model="m", kind="baseline", pool="ennis", file=file)  # noqa: E731
    refused(call, workspace.path / "embeddings", *texts, error=InputError)
    assert Workspace.open(workspace.path).models() == []


def test_zero_vectors_are_legal_where_directions_do_not_count(workspace, array):
    file = array(_vectors() * (np.arange(8) != 2)[:, None])
    import_embeddings(workspace, model="m", kind="baseline", pool="ennis", file=file, distance="euclidean")
    assert workspace.embedding("m").sidecar.distance == "euclidean"


def test_a_refused_file_leaves_the_earlier_vectors(workspace, array, refused):
    good = _vectors()
    import_embeddings(workspace, model="m", kind="baseline", pool="ennis", file=array(good))
    bad = array(np.full((8, 5), np.nan, dtype="float32"), "bad.npy")
    call = lambda: import_embeddings(workspace, model="m", kind="baseline", pool="ennis", file=bad)  # noqa: E731
    refused(call, workspace.path / "embeddings", "hold NaN")
    assert (workspace.embedding("m").take(np.arange(8)) == good).all()


def test_what_does_not_go_together_is_refused(workspace, array, refused):
    place = workspace.path / "embeddings"
    import_embeddings(workspace, model="m", kind="baseline", pool="ennis", file=array(_vectors()))
    for options, texts in (
        ({"file": array(_vectors(dimensions=6), "d.npy")}, ["dimensions 6 instead of 5"]),
        ({"file": array(_vectors(dtype="float64"), "e.npy")}, ["values float64 instead of float32"]),
        ({"kind": "global"}, ["kind global instead of baseline"]),
        ({"distance": "euclidean"}, ["distance euclidean instead of cosine"]),
    ):
        given = {"kind": "baseline", "file": array(_vectors()), "pool": "stpeters", **options}
        refused(lambda given=given: import_embeddings(workspace, model="m", **given), place, *texts, error=InputError)


def test_wrong_names_are_refused(workspace, array, refused):
    file = array(_vectors())
    for options, texts in (
        ({"pool": "paris"}, ["no image pool 'paris'", "ennis (8), stpeters (8)"]),
        ({"kind": "cs"}, ["names no context", "--context"]),
        ({"kind": "baseline", "context": "sea"}, ["only CS-models have a context"]),
        ({"kind": "best"}, ["'best' is no kind of model"]),
        ({"model": "../m"}, ["'../m' cannot be the name of a model"]),
        ({"distance": "hamming"}, ["'hamming' is no distance"]),
        ({"file": file.with_name("no.npy")}, ["no.npy does not exist"]),
    ):
        given = {"model": "m", "kind": "baseline", "pool": "ennis", "file": file, **options}
        refused(lambda given=given: import_embeddings(workspace, **given), workspace.path, *texts, error=InputError)


def test_an_unknown_context_is_refused(cosis_source, out, array, refused):
    import_cosis(cosis_source, out)
    workspace = Workspace.open(out)
    given = {"model": "m", "kind": "cs", "context": "sea", "pool": "train", "file": array(_vectors(50))}
    refused(lambda: import_embeddings(workspace, **given), out, "no context 'sea'", "ref-715, ref-2723")


def test_a_model_computed_here_is_not_overwritten(workspace, array, refused):
    workspace.write_embedding(ModelEntry("hash", "baseline"), _vectors(), np.arange(8), encoder="phash")
    given = {"model": "hash", "kind": "baseline", "pool": "ennis", "file": array(_vectors())}
    refused(lambda: import_embeddings(workspace, **given), workspace.path, "computed here with phash", "another name")


def test_other_files_are_refused(workspace, refused, tmp_path):
    np.savez(tmp_path / "a.npz", x=_vectors())
    (tmp_path / "b.npy").write_bytes(b"")
    (tmp_path / "c.npy").write_bytes(
        b"\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (8, 5), }"
    )
    for name, text in (("a.npz", "archive of arrays"), ("b.npy", "cannot be read"), ("c.npy", "cannot be read")):
        given = {"model": "m", "kind": "baseline", "pool": "ennis", "file": tmp_path / name}
        refused(lambda given=given: import_embeddings(workspace, **given), workspace.path, name, text, error=InputError)
