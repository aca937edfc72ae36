import numpy as np
import pytest

from simlab.errors import InputError
from simlab.sources import import_cosis
from simlab.workspace import Workspace

CONTEXTS = ("ref-715", "ref-2723", "ref-389", "ref-1673", "ref-1006", "ref-254", "ref-2352", "ref-667")


def test_splits_clusters_and_ids(cosis_source, out):
    import_cosis(cosis_source, out)
    workspace = Workspace.open(out)
    triples, images = workspace.triples, workspace.images
    assert workspace.manifest.contexts == CONTEXTS
    assert "not assigned" in workspace.manifest.provenance
    assert dict(triples["split"].value_counts()) == {"train": 144, "validation": 18, "test": 18}
    assert set(triples["cluster"].dropna()) == set(CONTEXTS)
    assert images["id"][460] == "val/460"
    assert images["pool_index"][460] == 460
    assert images["file_name"][460] == "v_0460"
    assert images["id"][3005] == "train/5"
    assert images["path"].isna().all()
    of_test = triples[triples["split"] == "test"]
    assert set(images["pool"][of_test["a"]]) == {"train"}


def test_choices_classes_and_order(cosis_source, out):
    import_cosis(cosis_source, out)
    triples = Workspace.open(out).triples.set_index("id")
    images = Workspace.open(out).images
    checked = 0
    for path in (cosis_source / "txt_labels").glob("*.txt"):
        array = np.load(cosis_source / "npy_labels" / f"{path.stem}.npy")
        lines = path.read_text().splitlines()
        body = [(n, list(map(int, line.split()))) for n, line in enumerate(lines, 1) if not line.startswith("ref")]
        offset = 3 * len(body) - len(array)
        for k, (number, row) in enumerate(body):
            for pair, (i, j) in enumerate(((0, 1), (0, 2), (1, 2))):
                triple = triples.loc[f"{path.stem}/{number}/{pair + 1}"]
                a, b = (int(images["pool_index"][triple[side]]) for side in ("a", "b"))
                nearer, farther = row[1 + 2 * i], row[1 + 2 * j]
                classes = {nearer: row[2 + 2 * i], farther: row[2 + 2 * j]}
                assert triple["row"] == number
                assert {a, b} == {nearer, farther}
                assert triple["choice"] == triple["listed_first"] == ("A" if a == nearer else "B")
                assert (triple["class_a"], triple["class_b"]) == (classes[a], classes[b])
                published = 3 * k + pair - offset
                assert triple["in_published_arrays"] == (published >= 0)
                if published >= 0:
                    assert [a, b] == array[published, 4:].tolist()
                    assert (array[published, 0] == 0) == (triple["choice"] == "A")
                checked += 1
    assert checked == 180


def test_last_third_of_each_cluster_is_held_out_by_whole_rows(cosis_source, out):
    import_cosis(cosis_source, out)
    triples = Workspace.open(out).triples
    for _, cluster in triples[triples["split"] == "train"].groupby("cluster"):
        assert sorted(set(cluster.loc[cluster["held_out"], "row"])) == [5, 6]
        assert cluster["held_out"].sum() == 6
    assert not triples.loc[triples["split"] != "train", "held_out"].any()


def test_cross_check_reports_what_differs(cosis_source, out):
    path = cosis_source / "txt_labels" / "dist_715.txt"
    lines = path.read_text().splitlines()
    first = lines[0].split()
    lines[-1] = " ".join([first[0], first[3], "1", first[1], "2", "2999", "5"])  # asks (1,2) again, other answer
    path.write_text("\n".join(lines) + "\n")
    (cosis_source / "npy_labels" / "dist_667.npy").unlink()
    summary = import_cosis(cosis_source, out)
    report = summary.cross_check.set_index("file")
    assert report.loc["dist_715", "repeated questions"] == 1
    assert report.loc["dist_715", "contradictory"] == 1
    assert report.loc["dist_715", "trained on and held out"] == 1
    assert report.loc["dist_715", "missing in npy"] == 6
    assert report.loc["mulref_val", "missing in npy"] == 0
    assert report.loc["mulref_test", "missing in npy"] == 3
    assert (report["choices agree"] == report["triples"] - report["missing in npy"]).all()
    assert report["classes differ (1,2)"].sum() == 0
    assert report["classes differ (1,3)"].sum() > 0
    assert report.loc["dist_667", "triples in npy"] == 0
    assert summary.warnings == ("No published array for dist_667: A and B were drawn at random.",)
    assert summary.value("contradictory questions") == 1


def test_pictures_are_taken_where_they_are(cosis_source, out, tmp_path, picture):
    folder = tmp_path / "bg20k"
    picture(folder / "val" / "v_0460.jpg")
    picture(folder / "deep" / "train" / "t_0005.png")
    summary = import_cosis(cosis_source, out, images=folder)
    workspace = Workspace.open(out)
    assert summary.value(f"pictures under {folder}") == "2 found, 3,048 missing"
    assert workspace.image_file(460) == (out / "images/val/460.jpg").resolve()
    assert workspace.images["width"][3005] == 8


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ("715 1 1 2 2 3", ["line 7", "is not 'ref id1 class1"]),
        ("715 1 1 2 x 3 4", ["line 7", "whole numbers"]),
        ("715 1 1 2 2 3 9", ["line 7", "classes [1, 2, 9]", "from 1 to 5"]),
        ("715 1 1 2 2 9999 4", ["unknown image", "val/9999 in line 7", "3,000 images"]),
        ("715 1 1 1 2 3 4", ["A = B", "row 7 of dist_715.txt"]),
        ("715 715 1 1 2 3 4", ["R = A", "row 7 of dist_715.txt"]),
    ],
)
def test_bad_rows_are_refused(cosis_source, out, refused, line, texts):
    with (cosis_source / "txt_labels" / "dist_715.txt").open("a") as stream:
        stream.write(line + "\n")
    refused(lambda: import_cosis(cosis_source, out), out, "txt", *texts, error=InputError)


def test_a_question_in_two_splits_is_refused(cosis_source, out, refused):
    row = (cosis_source / "txt_labels" / "mulref_val.txt").read_text().splitlines()[1]
    with (cosis_source / "txt_labels" / "dist_715.txt").open("a") as stream:
        stream.write(row + "\n")
    refused(lambda: import_cosis(cosis_source, out), out, "3 question(s) stand in two splits", "mulref_val.txt")


def test_missing_and_empty_files_are_refused(cosis_source, out, refused):
    path = cosis_source / "txt_labels" / "mulref_val.txt"
    path.write_text("ref order1 class1 order2 class2 order3 class3\n\n")
    refused(lambda: import_cosis(cosis_source, out), out, "mulref_val.txt holds no rows", "split would be empty")
    path.unlink()
    refused(lambda: import_cosis(cosis_source, out), out, "mulref_val.txt does not exist")


def test_bad_arrays_are_refused(cosis_source, out, refused):
    path = cosis_source / "npy_labels" / "mulref_val.npy"
    array = np.load(path)
    for wrong, text in (
        (array[:, :5], "expected numbers of shape (rows, 6)"),
        (np.concatenate([array, array[:1]]), "19 rows; its text file gives only 18"),
        (np.where(array == array[0, 4], np.nan, array), "not whole numbers"),
        (np.array([{}], dtype=object), "cannot be read as an array"),
    ):
        np.save(path, wrong, allow_pickle=True)
        refused(lambda: import_cosis(cosis_source, out), out, "mulref_val.npy", text)


def test_a_bad_dictionary_is_refused(cosis_source, out, refused):
    path = cosis_source / "filename_dict.txt"
    text = path.read_text()
    path.write_text(text + "4 val again\n")
    refused(lambda: import_cosis(cosis_source, out), out, "1 indices come twice", "4 of val")
    path.write_text(text + "five val v\n")
    refused(lambda: import_cosis(cosis_source, out), out, "line 3051", "index pool filename")


@pytest.fixture(scope="module")
def real_cosis(real_data, tmp_path_factory):
    return import_cosis(real_data / "cosis", tmp_path_factory.mktemp("cosis") / "study")


@pytest.mark.real_data
def test_real_cosis_counts(real_cosis):
    workspace = Workspace.open(real_cosis.workspace)
    triples = workspace.triples
    assert len(triples) == 30_054
    assert triples["in_published_arrays"].sum() == 30_027
    assert len(workspace.images) == 20_000
    assert (len(workspace.split("validation")), len(workspace.split("test"))) == (12_009, 10_005)
    assert workspace.split("validation")["reference"].nunique() == 1_320
    assert workspace.split("test")["reference"].nunique() == 1_010
    for split in ("train", "validation", "test"):
        choices = workspace.split(split)["choice"]
        assert abs((choices == "A").mean() - 0.5) < 1.96 * 0.5 / np.sqrt(len(choices))


@pytest.mark.real_data
def test_real_cosis_cross_check(real_cosis):
    report = real_cosis.cross_check.set_index("file")
    repeated = {"mulref_val": 6, "dist_1673": 5, "dist_254": 2, "dist_667": 1, "dist_715": 1}
    assert report.loc[report["repeated questions"] > 0, "repeated questions"].to_dict() == repeated
    assert report.loc[report["contradictory"] > 0, "contradictory"].to_dict() == {"dist_1673": 1, "dist_667": 1}
    assert report["choices agree"].sum() == 30_027
    assert (report["missing in npy"] == [0] + [3] * 9).all()
    assert report["classes differ (1,2)"].sum() == 0
    assert report["classes differ (1,3)"].sum() == 9_275
    assert report.loc["dist_715", "trained on and held out"] == 1
