"""The relations of models as tables for other programs, every number as it is, nothing rounded."""

from typing import Any

import pandas as pd

from simlab.studies.related_models import ModelRelations


def agreement_table(found: ModelRelations) -> pd.DataFrame:
    """One line for every two models: equal answers, error consistency and both wrong, with their intervals."""
    named = [{"model_1": pair["models"][0], "model_2": pair["models"][1]} for pair in _json(found, "pairs")]
    table = pd.json_normalize(_json(found, "pairs"), sep="_").drop(columns="models")
    return _with_state(pd.concat([pd.DataFrame(named), table], axis=1), found)


def added_table(found: ModelRelations) -> pd.DataFrame:
    """One line a model: its accuracy, its vote-weighted score, and what it adds to the oracle and to the mean."""
    return _with_state(pd.json_normalize(_json(found, "models"), sep="_"), found)


def slice_table(found: ModelRelations) -> pd.DataFrame:
    """One line for every model in every slice: accuracy, and difference to the model compared with."""
    lines = [
        {"column": part["column"], "slice": part["slice"], **model}
        for part in _json(found, "slices")
        for model in part["models"]
    ]
    table = pd.json_normalize(lines, sep="_").drop(columns="difference", errors="ignore")
    return _with_state(table.assign(against=found.against), found)


def _json(found: ModelRelations, name: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = found.to_json()[name]
    return listed


def _with_state(table: pd.DataFrame, found: ModelRelations) -> pd.DataFrame:
    return table.assign(split=found.split, synthetic=found.synthetic, n_missing=found.n_missing)
