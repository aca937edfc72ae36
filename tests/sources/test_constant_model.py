"""Order carries nothing: on every imported workspace a model that always answers A scores one half."""

import numpy as np
import pytest

from simlab.sources import import_cosis, import_material, import_table
from simlab.workspace import Workspace


def _assert_half(workspace: Workspace) -> None:
    """Within the 95 % interval of a fair coin thrown as often as there are decided triples."""
    for split in ("train", "validation", "test"):
        part = workspace.split(split)
        part = part[part["choice"] != "tie"]
        right = (part["choice"] == "A").astype(float)
        assert abs(right.mean() - 0.5) <= 1.96 * 0.5 / np.sqrt(len(right)), split


def test_material(material_source, out):
    import_material(material_source, out, validation_share=0.4)
    _assert_half(Workspace.open(out))


def test_cosis(cosis_source, out):
    import_cosis(cosis_source, out)
    _assert_half(Workspace.open(out))


@pytest.mark.parametrize("seed", range(3))
def test_table_that_lists_the_nearer_first(table_source, out, seed):
    source = table_source(*(f"r{i % 30},near{i},far{i},A" for i in range(600)))
    import_table(source, out, order="random", seed=seed)
    _assert_half(Workspace.open(out))
