"""Workspaces, tables and maps as pages use them: loaded once, kept by content, shared by all sessions.

Cached values must not be written to.
"""

from pathlib import Path

import pandas as pd
import streamlit as st

from simlab.ensembles import Design
from simlab.evaluation import DistanceTable, PerReferenceAccuracy, distance_table, per_reference_accuracy
from simlab.maps import ReferenceMap, list_map_ids, load_map
from simlab.studies.designs.session import DesignFigures, DesignSession
from simlab.studies.ensemble_evaluation import EnsembleEvaluation, evaluate_ensemble, reveal_state
from simlab.studies.map_places import MapPlaces
from simlab.studies.reveal import is_revealed
from simlab.studies.split_questions import Part, SplitQuestions, ensemble_members, part_triples, split_questions
from simlab.studies.strategies import models_of_design, named_strategy
from simlab.workspace import Workspace
from simlab.workspace.check_set import check_set_of

_FILES = ("workspace.json", "images.parquet", "triples.parquet")


def open_workspace(path: Path) -> Workspace:
    """The workspace in a folder; opened anew when another process has changed it."""
    return _workspace(str(path), tuple((path / name).stat().st_mtime_ns for name in _FILES if (path / name).exists()))


def forget_everything() -> None:
    """Read all workspaces anew, in every session: one of them has been replaced as a whole."""
    st.cache_resource.clear()
    st.cache_data.clear()


def part_key(workspace: Workspace, part: Part, models: tuple[str, ...] = ()) -> str:
    """Changes whenever the triples of a part, the check set, or the vectors of these models do."""
    vectors = [f"{name}:{_vectors_fingerprint(workspace, name)}" for name in models]
    return "|".join([str(workspace.path), workspace.triples_fingerprint, part, str(check_set_of(workspace)), *vectors])


def embedded_models(workspace: Workspace) -> tuple[str, ...]:
    """The scored models that have vectors, in manifest order."""
    folder = workspace.path / "embeddings"
    return tuple(
        entry.name for entry in workspace.scored_models() if (folder / entry.name / "embedding.json").is_file()
    )


def triples_of(workspace: Workspace, part: Part) -> pd.DataFrame:
    """The triples of a part of a workspace (validation without its check set, where one is kept)."""
    return _triples(workspace, part, part_key(workspace, part))


def distances_of(workspace: Workspace, part: Part, models: tuple[str, ...]) -> DistanceTable:
    """Distances of these models on all triples of a part; NaN where a vector is missing."""
    return _distances(workspace, part, models, part_key(workspace, part, models))


def accuracies_of(workspace: Workspace, part: Part, models: tuple[str, ...]) -> PerReferenceAccuracy:
    """Per-reference accuracy of these models on a part."""
    return _accuracies(workspace, part, models, part_key(workspace, part, models))


def first_map(workspace: Workspace) -> str | None:
    """The map that pages begin with: the first UMAP, which parts kinds of pictures best, else the first of all."""
    ids = list_map_ids(workspace)
    return next((map_id for map_id in ids if map_id.startswith("umap")), ids[0] if ids else None)


def map_named(workspace: Workspace, map_id: str) -> ReferenceMap:
    """A map of the workspace, as stored."""
    record = workspace.path / "maps" / map_id / "map.json"
    stamp = record.stat().st_mtime_ns if record.exists() else 0
    return _map(workspace, map_id, stamp, vectors_stamp(workspace))


def places_of(workspace: Workspace, map_id: str) -> MapPlaces:
    """Where images lie on a map."""
    return _places(workspace, map_named(workspace, map_id), map_named(workspace, map_id).fingerprint)


def questions_of(workspace: Workspace, part: Part, models: tuple[str, ...]) -> SplitQuestions:
    """The triples of a part that all these models can answer."""
    return _questions(workspace, part, models, part_key(workspace, part, models))


def design_session(
    workspace: Workspace, map_id: str, models: tuple[str, ...], members: tuple[str, ...], part: Part = "validation"
) -> DesignSession:
    """What the figures of a design need, for judging on `part` and drawing on validation."""
    key = "|".join([part_key(workspace, part, models), *members, map_named(workspace, map_id).fingerprint])
    return _session(workspace, map_id, models, members, part, key)


def figures_of(workspace: Workspace, design: Design, part: Part = "validation") -> DesignFigures:
    """The figures of a design, as Regions shows them."""
    return session_of(workspace, design, part).figures(design)


def session_of(workspace: Workspace, design: Design, part: Part = "validation") -> DesignSession:
    """The session of a design with the members of the workspace and the models that its rules name."""
    members = ensemble_members(workspace)
    models = models_of_design(workspace, members, design.models)
    return design_session(workspace, design.map_id, models, members, part)


def revealed_test(workspace: Workspace, design: str) -> EnsembleEvaluation | None:
    """The test figure of a design, if it was revealed for exactly its present state."""
    named = named_strategy(workspace, "design", design=design)
    revealed = reveal_state(workspace, named)
    return _test(workspace, design, revealed) if is_revealed(workspace, named.subject, revealed) else None


def _vectors_fingerprint(workspace: Workspace, model: str) -> str:
    sidecar = workspace.path / "embeddings" / model / "embedding.json"
    return _fingerprint(workspace, model, sidecar.stat().st_mtime_ns if sidecar.exists() else 0, str(sidecar))


def vectors_stamp(workspace: Workspace) -> tuple[int, ...]:
    """Changes whenever the vectors of any model do."""
    return tuple(sorted(p.stat().st_mtime_ns for p in (workspace.path / "embeddings").glob("*/embedding.json")))


@st.cache_resource(max_entries=8, show_spinner=False)
def _workspace(path: str, stamp: tuple[int, ...]) -> Workspace:
    return Workspace.open(path)


@st.cache_resource(max_entries=16, show_spinner=False)
def _triples(_workspace: Workspace, part: Part, key: str) -> pd.DataFrame:
    return part_triples(_workspace, part)


@st.cache_resource(max_entries=16, show_spinner="Computing distances …")
def _distances(_workspace: Workspace, part: Part, models: tuple[str, ...], key: str) -> DistanceTable:
    return distance_table(_workspace, triples_of(_workspace, part), models)


@st.cache_resource(max_entries=16, show_spinner=False)
def _accuracies(_workspace: Workspace, part: Part, models: tuple[str, ...], key: str) -> PerReferenceAccuracy:
    return per_reference_accuracy(distances_of(_workspace, part, models))


@st.cache_resource(max_entries=32, show_spinner=False)
def _map(_workspace: Workspace, map_id: str, stamp: int, embeddings: tuple[int, ...]) -> ReferenceMap:
    return load_map(_workspace, map_id)


@st.cache_resource(max_entries=32, show_spinner=False)
def _places(_workspace: Workspace, _map: ReferenceMap, fingerprint: str) -> MapPlaces:
    return MapPlaces(_workspace, _map)


@st.cache_resource(max_entries=16, show_spinner=False)
def _questions(_workspace: Workspace, part: Part, models: tuple[str, ...], key: str) -> SplitQuestions:
    return split_questions(_workspace, part, models)


@st.cache_resource(max_entries=16, show_spinner=False)
def _session(
    _workspace: Workspace, map_id: str, models: tuple[str, ...], members: tuple[str, ...], part: Part, key: str
) -> DesignSession:
    drawing = questions_of(_workspace, "validation", models)
    asked = None if part == "validation" else questions_of(_workspace, part, models)
    return DesignSession(drawing, places_of(_workspace, map_id), members, asked)


@st.cache_resource(max_entries=1_000, show_spinner=False)
def _fingerprint(_workspace: Workspace, model: str, stamp: int, path: str) -> str:
    return _workspace.embedding(model).sidecar.fingerprint


@st.cache_resource(max_entries=16, show_spinner="Answering the test triples …")
def _test(_workspace: Workspace, design: str, revealed: str) -> EnsembleEvaluation:
    return evaluate_ensemble(_workspace, "design", "test", design=design)
