"""Why a design answers as it does before one reference: region, rule, weights, neighbours, and its own triples."""

import numpy as np
import pandas as pd

from simlab.ensembles import FALLBACK, Questions
from simlab.evaluation import DistanceTable, distance_table, estimate_from_counts
from simlab.studies.ensemble_evaluation import reveal_state
from simlab.studies.explanations.explained_reference import ExplainedTriple, ModelBefore, ReferenceExplanation
from simlab.studies.explanations.grounds import DesignGrounds
from simlab.studies.explanations.known_references import Nearest
from simlab.studies.explanations.surroundings import NearReference, Placement
from simlab.studies.explanations.window_grounds import window_grounds
from simlab.studies.reveal import is_revealed
from simlab.studies.split_questions import Part
from simlab.studies.strategies import named_strategy
from simlab.workspace import Workspace
from simlab.workspace.check_set import is_check


def explain_design(
    workspace: Workspace, name: str, reference: str, members: tuple[str, ...] = ()
) -> ReferenceExplanation:
    """A saved design before one image; see `explain_reference`.

    Raises:
        NotFoundError: no such image, design, map or model.
    """
    return explain_reference(DesignGrounds.of(workspace, name, members), workspace.row(reference))


def explain_reference(grounds: DesignGrounds, row: int) -> ReferenceExplanation:
    """A design before one image.

    Its own triples are shown where their answers may be seen: of validation without the check set, of training, and
    of the test split once this state of the design was revealed. Everything else stands on validation answers.

    Args:
        grounds: of the design.
        row: image row; any image, of whatever split.
    """
    workspace, design, questions = grounds.workspace, grounds.design, grounds.drawing.questions
    assignment = grounds.fitted.assign(np.array([row], dtype=np.int32))
    index, weights = int(assignment.regions[0]), assignment.weights[0]
    region = design.regions[index] if index < len(design.regions) else None
    rule = region.rule if region else design.fallback
    there = grounds.places.membership(np.array([row], dtype=np.int32))
    members = grounds.places.membership(questions.references).of_design(design) == index
    part = part_of_reference(workspace, row)
    closed = _closed(grounds, part)
    triples = () if closed or part is None else _own_triples(grounds, part, row)
    right = np.nansum([triple.scores for triple in triples], axis=0) if triples else None
    place = grounds.places.coordinates(np.array([row], dtype=np.int32))[0]
    near = grounds.known.near_in_features(row)
    window = window_grounds(grounds.fitted, index, place)
    believed = np.full(len(weights), np.nan) if window is None or window.believed is None else window.believed
    return ReferenceExplanation(
        row=row,
        id=workspace.ids([row])[0],
        part=part,
        region_id=region.id if region else FALLBACK,
        region=region.name if region else FALLBACK,
        also_in=tuple(other.name for other in design.regions[index + 1 :] if there.inside(other)[0]),
        rule=rule,
        chosen=questions.models[int(np.argmax(weights))] if rule.kind == "best" else None,
        vote=bool(assignment.votes[0]),
        members=grounds.members,
        models=tuple(
            ModelBefore(
                model=model,
                weight=float(weights[number]),
                in_region=estimate_from_counts(questions.correct[number, members], questions.answered[members]),
                right=None if right is None else float(right[number]),
                believed=None if np.isnan(believed[number]) else float(believed[number]),
            )
            for number, model in enumerate(questions.models)
        ),
        placement=_placement(grounds, row, placed=bool(np.isfinite(place).all())),
        near_features=None if near is None else _near(grounds, near),
        near_map=_near(grounds, grounds.known.near_on_map(row, place)),
        triples=triples,
        closed=closed,
        grounds=window,
    )


def part_of_reference(workspace: Workspace, row: int) -> Part | None:
    """The part that an image is a reference of; validation or check before train before test."""
    triples = workspace.triples
    splits = set(triples["split"].to_numpy()[triples["reference"].to_numpy() == row])
    if "validation" in splits:
        return "check" if is_check(workspace, np.array([row]))[0] else "validation"
    return "train" if "train" in splits else "test" if "test" in splits else None


def _closed(grounds: DesignGrounds, part: Part | None) -> str:
    """Why the triples of a part may not be seen; empty where they may."""
    if part is None:
        return "This image is a reference of no triple."
    if part == "check":
        return "It belongs to the check set, whose answers stay out of sight."
    if part == "test":
        named = named_strategy(grounds.workspace, "design", members=grounds.members, design=grounds.name)
        if not is_revealed(grounds.workspace, named.subject, reveal_state(grounds.workspace, named)):
            return "It belongs to the test split, which is not revealed for this state of the design."
    return ""


def _own_triples(grounds: DesignGrounds, part: Part, row: int) -> tuple[ExplainedTriple, ...]:
    """The triples of the reference that all models have vectors for."""
    split = grounds.workspace.split(part)
    table = distance_table(
        grounds.workspace, split[split["reference"] == row].reset_index(drop=True), grounds.drawing.questions.models
    )
    common = table.common
    table = DistanceTable(table.models, table.triples.loc[common].reset_index(drop=True), table.distances[:, common])
    questions = Questions.of(table)
    margin = grounds.fitted.predict(questions).margin if len(questions) else np.zeros(0)
    score = questions.scores(margin)
    scale = grounds.fitted.scales[:, None]
    return tuple(
        ExplainedTriple(
            id=str(triple["id"]),
            a=int(triple["a"]),
            b=int(triple["b"]),
            choice=str(triple["choice"]),
            votes=_votes(triple),
            distances=table.distances[:, number] / scale,
            margins=questions.margins[:, number] / scale[:, 0],
            scores=questions.model_scores[:, number],
            margin=float(margin[number]),
            score=float(score[number]),
        )
        for number, (_, triple) in enumerate(table.triples.iterrows())
    )


def _votes(triple: pd.Series) -> tuple[int, int] | None:
    unknown = pd.isna(triple["votes_a"]) or pd.isna(triple["votes_b"])
    return None if unknown else (int(triple["votes_a"]), int(triple["votes_b"]))


def _placement(grounds: DesignGrounds, row: int, *, placed: bool) -> Placement:
    reference_map, support = grounds.places.reference_map, grounds.support
    known = support is not None and row in support.image_rows
    return Placement(
        kind="fitted" if row in reference_map.fitted_rows else "placed" if placed else "none",
        median=reference_map.placement.median,
        percentile_90=reference_map.placement.percentile_90,
        distance=float(support.distance[np.searchsorted(support.image_rows, row)]) if known and support else None,
        limit=support.limit if support else None,
    )


def _near(grounds: DesignGrounds, nearest: Nearest) -> tuple[NearReference, ...]:
    rows = nearest.rows
    if not len(rows):
        return ()
    assignment = grounds.fitted.assign(rows)
    ids = grounds.workspace.ids(rows)
    return tuple(
        NearReference(int(row), name, float(distance), assignment.region_names[int(region)])
        for row, name, distance, region in zip(rows, ids, nearest.distances, assignment.regions, strict=True)
    )
