"""The clickable pictures: their JavaScript as it reaches the browser, and what is told to it."""

import re
from typing import Any

import pytest

from simlab.dashboard.regions.explanation import picture_strip
from simlab.dashboard.regions.explanation.picture_strip import Tile, TileGroup, show_pictures, take_picture
from simlab.workspace import Workspace
from tests import toy_study


def test_the_module_imports_nothing_and_exports_what_the_loader_calls() -> None:
    module = picture_strip._module().decode()
    assert not re.search(r"^import\b", module, re.MULTILINE)
    assert re.findall(r"^export .*", module, re.MULTILINE) == ["export function mount(root, data, setStateValue) {"]
    assert "innerHTML" not in module  # ids come from the user's own data


def test_what_the_browser_is_told(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace: Workspace = toy_study.make(tmp_path / "study", files=True)
    told: dict[str, Any] = {}
    monkeypatch.setattr("streamlit.session_state", {})
    monkeypatch.setattr(picture_strip, "_component", lambda: told.update)
    monkeypatch.setattr(
        picture_strip, "media_url", lambda content, mimetype, key: f"/{mimetype}/{key}/{len(content) > 0}"
    )
    tiles = (Tile(3, "1 of 2"), Tile(4, "0.1", "in west"))
    show_pictures(workspace, [TileGroup(tiles, "Near", "five of them")], 4, key="strip")
    assert (told["key"], told["data"]["chosen"]) == ("strip", 4)
    assert told["data"]["groups"] == [
        {
            "title": "Near",
            "note": "five of them",
            "pictures": [
                {"row": 3, "id": "pool/3", "url": "/image/jpeg/strip:3/True", "caption": "1 of 2"},
                {"row": 4, "id": "pool/4", "url": "/image/jpeg/strip:4/True", "caption": "0.1", "more": "in west"},
            ],
        }
    ]


def test_a_click_is_taken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    event = {"kind": "take", "reference": 7, "seq": 1, "nonce": "mount"}
    monkeypatch.setattr("streamlit.session_state", {"strip": {"event": event}})
    assert take_picture("strip") == 7
    assert take_picture("strip") is None
