"""`simlab design export` and `import`."""

import json

import pytest

from simlab.ensembles import Region, one_model
from simlab.maps import delete_map, fit_map
from simlab.studies.designs.named import create_design, open_design, save_step


@pytest.fixture
def study(toy_workspace):
    workspace = toy_workspace()
    reference_map = fit_map(workspace, "look", "pca")
    named = create_design(workspace, "mine", reference_map)
    x, y = reference_map.fitted_coordinates.max(axis=0) + 1
    west = Region("west", ((0.0, -y), (-x, -y), (-x, y), (0.0, y)), one_model("west-model"), "#0055aa")
    save_step(workspace, named, named.design.with_region(west), "added west")
    return workspace


def test_a_design_goes_out_and_comes_in(simlab, study, tmp_path):
    file = tmp_path / "mine.json"
    ran = simlab("design", "export", study.path, "--design", "mine", "--out", file)
    assert (ran.status, ran.out) == (0, "")
    assert "design mine, 1 region on map pca-look (" in ran.said
    assert json.loads(file.read_text(encoding="utf-8"))["format"] == "simlab-design"
    ran = simlab("design", "import", study.path, file, "--name", "yours")
    assert (ran.status, ran.out) == (0, "")
    assert "Design yours: 1 region on map pca-look, as in" in ran.said
    assert open_design(study, "yours").design == open_design(study, "mine").design
    assert simlab("design", "import", study.path, file).status == 1


def test_a_design_goes_to_another_map(simlab, study, tmp_path):
    file = tmp_path / "mine.json"
    simlab("design", "export", study.path, "--design", "mine", "--out", file)
    delete_map(study, "pca-look")
    fit_map(study, "plain", "pca")
    ran = simlab("design", "import", study.path, file, "--name", "there")
    assert ran.status == 1
    assert "map 'pca-look' (pca of look, fingerprint" in ran.said
    assert "--remap MAP`). Maps here: pca-plain." in ran.said
    ran = simlab("design", "import", study.path, file, "--name", "there", "--remap", "pca-plain")
    assert ran.status == 0
    assert "Validation references of each region, from map pca-look to map pca-plain" in ran.out
    assert "APPROXIMATE, hulls of the members on map pca-look." in ran.said
    assert open_design(study, "there").design.regions[0].note.startswith("Approximate: ")


def test_what_is_not_there_is_said(simlab, study, tmp_path):
    ran = simlab("design", "export", study.path, "--design", "none", "--out", tmp_path / "x.json")
    assert (ran.status, (tmp_path / "x.json").exists()) == (1, False)
    assert "no design 'none'" in ran.said
    ran = simlab("design", "export", study.path, "--design", "mine", "--out", tmp_path / "no" / "x.json")
    assert "there is no folder" in ran.said
    ran = simlab("design", "import", study.path, tmp_path / "x.json")
    assert (ran.status, "There is no file" in ran.said) == (1, True)
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    ran = simlab("design", "import", study.path, tmp_path / "x.json")
    assert "x.json cannot be imported. It is no design of SimLab" in ran.said
    assert simlab("design", "import", study.path).status == 2
