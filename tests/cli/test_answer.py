import numpy as np
import pytest
from PIL import Image

from simlab.maps import fit_map
from simlab.studies.designs.named import create_design
from simlab.workspace import ModelEntry, Workspace


@pytest.fixture
def study(toy_workspace) -> Workspace:
    """Three imported members, a baseline that can be computed anew, and pictures."""
    workspace = toy_workspace(references={"validation": 12, "test": 2}, per_reference=3, files=True)
    workspace.change_manifest(lambda found: found.with_model(ModelEntry("plain", "baseline", encoder="histogram:hsv")))
    return workspace


@pytest.fixture
def files(tmp_path) -> list[str]:
    paths = [tmp_path / f"{name}.png" for name in ("asked", "near", "far", "farther")]
    for path, colour in zip(paths, ((200, 30, 30), (205, 30, 30), (30, 200, 30), (30, 30, 200)), strict=True):
        Image.new("RGB", (9, 9), colour).save(path)
    return [str(path) for path in paths]


def test_a_triple_is_answered_by_every_model_and_an_ensemble(study, simlab):
    found = simlab("answer", study.path, "--triple", "t4", "--strategy", "mean", "--device", "cpu", "--json").json
    answers = {one["model"]: one for one in found["answers"]}
    assert list(answers) == ["west-model", "east-model", "third-model", "plain"]
    assert [answers[name]["source"] for name in answers] == ["stored", "stored", "stored", "live"]
    assert answers["plain"]["seconds"] > 0
    assert found["people"]["choice"] == study.triples.set_index("id").loc["t4", "choice"]
    assert found["synthetic"] is True
    ensemble = found["ensemble"]
    assert ensemble["ensemble"] == "mean"
    assert ensemble["weights"] == pytest.approx(dict.fromkeys(list(answers)[:3], 1 / 3))
    assert ensemble["margin"] == pytest.approx(ensemble["distances"][1] - ensemble["distances"][0])
    assert ensemble["nearest"] == int(np.argmin(ensemble["distances"]))


def test_files_are_ranked(study, files, simlab):
    found = simlab("answer", study.path, *files, "--models", "plain,west-model", "--json", "--device", "cpu").json
    assert found["candidates"] == ["near.png", "far.png", "farther.png"]
    plain, west = found["answers"]
    assert plain["order"][0] == 0
    assert plain["nearest"] == 0
    assert west["problem"].startswith("The vectors of 'west-model' were imported without an encoder")
    assert found["people"] is found["ensemble"] is found["triple"] is None


def test_people_read_a_table_and_the_reasons(study, files, simlab):
    ran = simlab("answer", study.path, "--triple", "t4", "--strategy", "neighbours", "--device", "cpu")
    assert ran.status == 0
    assert "What is nearest to pool/1?" in ran.out
    assert "nearest references" in ran.out
    assert "People answered" in ran.said
    assert "west-model: answered from stored vectors. The vectors of 'west-model' were imported" in ran.said
    assert "Weights: " in ran.said
    assert "nearest validation references by euclidean distance" in ran.said
    assert "in-sample" in ran.said
    ran = simlab("answer", study.path, *files, "--models", "plain", "--strategy", "mean", "--device", "cpu")
    assert ran.status == 0
    assert "A < " in ran.out
    assert "uniform mean has no answer: 3 of the 3 models that answer here have no answer" in ran.said


def test_a_design_tells_its_region_and_the_place(study, files, simlab):
    reference_map = fit_map(study, "look", "pca")
    create_design(study, "drawn", reference_map)
    found = simlab("answer", study.path, "--triple", "t4", "--design", "drawn", "--json").json["ensemble"]
    assert found["ensemble"] == "design:drawn"
    assert (found["region"], found["map"], found["placement"]["kind"]) == ("fallback", "pca-look", "fitted")
    assert found["place"] == pytest.approx(reference_map.coordinates(np.array([1]))[0].tolist())
    assert found["supported"] is True
    ran = simlab("answer", study.path, "--triple", "t4", "--design", "drawn", "--device", "cpu")
    assert "design drawn: region fallback, where uniform mean of the 3 members answers. Weights: west-model" in ran.said
    assert "fitted. Mean distance to its five nearest: " in ran.said
    found = simlab("answer", study.path, *files, "--design", "drawn", "--json", "--device", "cpu").json["ensemble"]
    assert found["problem"].startswith("What asked.png is like is told by 'look', which has no vector of it.")


def test_the_answers_of_the_test_split_stay_closed(study, simlab):
    triple = study.split("test")["id"].iloc[0]
    ran = simlab("answer", study.path, "--triple", triple, "--models", "west-model", "--json")
    assert ran.json["people"]["choice"] is None
    assert study.store.reveals() == []
    ran = simlab("answer", study.path, "--triple", triple, "--models", "west-model")
    assert "a triple of the test split, whose answers are closed" in ran.said


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "neither was given"),
        (["--triple", "t0", "a.png", "b.png", "c.png"], "both were given"),
        (["--triple", "nothing"], "has no triple 'nothing'"),
        (["a.png", "b.png", "c.png"], "a.png does not exist"),
        (["--triple", "t0", "--design", "d", "--strategy", "best"], "give one of them"),
        (["--triple", "t0", "--strategy", "nobody"], "has no ensemble 'nobody'"),
        (["--triple", "t0", "--design", "drawn"], "has no ensemble 'design:drawn'"),
    ],
)
def test_what_is_refused(study, simlab, arguments, message):
    ran = simlab("answer", study.path, *arguments)
    assert (ran.status, ran.out) == (1, "")
    assert message in ran.said


def test_a_file_that_is_no_picture_is_refused(study, files, tmp_path, simlab):
    (tmp_path / "text.jpg").write_text("no picture")
    ran = simlab("answer", study.path, *files[:2], tmp_path / "text.jpg")
    assert ran.status == 1
    assert "text.jpg is not an image that can be read" in ran.said
