"""The example in docs/formats.md is a file that can be imported, and does what is said of it."""

import re
from pathlib import Path

from simlab.sources import import_table
from simlab.workspace import Workspace


def test_the_example_is_imported_as_described(out, tmp_path):
    text = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
    example = re.search(r"```csv\n(.*?)```", text, re.DOTALL)
    (tmp_path / "example.csv").write_text(example.group(1), encoding="utf-8")
    import_table(tmp_path / "example.csv", out)
    workspace = Workspace.open(out)
    triples = workspace.triples
    assert len(triples) == 4
    assert workspace.ids([triples["a"][0]]) == ["beach/014.jpg"]
    assert (triples["votes_a"][0], triples["votes_b"][0]) == (2, 0)
    assert triples["cluster"].fillna("-").tolist() == ["beach", "beach", "-", "-"]
    assert workspace.manifest.contexts == ("beach", "city")
    assert len(workspace.answers) == 5
