"""The references that the canvas draws: all that have a place, or a stated sample of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import streamlit as st
from jaxtyping import Int, Int64

from simlab.dashboard.canvas import DRAWN_LIMIT, CanvasPoints, Pictures, sprite_sheet
from simlab.dashboard.map_view.scene import Scene
from simlab.dashboard.thumbnails import HOVER_SIDE, data_uri, thumbnails

PANEL_LIMIT = 4_000
"""Points a panel of small multiples: eight panels of 20,000 would take seconds to draw."""

SHEET_LIMIT = 2_000
"""References whose pictures travel on one sheet; a sheet of more would load slowly."""

_SAMPLE_SEED = 0


@dataclass(frozen=True, eq=False)
class DrawnPoints:
    """What is drawn of a scene.

    Attributes:
        positions: of the drawn references among the scene's, ascending.
        points: as the canvas takes them.
        pictures: makes the pictures that are asked for on hover; None where there are none, or all are on a sheet.
    """

    positions: Int64[np.ndarray, " drawn"]
    points: CanvasPoints
    pictures: Pictures | None


def drawn_sample(placed: Int[np.ndarray, " placed"], limit: int) -> Int[np.ndarray, " drawn"]:
    """At most `limit` of the positions, ascending: a random sample with a fixed seed, so that nothing jumps."""
    if len(placed) <= limit:
        return placed
    return np.sort(np.random.default_rng(_SAMPLE_SEED).choice(placed, limit, replace=False))


def drawing_notice(n_placed: int, n_drawn: int, n_references: int) -> str:
    """What the drawing leaves out, in a line; "" where it leaves out nothing."""
    parts = []
    if n_drawn < n_placed:
        parts.append(
            f"{n_drawn:,} of {n_placed:,} references drawn (random sample, seed {_SAMPLE_SEED}); figures use all"
        )
    if n_placed < n_references:
        parts.append(f"{n_references - n_placed:,} of {n_references:,} references have no place on this map")
    return " · ".join(parts)


def drawn_points(scene: Scene, panels: int) -> DrawnPoints:
    """The points of a canvas with so many panels; the same object as long as the scene stays."""
    limit = DRAWN_LIMIT if panels == 1 else PANEL_LIMIT
    return _drawn_points(scene, limit, scene.key)


@st.cache_resource(max_entries=8, show_spinner="Collecting pictures of the references …")
def _drawn_points(_scene: Scene, limit: int, key: str) -> DrawnPoints:
    workspace = _scene.workspace
    positions = drawn_sample(np.flatnonzero(_scene.placed), limit)
    rows = _scene.references[positions]
    contexts = workspace.images["context"].to_numpy(dtype=object)[rows]
    known = [isinstance(context, str) for context in contexts]
    names = tuple(str(context) if has else "context unknown" for context, has in zip(contexts, known, strict=True))
    counts = _scene.triples_per_reference[positions]
    on_a_sheet = _on_a_sheet(_scene, rows)
    points = CanvasPoints(
        image_rows=rows.astype(np.int32),
        x=_scene.coordinates[positions, 0],
        y=_scene.coordinates[positions, 1],
        labels=tuple(workspace.ids(rows)),
        contexts=names if any(known) else None,
        hover_lines=tuple(map(_hover_line, counts, _scene.unsupported[positions])),
        sprite=sprite_sheet(thumbnails(workspace, rows.tolist()), tile=96) if on_a_sheet else None,
        axes=("PC 1", "PC 2") if _scene.reference_map.method == "pca" else ("", ""),
        source=_source(_scene),
    )
    asked = not on_a_sheet and workspace.has_picture[rows].any()
    return DrawnPoints(positions, points, partial(data_uri, workspace, side=HOVER_SIDE) if asked else None)


def _source(scene: Scene) -> str:
    """What a saved picture says about where its points come from."""
    found = scene.workspace.manifest
    parts = [found.name, f"{scene.part} split", f"map {scene.reference_map.id}"]
    return ", ".join([*parts, *(["SYNTHETIC"] if found.synthetic else [])])


def _hover_line(n_triples: int, unsupported: bool) -> str:
    line = f"{n_triples:,} triple{'' if n_triples == 1 else 's'}"
    return f"{line} · unsupported: far from all validation references" if unsupported else line


def _on_a_sheet(scene: Scene, rows: np.ndarray) -> bool:
    """Whether all pictures go along with the points: few, and as files, which are read sooner than painted."""
    has_file = scene.workspace.images["path"].notna().to_numpy()[rows]
    return len(rows) <= SHEET_LIMIT and has_file.any() and bool((has_file == scene.workspace.has_picture[rows]).all())
