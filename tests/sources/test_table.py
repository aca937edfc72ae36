import json

import numpy as np
import pandas as pd
import pytest

from simlab.errors import InputError
from simlab.sources import import_table
from simlab.workspace import Workspace


def test_labels_alone(plain_table, out):
    summary = import_table(plain_table, out)
    workspace = Workspace.open(out)
    assert workspace.images["id"].is_monotonic_increasing
    assert workspace.images["path"].isna().all()
    assert summary.value("triples") == 60
    assert summary.warnings == ()
    ids = workspace.ids(workspace.triples["reference"])
    assert ids[:2] == ["r0.png", "r1.png"]
    assert workspace.triples["row"].tolist()[:2] == [2, 3]
    assert workspace.triples["id"][0] == "line-2"
    assert workspace.answers is None


def test_random_split_takes_whole_references_and_says_so(plain_table, out):
    import_table(plain_table, out, validation_share=0.3, test_share=0.2, seed=9)
    workspace = Workspace.open(out)
    references = workspace.triples.groupby("split")["reference"].unique()
    assert {split: len(own) for split, own in references.items()} == {"train": 5, "validation": 3, "test": 2}
    assert "validation 0.3, test 0.2 (seed 9)" in workspace.manifest.provenance


def test_pictures_are_copied_and_measured(plain_table, out, tmp_path, picture):
    for i in range(60):
        for name in (f"r{i % 10}", f"a{i}", f"b{i}"):
            picture(tmp_path / "pictures" / f"{name}.png")
    import_table(plain_table, out, images=tmp_path / "pictures")
    workspace = Workspace.open(out)
    assert workspace.images["width"].tolist() == [8] * len(workspace.images)
    assert workspace.image_file(0).read_bytes() == (tmp_path / "pictures" / workspace.images["id"][0]).read_bytes()


def test_the_suffix_may_be_left_out(table_source, out, tmp_path, picture):
    for name in ("deep/r.png", "x.v2.jpg", "y.webp"):
        picture(tmp_path / "pictures" / name)
    source = table_source("deep/r,x.v2,y,A")
    import_table(source, out, images=tmp_path / "pictures", validation_share=0, test_share=0)
    paths = Workspace.open(out).images["path"].tolist()
    assert paths == ["images/images/deep/r.png", "images/images/x.v2.jpg", "images/images/y.webp"]


def test_contexts_go_to_references_and_training_clusters(table_source, out):
    source = table_source(
        "r1,x,y,A,train,sea", "r1,x,z,B,train,sea", "r2,x,y,tie,val,city", "r3,x,y,b,Test,",
        header="reference,a,b,choice,split,context",
    )  # fmt: skip
    import_table(source, out)
    workspace = Workspace.open(out)
    assert workspace.manifest.contexts == ("sea", "city")
    assert workspace.triples["cluster"].fillna("-").tolist() == ["sea", "sea", "-", "-"]
    assert workspace.triples["split"].tolist() == ["train", "train", "validation", "test"]
    assert workspace.triples["choice"].tolist() == ["A", "B", "tie", "B"]
    by_id = workspace.images.set_index("id")["context"]
    assert (by_id["r1"], by_id["r2"]) == ("sea", "city")
    assert by_id[["r3", "x"]].isna().all()


def test_votes_classes_and_metadata(table_source, out):
    source = table_source(
        "r1,x,y,3,1,2,4,yes,dusk", "r1,x,z,0,2,,,no,noon", "r2,x,y,2,2,1,1,,noon",
        header="Reference, A ,b,votes_a,votes_b,class_a,class_b,held_out,weather",
    )  # fmt: skip
    summary = import_table(source, out, validation_share=0, test_share=0)
    triples = Workspace.open(out).triples
    assert triples["choice"].tolist() == ["A", "B", "tie"]
    assert triples["votes_a"].tolist() == [3, 0, 2]
    assert triples["class_b"].tolist() == [4, pd.NA, 1]
    assert triples["held_out"].tolist() == [True, False, False]
    assert triples["weather"].tolist() == ["dusk", "noon", "noon"]
    assert summary.value("metadata columns") == "weather"


def test_answers_of_one_question_become_votes(table_source, out):
    source = table_source(
        "r,x,y,A,ann,s1,noon", "r,y,x,B,bob,s2,noon", "r,x,y,B,cem,s3,dusk", "r,x,y,tie,dan,s4,dusk",
        "r,x,z,tie,ann,s5,noon",
        header="reference,a,b,choice,annotator,time,weather",
    )  # fmt: skip
    summary = import_table(source, out, validation_share=0, test_share=0)
    workspace = Workspace.open(out)
    triples, answers = workspace.triples, workspace.answers
    assert workspace.ids(triples["a"]) == ["x", "x"]
    assert triples["votes_a"].tolist() == [2, 0]
    assert triples["votes_b"].tolist() == [1, 0]
    assert triples["choice"].tolist() == ["A", "tie"]
    assert triples["weather"].fillna("differs").tolist() == ["differs", "noon"]
    assert "annotator" not in triples
    assert answers["choice"].tolist() == ["A", "A", "B", "tie", "tie"]
    assert answers["triple"].tolist() == ["line-2"] * 4 + ["line-6"]
    assert answers["time"][3] == "s4"
    assert (summary.value("single answers"), summary.value("annotators")) == (5, 4)


def test_one_sided_tables_are_warned_about_and_can_be_shuffled(table_source, out):
    header = "reference,a,b,choice,votes_a,votes_b,class_a,class_b"
    source = table_source(*(f"r{i % 10},near{i},far{i},A,3,1,1,5" for i in range(60)), header=header)
    kept = import_table(source, out / "kept")
    assert "100.0% of 60 choices are A" in kept.warnings[0]
    assert "--order random" in kept.warnings[0]
    shuffled = import_table(source, out / "random", order="random")
    workspace = Workspace.open(out / "random")
    triples = workspace.triples
    assert shuffled.warnings == ()
    assert 25 <= (triples["choice"] == "A").sum() <= 35
    nearer = np.where(triples["choice"] == "A", triples["a"], triples["b"])
    assert all(name.startswith("near") for name in workspace.ids(nearer))
    assert (triples["listed_first"] == triples["choice"]).all()
    assert (np.where(triples["choice"] == "A", triples["votes_a"], triples["votes_b"]) == 3).all()
    assert (np.where(triples["choice"] == "A", triples["class_a"], triples["class_b"]) == 1).all()


def test_shuffled_answers_follow_their_triples(table_source, out):
    header = "reference,a,b,choice,annotator"
    source = table_source(*(f"r{i % 10},near{i},far{i},A,ann" for i in range(40)), header=header)
    import_table(source, out, order="random")
    workspace = Workspace.open(out)
    of_triple = workspace.triples.set_index("id")["choice"]
    assert (workspace.answers["choice"].to_numpy() == of_triple[workspace.answers["triple"]].to_numpy()).all()


def test_parquet_is_read_like_csv(plain_table, out, tmp_path):
    frame = pd.read_csv(plain_table).assign(votes_a=2.0, votes_b=3.0).drop(columns="choice")
    frame.loc[4, ["votes_a", "votes_b"]] = [5.0, 0.0]
    frame.to_parquet(tmp_path / "t.parquet")
    import_table(tmp_path / "t.parquet", out)
    triples = Workspace.open(out).triples
    assert triples["row"].tolist()[0] == 1
    assert triples["id"][4] == "row-5"
    assert (triples["choice"] == "A").sum() == 1


def test_spreadsheet_dialects(out, tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes('\ufeffreference;a;b;choice\r\n\r\n"r;1";x;y;a\r\n'.encode())
    import_table(path, out, validation_share=0, test_share=0)
    workspace = Workspace.open(out)
    assert workspace.ids(workspace.triples["reference"]) == ["r;1"]
    assert workspace.triples["row"].tolist() == [3]


@pytest.mark.parametrize(
    ("header", "line", "texts"),
    [
        ("reference,a,choice", "r,x,A", ["lacks the column(s) b", "It has: reference, a, choice", "docs/formats.md"]),
        ("reference,a,b", "r,x,y", ["lacks the column(s) choice (or votes_a and votes_b)"]),
        ("reference,a,b,votes_a", "r,x,y,1", ["lacks the column(s) choice (or votes_a and votes_b)"]),
        ("reference,a,a,choice", "r,x,y,A", ["two columns named a"]),
        ("reference,a,b,choice,", "r,x,y,A,", ["no name for some column"]),
        ("reference,a,b,choice,cluster", "r,x,y,A,c", ["cluster, which SimLab fills in itself"]),
        ("reference,a,b,choice", "r,x,x,A", ["1 of 2 rows", "(A = B) (line 3)", "Remove them"]),
        ("reference,a,b,choice", "r,r,x,A", ["1 of 2 rows", "(R = A or R = B) (line 3)"]),
        ("reference,a,b,choice", "r,,x,A", ["have no 'a' (line 3)", "Fill in the image id"]),
        ("reference,a,b,choice", "r,x,y,", ["have no answer (line 3)"]),
        ("reference,a,b,choice", "r,x,y,1", ["unknown 'choice' (1) (line 3)", "a, b, tie", "some count from 0"]),
        ("reference,a,b,choice", "r,x,y", ["line 3: 3 cells, but the header has 4"]),
        ("reference,a,b,choice", "r,x,y,A,B", ["line 3: 5 cells, but the header has 4"]),
        ("reference,a,b,choice", 'r,"x"z,y,A', ["line 3", "Correct the line"]),
        ("reference,a,b,choice,split", "r,x,y,A,dev", ["unknown 'split' (dev) (line 3)", "train, validation"]),
        ("reference,a,b,choice,split", "r,x,y,A,", ["have no split (line 3)"]),
        ("reference,a,b,choice,held_out", "r,x,y,A,perhaps", ["unknown 'held_out' (perhaps) (line 3)"]),
        ("reference,a,b,choice,class_a", "r,x,y,A,1.5", ["'class_a'", "no whole number", "(1.5) (line 3)"]),
        ("reference,a,b,choice,class_a", "r,x,y,A,999", ["'class_a'", "(999) (line 3)"]),
        ("reference,a,b,votes_a,votes_b", "r,x,y,-1,2", ["'votes_a'", "(-1) (line 3)"]),
        ("reference,a,b,votes_a,votes_b", "r,x,y,1,", ["one of votes_a and votes_b only (line 3)"]),
        ("reference,a,b,votes_a,votes_b", "r,x,y,0,0", ["no votes at all (line 3)"]),
        ("reference,a,b,choice,votes_a,votes_b", "r,x,y,A,1,2", ["votes that contradict their choice (line 3)"]),
        ("reference,a,b,choice,annotator", "r,x,y,A,", ["have no annotator (line 3)"]),
        ("reference,a,b,choice,annotator,votes_a", "r,x,y,A,ann,1", ["both 'annotator' and votes"]),
    ],
)
def test_bad_tables_are_refused(table_source, out, refused, header, line, texts):
    good = {
        "reference": "g", "a": "u", "b": "v", "choice": "A", "split": "train", "held_out": "no", "votes_a": "2",
        "votes_b": "1", "class_a": "1", "annotator": "ann",
    }  # fmt: skip
    first = ",".join(good.get(name, "") for name in header.split(","))
    source = table_source(first, line, header=header)
    refused(
        lambda: import_table(source, out, validation_share=0, test_share=0), out, str(source), *texts, error=InputError
    )


def test_a_question_in_two_splits_is_refused(table_source, out, refused):
    header = "reference,a,b,choice,split"
    source = table_source("r,x,y,A,train", "s,x,y,A,test", "r,y,x,B,test", header=header)
    texts = ["1 question(s) stand in two splits", "reference r with x and y", "train (row 2", "test (row 4"]
    refused(lambda: import_table(source, out), out, *texts, error=InputError)


def test_a_question_held_out_and_trained_on_is_refused(table_source, out, refused):
    header = "reference,a,b,choice,held_out"
    source = table_source("r,x,y,A,yes", "r,y,x,B,no", header=header)
    refused(lambda: import_table(source, out), out, "both held out and not (line 2, 3)", error=InputError)
    source = table_source("r,x,y,A,test,yes", header="reference,a,b,choice,split,held_out")
    refused(lambda: import_table(source, out), out, "held out but not in the train split (line 2)")


def test_a_reference_of_two_contexts_is_refused(table_source, out, refused):
    source = table_source("r,x,y,A,sea", "r,x,z,B,city", header="reference,a,b,choice,context")
    refused(lambda: import_table(source, out), out, "more than one context (line 2, 3)")


def test_two_ids_for_one_file_are_refused(table_source, out, refused, tmp_path, picture):
    for name in ("r.png", "x.png", "y.png"):
        picture(tmp_path / "pictures" / name)
    source = table_source("r,x,y,A", "r,x.png,y,A")
    call = lambda: import_table(source, out, images=tmp_path / "pictures", validation_share=0, test_share=0)  # noqa: E731
    refused(call, out, "2 images would share their file", "x, x.png")


def test_an_own_row_column_is_kept_and_named(table_source, out, refused):
    header = "reference,a,b,choice,row,id,split"
    import_table(table_source("r,x,y,A,70,q1,train", "r,x,z,A,,,train", header=header), out)
    triples = Workspace.open(out).triples
    assert triples["row"].tolist() == [70, 3]
    assert triples["id"].tolist() == ["q1", "line-3"]
    source = table_source("r,x,y,A,70,q1,train", "r,y,x,A,71,q2,test", header=header)
    refused(lambda: import_table(source, out.with_name("two")), out, "row 70 of answers.csv, column 'row'")


def test_not_utf8_is_refused_by_byte_and_line(out, refused, tmp_path):
    path = tmp_path / "latin.csv"
    path.write_bytes("reference,a,b,choice\nr,x,y,A\nr,caf\u00e9,y,A\n".encode("latin-1"))
    texts = [str(path), "not UTF-8: byte 0xe9 at position 34 (line 3)", "Save it as UTF-8"]
    refused(lambda: import_table(path, out), out, *texts, error=InputError)


def test_empty_tables_and_splits_are_refused(table_source, out, refused):
    refused(lambda: import_table(table_source(), out), out, "holds no rows below its header", error=InputError)
    few = table_source("r,x,y,A", "s,x,y,A")
    text = "The validation split would be empty: 20% of 2 reference(s) is less than one"
    refused(lambda: import_table(few, out), out, text, "Add a column 'split'")
    refused(lambda: import_table(few, out, validation_share=0.5, test_share=0.5), out, "at least 0 and below 1")
    text = "The train split would be empty"
    refused(lambda: import_table(few, out, validation_share=0.5, test_share=0.26), out, text)


@pytest.mark.parametrize(
    "image_id", ["../secret.png", "/etc/hostname", "sub/../../secret.png", "C:\\secret.png", "l.png"]
)
def test_ids_that_leave_the_images_folder_are_refused(table_source, out, refused, tmp_path, picture, image_id):
    picture(tmp_path / "secret.png")
    for name in ("r.png", "x.png"):
        picture(tmp_path / "pictures" / name)
    (tmp_path / "pictures" / "l.png").symlink_to(tmp_path / "secret.png")
    source = table_source(f"r.png,x.png,{image_id},A")
    call = lambda: import_table(source, out, images=tmp_path / "pictures", validation_share=0, test_share=0)  # noqa: E731
    refused(call, out, "1 image id(s) lead out of the images folder", image_id, error=InputError)


def test_missing_pictures_are_refused(plain_table, out, refused, tmp_path, picture):
    picture(tmp_path / "pictures" / "r1.png")
    texts = ["129 of 130 images", "first: a0.png, a1.png, a10.png, …", "leave --images out"]
    refused(lambda: import_table(plain_table, out, images=tmp_path / "pictures"), out, *texts, error=InputError)
    refused(lambda: import_table(plain_table, out, images=tmp_path / "nowhere"), out, "nowhere is not a folder")


@pytest.mark.parametrize("damage", ["truncated", "no image", "bomb"])
def test_a_bad_picture_is_refused(table_source, out, refused, tmp_path, picture, damage, monkeypatch):
    for name in ("r.png", "x.png", "y.png"):
        path = picture(tmp_path / "pictures" / name)
    if damage == "bomb":
        monkeypatch.setattr("simlab.images.MAX_PIXELS", 1_000_000)
        picture(path, (1000, 1001))
    else:
        path.write_bytes(path.read_bytes()[:45] if damage == "truncated" else b"")
    text = {"truncated": "damaged or truncated", "no image": "not an image", "bomb": "1,000 × 1,001 pixels"}[damage]
    source = table_source("r.png,x.png,y.png,A")
    call = lambda: import_table(source, out, images=tmp_path / "pictures", validation_share=0, test_share=0)  # noqa: E731
    refused(call, out, "y.png", text, error=InputError)


def test_other_files_are_refused(out, refused, tmp_path):
    refused(lambda: import_table(tmp_path / "no.csv", out), out, "does not exist")
    for name, text in (("t.xlsx", "neither CSV nor Parquet"), ("t.parquet", "cannot be read as Parquet")):
        (tmp_path / name).write_bytes(b"something else")
        refused(lambda name=name: import_table(tmp_path / name, out), out, name, text)


@pytest.mark.real_data
def test_the_material_answers_as_a_users_table(real_data, out, tmp_path):
    content = json.loads((real_data / "material/answers_train.json").read_text())
    frame = pd.DataFrame(content["answers"], columns=["reference", "a", "b"])
    frame[["votes_a", "votes_b"]] = content["agreement"]
    frame.to_csv(tmp_path / "t.csv", index=False)
    summary = import_table(tmp_path / "t.csv", out, order="random")
    assert summary.value("triples") == 22_801
    assert summary.value("human ties") == 1_395
    kept = import_table(tmp_path / "t.csv", out.with_name("kept"))
    assert "100.0% of 21,406 choices are A" in kept.warnings[0]
