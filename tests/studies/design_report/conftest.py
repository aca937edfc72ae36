"""A planted study with pictures and a drawn design, to be reported."""

from collections.abc import Callable

import pytest

from simlab.ensembles import Design
from simlab.maps import ReferenceMap, fit_map
from simlab.studies.designs.named import NamedDesign, create_design
from simlab.workspace import Workspace


@pytest.fixture
def study(toy_workspace: Callable[..., Workspace]) -> Workspace:
    return toy_workspace(files=True)


@pytest.fixture
def place(study: Workspace) -> ReferenceMap:
    return fit_map(study, "look", "pca")


@pytest.fixture
def named(study: Workspace, place: ReferenceMap, drawn: Callable[..., Design]) -> NamedDesign:
    return create_design(study, "two", place, drawn(place))
