from collections.abc import Callable
from pathlib import Path

import pytest

from simlab.dashboard.explore.fit_request import (
    arrived_map,
    feature_spaces,
    fit_arguments,
    fit_title,
    map_label,
    references_with_vector,
    require_fit_possible,
)
from simlab.errors import InputError
from simlab.maps import PCAParameters, TSNEParameters, UMAPParameters
from simlab.workspace import Workspace

WS = Path("/study")


def test_what_the_job_is_told() -> None:
    start = ["map", "fit", "/study", "--features", "hsv", "--method"]
    assert fit_arguments(WS, "hsv", PCAParameters()) == [*start, "pca"]
    assert fit_arguments(WS, "hsv", TSNEParameters(perplexity=12.5, seed=3)) == [
        *start, "tsne", "--perplexity", "12.5", "--seed", "3",
    ]  # fmt: skip
    assert fit_arguments(WS, "hsv", UMAPParameters(n_neighbors=7, min_dist=0.25)) == [
        *start, "umap", "--neighbours", "7", "--min-dist", "0.25", "--seed", "0",
    ]  # fmt: skip
    assert fit_title("hsv", TSNEParameters()) == "t-SNE map of hsv"


def test_what_the_job_would_refuse_is_refused_before(make_workspace: Callable[..., Workspace]) -> None:
    workspace = make_workspace()
    assert feature_spaces(workspace) == ("hsv", "indoor-model", "city-model")
    assert references_with_vector(workspace, "hsv") == 12
    require_fit_possible(workspace, "city-model", PCAParameters())
    with pytest.raises(InputError, match="There is a map 'pca-hsv' with these choices already"):
        require_fit_possible(workspace, "hsv", PCAParameters())
    with pytest.raises(InputError, match="needs more than 90 references, and 12 have vectors"):
        require_fit_possible(workspace, "hsv", TSNEParameters())


def test_maps_in_a_list(make_workspace: Callable[..., Workspace]) -> None:
    workspace = make_workspace()
    assert map_label(workspace, "pca-hsv") == "PCA of hsv"
    assert map_label(workspace, "gone") == "gone (damaged)"
    assert arrived_map("pca-hsv", ["pca-hsv"]) == "pca-hsv"
    assert arrived_map("tsne-hsv", ["pca-hsv"]) is None
    assert arrived_map(None, ["pca-hsv"]) is None
