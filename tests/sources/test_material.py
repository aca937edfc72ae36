import json
from pathlib import Path

import numpy as np
import pytest

from simlab.errors import InputError, WorkspaceError
from simlab.sources import import_material
from simlab.workspace import Workspace
from simlab.workspace.triple_table import question_keys


def test_both_lightings_are_renditions_of_the_objects(material_source, out):
    import_material(material_source, out)
    images = Workspace.open(out).images
    assert len(images) == 16
    assert images["id"].tolist()[:3] == ["ennis/brass", "ennis/chrome", "ennis/chrome-steel"]
    assert images["path"][2] == "images/ennis/chrome-steel.jpg"
    assert set(images["pool"]) == set(images["rendition"]) == {"ennis", "stpeters"}
    assert (Workspace.open(out).rendition_rows("stpeters")[:8] == np.arange(8, 16)).all()


def test_answers_keep_their_meaning_when_the_order_is_drawn(material_source, out):
    import_material(material_source, out, seed=4)
    triples = Workspace.open(out).triples
    content = json.loads((material_source / "answers_test.json").read_text())
    test = triples[triples["split"] == "test"].set_index("row")
    for row, ((reference, closer, farther), (for_closer, for_farther)) in enumerate(
        zip(content["answers"], content["agreement"], strict=True)
    ):
        triple = test.loc[row]
        swapped = triple["listed_first"] == "B"
        assert triple["reference"] == reference
        assert [triple["a"], triple["b"]] == ([farther, closer] if swapped else [closer, farther])
        votes = [for_farther, for_closer] if swapped else [for_closer, for_farther]
        assert [triple["votes_a"], triple["votes_b"]] == votes
        assert triple["choice"] == ("tie" if for_closer == for_farther else "B" if swapped else "A")


def test_validation_is_the_stated_share_of_every_reference(material_source, out):
    import_material(material_source, out, validation_share=0.25)
    workspace = Workspace.open(out)
    own = workspace.triples[workspace.triples["split"] != "test"]
    for _, part in own.groupby("reference"):
        assert (part["split"] == "validation").sum() == round(0.25 * len(part))
    assert "0.25 of each reference's training questions, seed 0" in workspace.manifest.provenance


def test_held_out_objects_are_in_every_test_triple_and_in_no_other(material_source, out):
    summary = import_material(material_source, out, held_out_objects=2, seed=1)
    workspace = Workspace.open(out)
    names = workspace.manifest.provenance.rsplit(": ", 1)[1].rstrip(".").split(", ")
    rows = workspace.images.index[workspace.images["id"].isin([f"ennis/{name}" for name in names])]
    contains = workspace.triples[["reference", "a", "b"]].isin(rows).any(axis=1)
    assert len(names) == 2
    assert (contains == (workspace.triples["split"] == "test")).all()
    dropped = [value for what, value in summary.rows if what.startswith("answers dropped")]
    assert len(workspace.triples) + sum(dropped) == 160


def test_one_seed_gives_one_workspace(material_source, out):
    for name in ("one", "two"):
        import_material(material_source, out / name, seed=7)
    assert (out / "one/triples.parquet").read_bytes() == (out / "two/triples.parquet").read_bytes()


def test_no_question_is_split_when_it_is_repeated_in_other_order(material_source, out):
    path = material_source / "answers_train.json"
    content = json.loads(path.read_text())
    content["answers"] += [[r, y, x] for r, x, y in content["answers"]]
    content["agreement"] *= 2
    path.write_text(json.dumps(content))
    import_material(material_source, out)
    triples = Workspace.open(out).triples
    assert triples["split"].groupby(question_keys(triples)).nunique().max() == 1


def test_summary_is_a_table_of_text(material_source, out):
    summary = import_material(material_source, out)
    assert summary.workspace == out
    assert summary.value("triples") == 160
    assert summary.table().set_index("what")["value"]["human ties"] == str(summary.value("human ties"))


def _edit(source: Path, change) -> None:
    path = source / "answers_train.json"
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


@pytest.mark.parametrize(
    ("change", "texts"),
    [
        (lambda c: c["answers"].__setitem__(5, [0, 1, 99]), ["1 of 130", "not among the 8 pictures", "row 5"]),
        (lambda c: c["answers"].__setitem__(5, [0, 1, 1]), ["two equal candidates (A = B)", "row 5 of answers_train"]),
        (lambda c: c["answers"].__setitem__(5, [1, 1, 0]), ["R = A or R = B", "row 5 of answers_train.json"]),
        (lambda c: c["answers"].__setitem__(5, [0, 1]), ["row 5 of 'answers' is [0, 1]", "3 integers"]),
        (lambda c: c["answers"].__setitem__(5, [0, 1.5, 2]), ["row 5 of 'answers'", "3 integers"]),
        (lambda c: c["agreement"].pop(), ["130 answers but 129 agreements", "fetch the file again"]),
        (lambda c: c["agreement"].__setitem__(7, [0, 0]), ["no votes", "row 7"]),
        (lambda c: c.pop("agreement"), ["lacks 'agreement'"]),
    ],
)
def test_bad_answers_are_refused(material_source, out, refused, change, texts):
    _edit(material_source, change)
    refused(lambda: import_material(material_source, out), out, *texts, error=InputError)


def test_a_question_in_two_splits_is_refused(material_source, out, refused):
    train = json.loads((material_source / "answers_train.json").read_text())
    test = json.loads((material_source / "answers_test.json").read_text())
    reference, closer, farther = train["answers"][3]
    test["answers"][4] = [reference, farther, closer]
    (material_source / "answers_test.json").write_text(json.dumps(test))
    text = "1 question(s) stand in two splits"
    refused(lambda: import_material(material_source, out), out, text, "row 3", "row 4", error=InputError)


def test_missing_parts_are_refused(material_source, out, refused):
    (material_source / "stpeters/nylon.png").unlink()
    refused(lambda: import_material(material_source, out), out, "1 material(s)", "nylon", "same names")
    refused(lambda: import_material(material_source / "ennis", out), out, "does not exist", "ennis/ and stpeters/")


def test_damaged_json_is_refused(material_source, out, refused):
    path = material_source / "answers_test.json"
    path.write_text(path.read_text()[:50])
    refused(lambda: import_material(material_source, out), out, "answers_test.json cannot be read as JSON")
    path.unlink()
    refused(lambda: import_material(material_source, out), out, "answers_test.json does not exist")


@pytest.mark.parametrize("damage", ["truncated", "no image", "bomb"])
def test_a_bad_picture_is_refused_after_others_were_copied(material_source, out, refused, picture, damage, monkeypatch):
    path = material_source / "stpeters" / "steel.png"
    if damage == "bomb":
        monkeypatch.setattr("simlab.images.MAX_PIXELS", 1_000_000)
        picture(path, (1001, 1000))
    else:
        path.write_bytes(path.read_bytes()[:45] if damage == "truncated" else b"no picture at all")
    texts = {
        "truncated": ["damaged or truncated", "Replace or remove it"],
        "no image": ["not an image that can be read"],
        "bomb": ["1,001 × 1,000 pixels; at most 1 megapixels", "Scale it down"],
    }[damage]
    refused(lambda: import_material(material_source, out), out, "steel.png", *texts, error=InputError)


def test_options_out_of_range_are_refused(material_source, out, refused):
    refused(lambda: import_material(material_source, out, validation_share=1.0), out, "validation share", "1.0")
    refused(lambda: import_material(material_source, out, held_out_objects=6), out, "6 of 8 objects", "0 to 5")


def test_an_existing_folder_is_left_alone(material_source, out, refused):
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    text = "exists already and is not empty"
    refused(lambda: import_material(material_source, out), out, text, error=WorkspaceError)
    assert (out / "mine.txt").read_text() == "mine"


@pytest.mark.real_data
def test_real_material_counts(real_data, out):
    summary = import_material(real_data / "material", out)
    workspace = Workspace.open(out)
    triples = workspace.triples
    assert (triples["split"] != "test").sum() == 22_801
    assert (triples["split"] == "test").sum() == 1_500
    assert workspace.images["object"].nunique() == 100
    ties = triples["choice"] == "tie"
    assert ties[triples["split"] != "test"].sum() == 1_395
    assert ties[triples["split"] == "test"].sum() == 133
    assert summary.value("images with a picture") == 200
    assert summary.value("repeated questions") == 0
    for split in ("train", "validation", "test"):
        part = workspace.split(split)
        decided = part["choice"][part["choice"] != "tie"]
        assert abs((decided == "A").mean() - 0.5) < 1.96 * 0.5 / np.sqrt(len(decided))


@pytest.mark.real_data
def test_real_material_without_twenty_objects(real_data, out):
    import_material(real_data / "material", out, held_out_objects=20)
    counts = Workspace.open(out).triples["split"].value_counts()
    assert 600 < counts["test"] < 900
    assert counts["train"] + counts["validation"] < 13_000
