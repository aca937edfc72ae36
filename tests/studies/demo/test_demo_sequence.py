"""The ten regions drawn by hand on the shipped demo: reasoned from validation, as good as the map on the check set."""

import re
from pathlib import Path

import pytest

from docs.demo_sequence import DESIGN, MAP, SEQUENCE, demo_copy, draw
from simlab.maps import load_map
from simlab.studies.designs.named import open_design
from simlab.studies.designs.session import DesignSession
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.studies.map_places import MapPlaces
from simlab.studies.split_questions import ensemble_members, split_questions
from simlab.workspace import Workspace
from simlab.workspace.locations import SHIPPED_FOLDER


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = demo_copy(tmp_path_factory.mktemp("demo") / "demo")
    draw(workspace)
    return workspace


def test_every_reason_is_what_the_page_shows_without_the_check_set(demo: Workspace) -> None:
    members = ensemble_members(demo)
    drawing = split_questions(demo, "validation", members)
    assert len(drawing.questions.references) == 924, "30 % of the 1,320 references are kept for the check"
    session = DesignSession(drawing, MapPlaces(demo, load_map(demo, MAP)), members)
    figures = session.figures(open_design(demo, DESIGN).design).regions
    assert len(SEQUENCE) == len(figures) - 1 <= 10
    assert figures[-1].n_references == 3
    for step, region in zip(SEQUENCE, figures, strict=False):
        best, second = sorted(region.models.items(), key=lambda item: -item[1].value)[:2]
        assert best[0] == step.model
        stated = [float(number) for number in re.findall(r"(\d+\.\d) %", step.reason)]
        assert stated == [round(100 * best[1].value, 1), round(100 * second[1].value, 1)], step.title


def test_check_accuracy_is_at_least_that_of_the_credibility_map(demo: Workspace) -> None:
    drawn = evaluate_ensemble(demo, "design", "check", design=DESIGN)
    mapped = evaluate_ensemble(demo, "credibility", "check")
    assert drawn.members == mapped.members
    assert drawn.estimate.n_triples == mapped.estimate.n_triples == 3_606
    assert drawn.estimate.value >= mapped.estimate.value
    assert demo.store.reveals() == []
    assert not Path(SHIPPED_FOLDER / "demo" / "cache").exists()
