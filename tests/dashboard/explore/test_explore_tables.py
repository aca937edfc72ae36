"""What Explore shows, as tables: every number as the scene has it."""

from collections.abc import Callable

import numpy as np

from simlab.dashboard.explore.tables import accuracy_table, triple_table
from simlab.dashboard.map_view.scene import scene_of
from simlab.workspace import Workspace


def test_tables_of_a_selection(make_workspace: Callable[..., Workspace]) -> None:
    scene = scene_of(make_workspace(pictures=False), "validation", "pca-hsv")
    chosen = scene.triples["reference"].to_numpy() < 6
    accuracies = accuracy_table(scene, chosen)
    assert accuracies["model"].tolist() == [entry.name for entry in scene.models]
    for line, estimate in zip(accuracies.itertuples(), scene.estimates(chosen), strict=True):
        assert (line.accuracy, line.low, line.n_triples) == (estimate.value, estimate.low, estimate.n_triples)
    assert accuracies["accuracy_over_all"].tolist() == [estimate.value for estimate in scene.overall]

    listed = np.array([5, 0, 9])
    triples = triple_table(scene, listed)
    assert triples["id"].tolist() == scene.triples["id"].iloc[listed].tolist()
    assert triples["reference"].tolist() == scene.workspace.ids(scene.triples["reference"].to_numpy()[listed])
    assert triples["margin_hsv"].tolist() == scene.table.margins[scene.table.models.index("hsv"), listed].tolist()
    assert triples["votes_a"].tolist() == scene.triples["votes_a"].iloc[listed].tolist()
