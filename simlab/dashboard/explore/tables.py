"""What Explore shows as tables for other programs, every number as it is, nothing rounded."""

import pandas as pd
from jaxtyping import Bool, Int
from numpy import ndarray

from simlab.dashboard.map_view.scene import Scene


def accuracy_table(scene: Scene, chosen: Bool[ndarray, " triples"]) -> pd.DataFrame:
    """One line a model: its accuracy on some triples of the scene with its interval, and over all of them."""
    lines = [
        {
            "model": entry.name,
            "kind": entry.kind,
            "context": entry.context,
            "accuracy": found.value,
            "low": found.low,
            "high": found.high,
            "n_triples": found.n_triples,
            "n_references": found.n_references,
            "note": found.note,
            "accuracy_over_all": overall.value,
            "split": scene.part,
            "synthetic": scene.workspace.manifest.synthetic,
        }
        for entry, found, overall in zip(scene.models, scene.estimates(chosen), scene.overall, strict=True)
    ]
    return pd.DataFrame(lines)


def triple_table(scene: Scene, positions: Int[ndarray, " listed"]) -> pd.DataFrame:
    """One line a triple: its images by their ids, what people chose, and every model's margin and score."""
    triples = scene.triples.iloc[positions]
    images = {name: scene.workspace.ids(triples[name].to_numpy()) for name in ("reference", "a", "b")}
    people = {name: triples[name].to_numpy() for name in ("choice", "votes_a", "votes_b")}
    models = {
        f"{what}_{entry.name}": values[number, positions]
        for number, entry in enumerate(scene.models)
        for what, values in (("margin", scene.table.margins), ("score", scene.table.scores))
    }
    return pd.DataFrame({"id": triples["id"].to_numpy(), **images, **people, **models, "split": scene.part})
