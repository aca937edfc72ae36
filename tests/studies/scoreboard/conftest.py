"""A planted study with a drawn design, and its board; whoever changes something makes a study of their own."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simlab.maps import fit_map
from simlab.studies.designs.named import create_design
from simlab.studies.scoreboard import Scoreboard, scoreboard
from simlab.workspace import Workspace
from tests.studies.conftest import design_on
from tests.toy_study import make

REFERENCES = {"validation": 24, "test": 12, "train": 12}


def with_votes(triples: pd.DataFrame) -> pd.DataFrame:
    """Some questions are easier than others: 5 : 0, 4 : 1 or 3 : 2 for the choice, 2 : 2 for a tie."""
    less = np.random.default_rng(0).integers(0, 3, len(triples))
    votes = {"A": (5 - less, less), "B": (less, 5 - less), "tie": (np.full_like(less, 2),) * 2}
    choice = triples["choice"]
    a, b = (np.select([choice == key for key in votes], [votes[key][side] for key in votes]) for side in (0, 1))
    return triples.assign(votes_a=a, votes_b=b)


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Three CS-models, one baseline, and the design `two` that gives each country its model; nobody changes it."""
    workspace = make(tmp_path_factory.mktemp("scoreboard") / "toy", references=REFERENCES, per_reference=5)
    workspace.replace_tables(workspace.images, with_votes(workspace.triples))
    reference_map = fit_map(workspace, "look", "pca")
    create_design(workspace, "two", reference_map, design_on(reference_map))
    return workspace


@pytest.fixture(scope="session")
def board(study: Workspace) -> Scoreboard:
    return scoreboard(study, "validation")


@pytest.fixture
def own_study(study: Workspace, board: Scoreboard, tmp_path: Path) -> Workspace:
    """A copy of one's own, with everything fitted."""
    shutil.copytree(study.path, tmp_path / "toy")
    return Workspace.open(tmp_path / "toy")


@pytest.fixture
def unfitted_study(own_study: Workspace) -> Workspace:
    """The same, with nothing fitted yet."""
    shutil.rmtree(own_study.path / "cache" / "answers")
    return own_study
