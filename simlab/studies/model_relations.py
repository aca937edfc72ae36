"""How models relate to each other: agreement, what each adds to the others, votes, and slices.

One function for page, command line and Python. Everything stands on the triples that all the models can answer.
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float64

from simlab.ensembles import ConstantStrategy, Questions
from simlab.errors import InputError
from simlab.evaluation import Estimate, paired_difference
from simlab.evaluation.agreement import pairwise_agreement
from simlab.evaluation.complementarity import added_to_oracle, oracle_scores
from simlab.evaluation.correction import corrected_p_values
from simlab.evaluation.slices import compare_in_slices
from simlab.evaluation.vote_scores import most_agreed, vote_estimate, vote_scores, votes_for_a
from simlab.studies.ensemble_evaluation import estimate_of
from simlab.studies.related_models import ModelRelations, RelatedModel
from simlab.studies.reveal import open_test_split, state_fingerprint
from simlab.studies.slice_columns import slicings_of
from simlab.studies.split_questions import Part, SplitQuestions, split_questions
from simlab.workspace import Workspace
from simlab.workspace.check_set import check_set_of
from simlab.workspace.fingerprints import fingerprint


def model_relations(
    workspace: Workspace,
    split: Part,
    *,
    models: Sequence[str] = (),
    by: Sequence[str] = (),
    against: str | None = None,
    reveal: str | None = None,
) -> ModelRelations:
    """How models relate to each other on one part of the workspace.

    Args:
        workspace: the study.
        split: `check` is the part of validation that the study keeps apart.
        models: names of at least two; every scored model by default.
        by: columns of the image table to slice references by.
        against: the model that slices compare with; by default the best single model: the CS-model among them (any,
            where there is none) with the highest validation accuracy, the first in manifest order on ties.
        reveal: the reason for looking at the test split.

    Raises:
        InputError: fewer than two models, one that is not scored, a column that cannot be sliced by, or the test split
            is closed.
        NotFoundError: no such model, column or triples.
    """
    names = related_models(workspace, models)
    if against is not None and against not in names:
        raise InputError(
            f"--against {against}: slices compare with one of the models looked at, which are {', '.join(names)}. Name "
            "one of these, or add it to --models."
        )
    evidence = split_questions(workspace, "validation", names)
    asked = evidence if split == "validation" else split_questions(workspace, split, names)
    slicings = slicings_of(workspace, by, asked.questions.references)
    if split == "test":
        open_test_split(workspace, relations_subject(by), relations_state(workspace, names, by, against), reveal)
    questions = asked.questions
    references = questions.references[questions.positions]
    scores = questions.model_scores
    compared_with = against or _best_single(workspace, evidence.questions)
    mean = _mean_scores(evidence.questions, questions, names)
    number = questions.column(compared_with)
    return ModelRelations(
        split=split,
        synthetic=workspace.manifest.synthetic,
        models=_related(workspace, evidence.questions, asked, mean),
        pairs=pairwise_agreement(scores, references, questions.rows),
        oracle=estimate_of(asked, oracle_scores(scores)),
        mean=estimate_of(asked, mean),
        most_agreed=_voted(asked, most_agreed(_votes(asked))),
        against=compared_with,
        slices=compare_in_slices(scores, references, questions.positions, slicings, number),
        n_ties=asked.n_ties,
        n_missing=asked.n_missing,
    )


def related_models(workspace: Workspace, models: Sequence[str] = ()) -> tuple[str, ...]:
    """The models looked at, in manifest order: those named, else every scored one.

    Raises:
        InputError: fewer than two, or one that serves features only.
        NotFoundError: no such model.
    """
    entries = [workspace.model(name) for name in models] or workspace.scored_models()
    for entry in entries:
        if entry.kind == "features":
            raise InputError(f"Model {entry.name!r} serves features only and is not scored.")
    wanted = {entry.name for entry in entries}
    names = tuple(entry.name for entry in workspace.manifest.models if entry.name in wanted)
    if len(names) < 2:
        raise InputError(
            f"Relations are between at least two models, and there {'is' if names else 'are'} {len(names)}"
            f"{f' ({names[0]})' if names else ''}. Name more, embed a baseline (`simlab embed`), or train CS-models "
            "(`simlab train cs`)."
        )
    return names


def relations_subject(by: Sequence[str] = ()) -> str:
    """What relations are called in the record of reveals."""
    return "model relations" + (f" by {', '.join(by)}" if by else "")


def relations_state(workspace: Workspace, models: tuple[str, ...], by: Sequence[str], against: str | None) -> str:
    """What a test reveal of relations is recorded for: everything that their test figures depend on."""
    values = [workspace.images[column].astype("string").fillna("").to_list() for column in by]
    parted = fingerprint(list(by), values)
    return state_fingerprint(workspace, models, "relations", parted, against or "", str(check_set_of(workspace)))


def _best_single(workspace: Workspace, evidence: Questions) -> str:
    cs_models = tuple(entry.name for entry in workspace.models("cs") if entry.name in evidence.models)
    fitted = ConstantStrategy("best", cs_models).fit(evidence)
    return evidence.models[int(np.argmax(fitted.weights))]


def _related(
    workspace: Workspace, evidence: Questions, asked: SplitQuestions, mean: Float64[np.ndarray, " triples"]
) -> tuple[RelatedModel, ...]:
    questions = asked.questions
    references = questions.references[questions.positions]
    added = added_to_oracle(questions.model_scores, references, questions.rows)
    drops = [
        paired_difference(mean, _mean_scores(evidence, questions, without), references, questions.rows)
        for without in (tuple(other for other in questions.models if other != name) for name in questions.models)
    ]
    voted = vote_scores(questions.margins, _votes(asked))
    return tuple(
        RelatedModel(
            model=workspace.model(name),
            accuracy=estimate_of(asked, questions.model_scores[number]),
            vote_score=_voted(asked, voted[number]),
            added_to_oracle=added[number],
            added_to_mean=drops[number],
            corrected_p=corrected,
        )
        for number, (name, corrected) in enumerate(zip(questions.models, corrected_p_values(drops), strict=True))
    )


def _mean_scores(evidence: Questions, asked: Questions, models: tuple[str, ...]) -> Float64[np.ndarray, " triples"]:
    """Of the uniform mean of these models' distances, each on the scale of its validation margins."""
    return asked.scores(ConstantStrategy("mean", models).fit(evidence).predict(asked).margin)


def _votes(asked: SplitQuestions) -> Float64[np.ndarray, " triples"]:
    """Share of votes for A, NaN where a triple has none."""
    votes_a, votes_b = (
        asked.triples[column].to_numpy(dtype=np.float64, na_value=np.nan) for column in ("votes_a", "votes_b")
    )
    return votes_for_a(votes_a, votes_b)


def _voted(asked: SplitQuestions, scores: Float64[np.ndarray, " triples"]) -> Estimate | None:
    """The estimate of vote-weighted scores, None where no triple has votes."""
    if np.isnan(scores).all():
        return None
    questions = asked.questions
    return vote_estimate(scores, questions.references[questions.positions], questions.rows)
