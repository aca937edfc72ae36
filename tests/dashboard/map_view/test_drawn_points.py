"""Where the pictures on hover come from: a sheet beside the points, or made when they are asked for."""

from collections.abc import Callable
from pathlib import Path

import pytest

from simlab.dashboard import thumbnails
from simlab.dashboard.map_view.drawn_points import drawn_points
from simlab.dashboard.map_view.scene import scene_of
from simlab.maps import fit_map
from simlab.maps.support import map_support
from simlab.workspace import Workspace
from tests import demo_stand_in

Make = Callable[..., Workspace]


def test_files_travel_on_a_sheet(make_workspace: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make_workspace()
    drawn = drawn_points(scene_of(workspace, "validation", "pca-hsv"), 1)
    assert drawn.pictures is None
    assert drawn.points.sprite is not None
    assert (drawn.points.sprite.tile_of_point >= 0).all()


def test_files_are_asked_for_where_they_are_many(make_workspace: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simlab.dashboard.map_view.drawn_points.SHEET_LIMIT", 3)
    drawn = drawn_points(scene_of(make_workspace(), "validation", "pca-hsv"), 8)
    assert drawn.points.sprite is None
    assert drawn.pictures is not None
    assert str(drawn.pictures(0)).startswith("data:image/jpeg;base64,")


def test_without_pictures_there_are_none(make_workspace: Make) -> None:
    drawn = drawn_points(scene_of(make_workspace(pictures=False), "validation", "pca-hsv"), 1)
    assert drawn.points.sprite is None
    assert drawn.pictures is None


def test_generated_pictures_are_painted_when_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = demo_stand_in.make(tmp_path / "demo")
    painted = []
    picture = Workspace.picture

    def noted(self: Workspace, row: int, side: int | None = None) -> object:
        painted.append((row, side))
        return picture(self, row, side)

    monkeypatch.setattr(Workspace, "picture", noted)
    drawn = drawn_points(scene_of(workspace, "validation", demo_stand_in.GOOD_MAP), 1)
    assert drawn.points.sprite is None
    assert painted == []
    row = int(drawn.points.image_rows[5])
    assert drawn.pictures is not None
    assert str(drawn.pictures(row)).startswith("data:image/jpeg;base64,")
    assert drawn.pictures(row) == thumbnails.data_uri(workspace, row, thumbnails.HOVER_SIDE)
    assert painted == [(row, thumbnails.HOVER_SIDE)]


def test_unsupported_references_say_so_under_the_pointer(toy_workspace: Make) -> None:
    workspace = toy_workspace(references={"validation": 240}, per_reference=1)
    fit_map(workspace, "look", "pca")
    scene = scene_of(workspace, "validation", "pca-look")
    support = map_support(workspace, scene.reference_map)
    assert support is not None
    unsupported = scene.references[scene.unsupported].tolist()
    assert unsupported == support.unsupported_rows.tolist()
    assert len(unsupported) == 2
    lines = drawn_points(scene, 1).points.hover_lines
    assert lines is not None
    for reference, line in zip(scene.references.tolist(), lines, strict=True):
        stranger = " · unsupported: far from all validation references" if reference in unsupported else ""
        assert line == f"1 triple{stranger}"
    assert scene.attributes["map support"].counts == [("supported", 238), ("unsupported", 2)]
