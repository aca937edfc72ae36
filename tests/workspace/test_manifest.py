import json
from dataclasses import replace

import pytest

from simlab.errors import FormatVersionError, InputError, NotFoundError, WorkspaceError
from simlab.workspace import Manifest, ModelEntry, Workspace, check_name
from simlab.workspace.manifest import read_manifest, write_manifest


def test_a_manifest_comes_back_as_it_was(tmp_path):
    manifest = Manifest("Küste", contexts=("sea", "city"), models=(ModelEntry("m", "cs", "sea"),), license="CC0")
    write_manifest(tmp_path, manifest)
    assert read_manifest(tmp_path) == manifest


def test_models_keep_their_order():
    manifest = Manifest("x").with_model(ModelEntry("b", "global")).with_model(ModelEntry("a", "global"))
    manifest = manifest.with_model(ModelEntry("b", "baseline"))
    assert [(model.name, model.kind) for model in manifest.models] == [("b", "baseline"), ("a", "global")]
    with pytest.raises(NotFoundError, match=r"Workspace 'x' has no model 'c'. Its models: b, a\."):
        manifest.model("c")


def test_a_newer_format_is_refused(workspace):
    path = workspace.path / "workspace.json"
    content = json.loads(path.read_text())
    path.write_text(json.dumps({**content, "format_version": 2, "unknown": {}}))
    text = r"workspace.json has format version 2; this SimLab knows versions up to 1. Update SimLab to open it."
    with pytest.raises(FormatVersionError, match=text):
        Workspace.open(workspace.path)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("{", "is damaged"),
        ("[]", "it is no JSON object"),
        ("{}", "states no format_version"),
        ('{"format_version": 1}', "is damaged: 'contexts'"),
        ('{"format_version": 1, "contexts": [], "models": [], "surprise": 1}', "is damaged: .*surprise"),
        ("\xff", "is damaged"),
    ],
)
def test_a_damaged_manifest_is_refused(tmp_path, content, text):
    (tmp_path / "workspace.json").write_bytes(content.encode("latin-1"))
    with pytest.raises(WorkspaceError, match=text):
        read_manifest(tmp_path)


def test_a_folder_without_manifest_is_no_workspace(tmp_path):
    with pytest.raises(WorkspaceError, match=r"is not a workspace: it has no workspace.json"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("name", ["", ".hidden", "a/b", "a\\b", "..", "x" * 81, "späť", "a b", "a\n"])
def test_names_that_are_no_file_names_are_refused(name):
    with pytest.raises(InputError, match="cannot be the name of a model"):
        check_name(name, "model")


def test_an_unknown_kind_is_refused():
    with pytest.raises(InputError, match="'best' is no kind of model; the kinds are cs, global, baseline, features"):
        ModelEntry("m", "best")


def test_two_who_change_it_do_not_undo_each_other(workspace):
    other = Workspace.open(workspace.path)
    workspace.change_manifest(lambda manifest: manifest.with_model(ModelEntry("one", "global")))
    other.change_manifest(lambda manifest: manifest.with_model(ModelEntry("two", "global")))
    other.change_manifest(lambda manifest: replace(manifest, license="CC0"))
    assert [model.name for model in Workspace.open(workspace.path).models()] == ["one", "two"]
