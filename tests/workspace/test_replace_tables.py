import pandas as pd
import pytest

from simlab.errors import InputError
from simlab.workspace import Manifest, Workspace, WorkspaceContent, create_workspace


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    images = pd.DataFrame({"id": ["x", "y", "z"], "pool": "toy"})
    triples = pd.DataFrame(
        {"id": ["t"], "split": "train", "row": 0, "reference": 0, "a": 1, "b": 2, "choice": "A", "source": "toy"}
    )
    return create_workspace(tmp_path / "ws", WorkspaceContent(Manifest("toy"), images, triples, [None] * 3, "toy"))


def test_replaced_tables_are_on_disk_and_read_again(workspace):
    before = workspace.triples_fingerprint
    workspace.replace_tables(workspace.images.assign(context="c"), workspace.triples.assign(cluster="c"))
    for one in (workspace, Workspace.open(workspace.path)):
        assert one.images["context"].tolist() == ["c"] * 3
        assert one.triples["cluster"].tolist() == ["c"]
        assert one.triples_fingerprint != before


def test_invalid_or_other_tables_leave_everything_as_it_was(workspace):
    before = workspace.triples_fingerprint
    with pytest.raises(InputError, match="the images of a new table must be the 3 known ones, in order"):
        workspace.replace_tables(workspace.images.iloc[::-1], workspace.triples)
    with pytest.raises(InputError, match="1 of 1 triples have two equal candidates"):
        workspace.replace_tables(workspace.images, workspace.triples.assign(b=1))
    assert Workspace.open(workspace.path).triples_fingerprint == before
