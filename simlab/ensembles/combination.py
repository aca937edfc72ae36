"""From weights per reference to one margin per triple.

Distances of different models have different spreads, so each is divided by the standard deviation of its model's
validation margins before they are averaged. Distances enter linearly, so margins may be averaged in their place:

    margin[t] = Σ_m w[r(t), m] · margin[m, t] / s[m]        weights of each reference sum to 1
    margin[t] = Σ_m sign(margin[m, t]) / M                  where the rule is a vote of M models
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64, Int

from simlab.ensembles.questions import Questions
from simlab.errors import DesignError


@dataclass(frozen=True, eq=False)
class Assignment:
    """What an ensemble does with each reference.

    Attributes:
        weights: not negative; each reference's sum to 1.
        votes: whether the reference's triples are voted on instead of averaged: every model of a weight above 0 has
            one vote.
        regions: per reference an index into `region_names`.
        region_names: for people; the fallback is the last.
    """

    weights: Float64[np.ndarray, "references models"]
    votes: Bool[np.ndarray, " references"]
    regions: Int[np.ndarray, " references"]
    region_names: tuple[str, ...]

    @classmethod
    def everywhere(cls, weights: Float64[np.ndarray, " models"], n_references: int, *, vote: bool) -> "Assignment":
        """The same weights for every reference."""
        return cls(
            weights=np.tile(weights / weights.sum(), (n_references, 1)),
            votes=np.full(n_references, vote),
            regions=np.zeros(n_references, dtype=np.int64),
            region_names=("everywhere",),
        )

    @classmethod
    def of_weights(cls, weights: Float64[np.ndarray, "references models"]) -> "Assignment":
        """Weights that differ between references, without regions and votes."""
        nowhere = np.zeros(len(weights), dtype=np.int64)
        return cls(weights, np.zeros(len(weights), dtype=bool), nowhere, ("everywhere",))


@dataclass(frozen=True, eq=False)
class Prediction:
    """What an ensemble answers.

    Attributes:
        margin: per triple, positive where it finds A closer, exactly 0 where it cannot say.
        assignment: why.
    """

    margin: Float64[np.ndarray, " triples"]
    assignment: Assignment


def margin_scales(questions: Questions) -> Float64[np.ndarray, " models"]:
    """Standard deviation of each model's margins; 1 for a model whose margins are all equal, or of no triples."""
    deviations = questions.margin_deviations
    return np.where(deviations > 0, deviations, 1.0)


def combine(questions: Questions, assignment: Assignment, scales: Float64[np.ndarray, " models"]) -> Prediction:
    """The margin of the ensemble on every triple (Liao & Chen 2024, section 4, on one scale).

    Votes are counted before they are divided, so that as many for A as for B give a margin of exactly 0.

    Raises:
        DesignError: some reference has no weight at all.
    """
    totals = assignment.weights.sum(axis=1)
    if not (totals > 0).all():
        uncovered = np.flatnonzero(~(totals > 0))
        names = {assignment.region_names[index] for index in assignment.regions[uncovered]}
        raise DesignError(
            f"{len(uncovered):,} of {len(totals):,} references receive zero total weight "
            f"(in {', '.join(sorted(names))}). Give one model a weight above 0 there."
        )
    any_vote, all_vote = bool(assignment.votes.any()), bool(assignment.votes.all())
    voted = assignment.votes[questions.positions]
    voters = assignment.weights > 0
    shares = np.where(assignment.votes[:, None], voters, assignment.weights) if any_vote else assignment.weights
    margin = np.zeros(len(questions))
    for number, scale in enumerate(scales):
        share = shares[:, number]
        if not share.any():
            continue
        said = questions.margins[number] / scale
        if any_vote:
            said = np.sign(said) if all_vote else np.where(voted, np.sign(said), said)
        margin += share[questions.positions] * said
    if any_vote:
        margin /= np.where(assignment.votes, voters.sum(axis=1), 1)[questions.positions]
    return Prediction(margin, assignment)
