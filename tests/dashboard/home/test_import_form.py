"""Importing from the browser: what is refused before a job starts, and the command that a job runs."""

from pathlib import Path

import pytest

from simlab.workspace import Workspace

EMBEDDINGS = "Vectors for this workspace"
MATERIAL = "Material appearance (Lagunas et al. 2019)"
COSIS = "CoSIS labels (Liao & Chen 2024)"
FOLDERS = "Pictures in folders of their classes"
PAIRS = "Pairs of pictures, matched by name"


def errors(page) -> list[str]:
    return [error.value for error in page.error]


def write(page, **fields: str) -> None:
    for name, value in fields.items():
        page.text_input(key=f"home.{name.replace('_', '-')}").set_value(value)


@pytest.mark.parametrize("name", ["", "  ", "a/b", "../a", ".hidden", "ü", "x" * 81])
def test_a_bad_name_is_refused_with_a_message(home_page, started, press, tmp_path, name):
    page = home_page()
    write(page, name_table=name, table_path=str(tmp_path))
    press(page, "Import")
    assert len(errors(page)) == 1
    assert f"{name.strip()!r} cannot be the name of a workspace: use up to 80 letters" in errors(page)[0]
    assert started == []


def test_no_file_is_refused_with_a_message(home_page, started, press):
    page = home_page()
    write(page, name_table="study")
    press(page, "Import")
    assert errors(page) == ["Give the path of the table, or upload it."]
    assert started == []


def test_a_name_that_is_taken(home_page, started, press, make_workspace):
    make_workspace(models=False, mapped=False, pictures=False)
    page = home_page()
    write(page, name_table="study", table_path="answers.csv")
    press(page, "Import")
    assert errors(page) == ["There is a workspace named 'study' already. Choose another name."]
    assert started == []


def test_a_table_starts_the_command(home_page, started, press, home):
    page = home_page()
    write(page, name_table=" mine ", table_path=" ~/answers.csv", table_images_path="/pictures")
    page.checkbox(key="home.shuffle").check()
    press(page, "Import")
    assert errors(page) == []
    out = home / "workspaces" / "mine"
    table = str(Path("~/answers.csv").expanduser())
    arguments = ["import", "table", table, "--images", "/pictures", "--order", "random"]
    assert started == [([*arguments, "--out", str(out), "--name", "mine"], "Import mine", out)]


def test_what_was_imported_is_opened_when_it_is_there(home_page, started, press, make_workspace, tmp_path):
    page = home_page()
    write(page, name_table="study", table_path="answers.csv")
    press(page, "Import")
    make_workspace(models=False, mapped=False, pictures=False)
    page.run()
    assert not page.exception
    assert page.session_state["workspace"] == "study"
    assert "### SimLab · study" in [text.value for text in page.markdown]


@pytest.mark.parametrize(
    ("source", "field", "arguments"),
    [
        (MATERIAL, "material_path", ["import", "material", "/data", "--validation-share", "0.2"]),
        (COSIS, "cosis_path", ["import", "cosis", "/data"]),
    ],
)
def test_known_sources(home_page, started, press, home, source, field, arguments):
    page = home_page()
    page.selectbox(key="home.source").select(source).run()
    press(page, "Import")
    assert "cannot be the name of a workspace" in errors(page)[0]
    write(page, **{f"name_{arguments[1]}": "s"})
    press(page, "Import")
    assert errors(page) == ["Give the path of the folder, or upload it."]
    write(page, **{field: "/data"})
    press(page, "Import")
    out = home / "workspaces" / "s"
    assert started == [([*arguments, "--out", str(out), "--name", "s"], "Import s", out)]


def test_vectors_need_a_workspace(home_page, press):
    page = home_page()
    page.selectbox(key="home.source").select(EMBEDDINGS).run()
    assert "Vectors belong to a workspace. Import one first." in [info.value for info in page.info]
    assert "Import" not in [button.label for button in page.button]


def test_vectors_start_the_command(home_page, started, press, make_workspace):
    workspace: Workspace = make_workspace(models=False, mapped=False, pictures=False)
    page = home_page(home__source=EMBEDDINGS)
    write(page, embeddings_path="/v.npy")
    press(page, "Import")
    assert "'' cannot be the name of a model" in errors(page)[0]
    write(page, model="mine")
    page.selectbox(key="home.kind").select("cs")
    page.selectbox(key="home.context").select("city")
    press(page, "Import")
    path = str(workspace.path)
    arguments = ["import", "embeddings", path, "--model", "mine", "--kind", "cs", "--pool", "pool", "--file", "/v.npy"]
    assert started == [([*arguments, "--context", "city"], "Import vectors of mine", workspace.path)]


def test_folders_start_the_command(home_page, started, press, home):
    page = home_page()
    page.selectbox(key="home.source").select(FOLDERS).run()
    write(page, name_folders="cars", folders_unseen_path="/data/new")
    press(page, "Import")
    assert errors(page) == ["Give the path of the classes to learn from, or upload it."]
    write(page, folders_seen_path="/data/old")
    press(page, "Import")
    out = home / "workspaces" / "cars"
    arguments = ["import", "folders", "/data/old", "/data/new", "--test", "new"]
    assert started == [([*arguments, "--out", str(out), "--name", "cars"], "Import cars", out)]


def test_pairs_start_the_command(home_page, started, press, home):
    page = home_page()
    page.selectbox(key="home.source").select(PAIRS).run()
    write(page, name_pairs="photos", pairs_source_path="/old")
    press(page, "Import")
    assert errors(page) == ["Give the path of their counterparts, or upload it."]
    write(page, pairs_target_path="/new", pairs_further_path="/more")
    page.slider[0].set_value(0.3)
    press(page, "Import")
    out = home / "workspaces" / "photos"
    arguments = ["import", "pairs", "/old", "/new", "--unlabelled", "/more", "--test-share", "0.3"]
    assert started == [([*arguments, "--out", str(out), "--name", "photos"], "Import photos", out)]
