"""The demo that comes with SimLab: what the README says of it is what it holds."""

import json

import pytest

from docs.demo_table import COMMAND, README, REASON, readme_table
from docs.tables import table_in
from simlab.landscapes.landscape import GENERATOR_VERSION
from simlab.studies.demo.results import demo_results
from simlab.studies.demo.world import read_world
from simlab.workspace import Workspace
from simlab.workspace.locations import SHIPPED_FOLDER
from simlab.workspace.shipping import MOST_BYTES

DEMO = SHIPPED_FOLDER / "demo"


@pytest.fixture
def demo(tmp_path, monkeypatch):
    """A working copy of it."""
    monkeypatch.setenv("SIMLAB_HOME", str(tmp_path))
    monkeypatch.delenv("SIMLAB_WORKSPACES", raising=False)
    return Workspace.open("demo")


def test_the_table_of_the_readme_is_computed_from_it(demo):
    found = json.loads(json.dumps(demo_results(demo, "test", REASON).to_json()))
    assert table_in(README, COMMAND) == readme_table(found)


def test_its_test_split_is_closed(demo):
    assert demo.store.reveals() == []


def test_it_is_of_this_generator_and_small():
    world = read_world(DEMO)
    assert world is not None
    assert world.generator_version == GENERATOR_VERSION
    assert world.size["name"] == "paper"
    assert sum(path.stat().st_size for path in DEMO.rglob("*") if path.is_file()) <= MOST_BYTES
