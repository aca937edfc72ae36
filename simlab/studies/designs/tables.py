"""A design as tables for other programs: its figures and its references, every number as it is, nothing rounded."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from simlab.ensembles import FALLBACK
from simlab.evaluation import Difference, Estimate
from simlab.studies.designs.opened import OpenedDesign
from simlab.studies.designs.session import DesignSession
from simlab.workspace import Workspace

ENSEMBLE = "ensemble"
EVERYWHERE = "everywhere"


def figure_table(workspace: Workspace, name: str) -> pd.DataFrame:
    """The figures of a design on the validation triples that may be seen.

    Returns:
        one line a figure: where (`region`, "everywhere" for all of them), `rule`, the model that a `best` rule has
        `chosen`, `what` ("accuracy", "cross-validated accuracy" or "difference"), `of` the ensemble or a model,
        `against` what a difference is to, `value`, the ends `low` and `high` of its 95 % interval, `n_triples`,
        `n_references`, a `note` on the interval, and the state of the design.

    Raises:
        SimLabError: there is no such design, or it cannot be scored.
    """
    opened = OpenedDesign.of(workspace, name)
    named, asked = opened.named, opened.drawing
    figures = DesignSession(asked, opened.places, opened.members).figures(named.design)
    lines = [_line(EVERYWHERE, "", "accuracy", ENSEMBLE, figures.accuracy)]
    if figures.cross_fitted is not None:
        lines.append(_line(EVERYWHERE, "", "cross-validated accuracy", ENSEMBLE, figures.cross_fitted))
    lines += [
        _line(EVERYWHERE, "", "difference", ENSEMBLE, difference, against=str(against))
        for against, difference in figures.differences.items()
    ]
    for region in figures.regions:
        whose = {ENSEMBLE: region.accuracy, **region.models}
        lines += [
            _line(region.name, region.id, "accuracy", of, estimate, rule=region.rule.text, chosen=region.chosen)
            for of, estimate in whose.items()
        ]
    state = {
        "n_ties": figures.n_ties,
        "n_missing": figures.n_missing,
        "split": asked.part,
        "design": named.name,
        "step": named.step,
        "fingerprint": named.design.fingerprint,
        "synthetic": workspace.manifest.synthetic,
    }
    return pd.DataFrame([line | state for line in lines])


def reference_table(workspace: Workspace, name: str) -> pd.DataFrame:
    """The references of the validation triples that may be seen, on the map of a design.

    Returns:
        one line a reference: image `id`, `image_row`, `context`, its place `x`, `y` (NaN: not on the map), the
        `region` it falls in with its id, `n_triples` (human ties too), `n_scored`, and the accuracy of every member
        and every model that a rule names.

    Raises:
        SimLabError: there is no such design, or it cannot be scored.
    """
    opened = OpenedDesign.of(workspace, name)
    design, places, questions = opened.design, opened.places, opened.drawing.questions
    references = questions.references
    number = places.membership(references).of_design(design)
    regions = [*((region.name, region.id) for region in design.regions), (FALLBACK, FALLBACK)]
    at = places.coordinates(references)
    scored = questions.answered.astype(np.float64)
    table = pd.DataFrame(
        {
            "id": workspace.ids(references),
            "image_row": references,
            "context": workspace.images["context"].to_numpy(dtype=object)[references],
            "x": at[:, 0],
            "y": at[:, 1],
            "region": [regions[index][0] for index in number],
            "region_id": [regions[index][1] for index in number],
            "n_triples": np.bincount(questions.positions, minlength=len(references)),
            "n_scored": questions.answered,
        }
    )
    return table.assign(**dict(_accuracies(questions.models, questions.correct, scored)))


def _accuracies(models: tuple[str, ...], correct: np.ndarray, scored: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    for model, right in zip(models, correct, strict=True):
        yield f"accuracy_{model}", np.divide(right, scored, out=np.full(len(scored), np.nan), where=scored > 0)


def _line(
    region: str,
    region_id: str,
    what: str,
    of: str,
    found: Estimate | Difference,
    *,
    against: str = "",
    rule: str = "",
    chosen: str | None = None,
) -> dict[str, Any]:
    return {
        "region": region,
        "region_id": region_id,
        "rule": rule,
        "chosen": chosen,
        "what": what,
        "of": of,
        "against": against,
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "n_triples": found.n_triples,
        "n_references": found.n_references,
        "note": found.note,
    }
