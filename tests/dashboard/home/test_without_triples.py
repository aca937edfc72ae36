"""Home for pictures that are asked about as pairs: nothing there speaks of triples."""

import numpy as np
import pandas as pd
import pytest

from simlab.studies.workspace_health import workspace_health
from simlab.workspace import Manifest, ModelEntry, Workspace, WorkspaceContent, create_workspace
from simlab.workspace.triple_table import COLUMNS


@pytest.fixture
def pairs(home) -> Workspace:
    """Three pairs to measure on, and four pictures to learn from; no files."""
    rows = [(f"{side}/{n}", side, f"o{n}", side, "validation") for side in ("source", "target") for n in range(3)]
    rows += [(f"unlabelled/{n}", "unlabelled", None, None, "train") for n in range(4)]
    images = pd.DataFrame(rows, columns=["id", "pool", "object", "rendition", "split"])
    content = WorkspaceContent(Manifest("pairs"), images, pd.DataFrame(columns=list(COLUMNS)), [None] * 10, "test")
    return create_workspace(home / "workspaces" / "pairs", content)


def test_health_counts_pictures_and_pairs(pairs):
    pairs.write_embedding(ModelEntry("mine", "baseline"), np.ones((6, 2)), np.arange(6))
    rows = {row.what: (row.value, row.advice) for row in workspace_health(pairs)}
    assert rows["train pictures"] == ("4", "")
    assert rows["validation pictures"] == ("6, 3 objects in several pictures", "")
    assert rows["test pictures"] == ("0", "")
    assert rows["vectors of mine"][0] == "6 of 10 images in use"
    assert not any("triples" in what for what in rows)


def test_the_page_leads_to_training_and_retrieval(home_page, pairs, monkeypatch):
    monkeypatch.setattr("simlab.workspace.Workspace.has_picture", property(lambda self: np.ones(10, dtype=bool)))
    page = home_page(workspace="pairs")
    assert {metric.label: metric.value for metric in page.metric}["Validation pictures"] == "6"
    assert [step.label for step in page.expander][1:3] == ["Embed the images with a baseline", "Train on the pictures"]
    links = [link.label for link in page.get("page_link")]
    assert "Find pictures" in links
    assert "Draw regions" not in links
