"""The planted world with a map, and the design that it asks for."""

from collections.abc import Callable

import numpy as np
import pytest

from simlab.ensembles import Design, Region, Rule, one_model, uniform_mean_of
from simlab.maps import ReferenceMap, fit_map
from simlab.workspace import Workspace

MEMBERS = ("west-model", "east-model", "third-model")


@pytest.fixture
def workspace(toy_workspace: Callable[..., Workspace]) -> Workspace:
    return toy_workspace()


@pytest.fixture
def reference_map(workspace: Workspace) -> ReferenceMap:
    return fit_map(workspace, "look", "pca")


def box(coordinates: np.ndarray) -> tuple[tuple[float, float], ...]:
    """A rectangle around some points, with room to spare."""
    (left, bottom), (right, top) = coordinates.min(axis=0) - 1, coordinates.max(axis=0) + 1
    return tuple((float(x), float(y)) for x, y in ((left, bottom), (right, bottom), (right, top), (left, top)))


def design_on(
    reference_map: ReferenceMap, west: Rule | None = None, east: Rule | None = None, fallback: Rule | None = None
) -> Design:
    """A region around each country; references of even number are western."""
    western = reference_map.fitted_rows % 2 == 0
    regions = tuple(
        Region(name, box(reference_map.fitted_coordinates[chosen]), rule, color, id=name)
        for name, chosen, rule, color in (
            ("west", western, west or one_model("west-model"), "#0055aa"),
            ("east", ~western, east or one_model("east-model"), "#aa5500"),
        )
    )
    return Design(reference_map.id, reference_map.fingerprint, fallback or uniform_mean_of(MEMBERS), regions)


@pytest.fixture
def drawn() -> Callable[..., Design]:
    return design_on
