"""What the Explore page looks at: the references of one split on one map, and what every model says about them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import streamlit as st
from jaxtyping import Bool, Float64, Int64

from simlab.dashboard.map_view.attributes import Attribute, reference_attributes, support_attribute, triple_attributes
from simlab.dashboard.map_view.nearness import support_of
from simlab.dashboard.map_view.selection import Selection
from simlab.dashboard.opened import accuracies_of, distances_of, embedded_models, map_named, part_key
from simlab.evaluation import DistanceTable, Estimate, PerReferenceAccuracy, accuracy_estimate
from simlab.figures.colours import model_colours
from simlab.maps import ReferenceMap
from simlab.studies.split_questions import Part
from simlab.workspace import ModelEntry, Workspace


@dataclass(frozen=True, eq=False)
class Scene:
    """One split on one map. Kept over reruns, and never written to.

    Attributes:
        workspace: the study.
        part: `validation` (without the check set, where the study keeps one) or `train`.
        reference_map: where references lie.
        table: distances of every scored model that has vectors, on the triples of the part.
        accuracy: of the same models on each reference; its references are the scene's.
        key: changes whenever anything of this does.
    """

    workspace: Workspace
    part: Part
    reference_map: ReferenceMap
    table: DistanceTable
    accuracy: PerReferenceAccuracy
    key: str

    @cached_property
    def models(self) -> tuple[ModelEntry, ...]:
        """The scored models that have vectors, in manifest order."""
        return tuple(self.workspace.model(name) for name in self.table.models)

    @cached_property
    def cs_models(self) -> tuple[str, ...]:
        """Names of those fine-tuned on one context cluster."""
        return tuple(entry.name for entry in self.models if entry.kind == "cs")

    @cached_property
    def colours(self) -> dict[str, str]:
        """The colour of each model, the same on every page."""
        return model_colours(self.workspace.models())

    @cached_property
    def triples(self) -> pd.DataFrame:
        """The triples of the part, in the order of the table."""
        return self.table.triples

    @property
    def references(self) -> np.ndarray:
        """int32: image rows of the references of the part, ascending."""
        return self.accuracy.references

    @cached_property
    def coordinates(self) -> Float64[np.ndarray, "references 2"]:
        """Where the references lie; NaN for those that the map does not hold."""
        return self.reference_map.coordinates(self.references)

    @cached_property
    def placed(self) -> Bool[np.ndarray, " references"]:
        """The references that have a place."""
        return np.asarray(np.isfinite(self.coordinates).all(axis=1))

    @cached_property
    def unsupported(self) -> Bool[np.ndarray, " references"]:
        """The references that are far, in the map's feature space, from all validation references."""
        support = support_of(self.workspace, self.reference_map.id)
        return np.zeros(len(self.references), dtype=bool) if support is None else support.unsupported(self.references)

    @cached_property
    def reference_of_triple(self) -> Int64[np.ndarray, " triples"]:
        """Position of each triple's reference among the references."""
        return np.asarray(np.searchsorted(self.references, self.triples["reference"].to_numpy(np.int32)))

    @cached_property
    def triples_per_reference(self) -> Int64[np.ndarray, " references"]:
        """Number of triples of each reference, human ties included."""
        return np.bincount(self.reference_of_triple, minlength=len(self.references))

    @cached_property
    def attributes(self) -> dict[str, Attribute]:
        """What references can be coloured by."""
        return reference_attributes(self.workspace.images, self.references) | support_attribute(self.unsupported)

    @cached_property
    def triple_attributes(self) -> dict[str, Attribute]:
        """What triples can be sliced by."""
        return triple_attributes(self.workspace.images, self.triples)

    @cached_property
    def margin_scales(self) -> Float64[np.ndarray, " models"]:
        """For each model the size that 98 % of its margins do not exceed: the length of a full margin bar."""
        if not len(self.triples):
            return np.ones(len(self.table.models))
        sizes = [np.abs(margin[~np.isnan(margin)]) for margin in self.table.margins]
        return np.array([float(np.quantile(size, 0.98)) or 1.0 if len(size) else 1.0 for size in sizes])

    @cached_property
    def overall(self) -> tuple[Estimate, ...]:
        """Accuracy of each model over all triples of the part, on the map or not."""
        return self.estimates(np.ones(len(self.triples), dtype=bool))

    def estimates(self, chosen: Bool[np.ndarray, " triples"]) -> tuple[Estimate, ...]:
        """Accuracy of each model on some of the triples."""
        references = self.triples["reference"].to_numpy()[chosen]
        rows = self.triples["row"].to_numpy()[chosen]
        return tuple(accuracy_estimate(scores[chosen], references, rows) for scores in self.table.scores)

    def members(self, selection: Selection | None) -> Bool[np.ndarray, " references"]:
        """The selected references; all of them where nothing is selected."""
        if selection is None:
            return np.ones(len(self.references), dtype=bool)
        return selection.members(self.references, self.coordinates)


def scene_of(workspace: Workspace, part: Part, map_id: str) -> Scene:
    """The scene of a part of a workspace on one of its maps; kept until what it shows changes."""
    models = embedded_models(workspace)
    reference_map = map_named(workspace, map_id)
    entries = [workspace.model(name) for name in models]
    images = (workspace.path / "images.parquet").stat().st_mtime_ns
    parts = [part_key(workspace, part, models), reference_map.fingerprint, reference_map.stale, entries, images]
    return _scene(workspace, part, map_id, models, "|".join(map(str, parts)))


@st.cache_resource(max_entries=8, show_spinner="Reading the answers of every model …")
def _scene(_workspace: Workspace, part: Part, map_id: str, models: tuple[str, ...], key: str) -> Scene:
    return Scene(
        workspace=_workspace,
        part=part,
        reference_map=map_named(_workspace, map_id),
        table=distances_of(_workspace, part, models),
        accuracy=accuracies_of(_workspace, part, models),
        key=key,
    )
