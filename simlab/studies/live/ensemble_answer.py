"""An ensemble's answer to a question, and why."""

from dataclasses import dataclass
from typing import Any

from simlab.ensembles import Grounds
from simlab.studies.explanations.surroundings import Placement


@dataclass(frozen=True, eq=False)
class LiveEnsemble:
    """What an ensemble says, or why it says nothing.

    Attributes:
        subject: its key: the name of a strategy, or `design:NAME`.
        label: for people.
        distances: Σ_m w_m d_m / s_m for each candidate, with the margin deviations s of the study; of a vote, the mean
            share of the other candidates that a voter finds nearer. None where it has no answer.
        order: numbers of the candidates, the nearest first.
        margin: of two candidates positive where A is nearer, as in the study; of more, by how much the second nearest
            is farther than the nearest. None where there is no answer.
        weights: of every model that it needs, summing to 1; empty where even these are unknown.
        votes: for each candidate how many models of a weight above 0 find it nearest; equally near ones share.
        vote: the answer is a vote of these models, instead of their mean distance.
        region: of a design, the name of the region that the reference falls in ("fallback" for none); of a strategy
            that looks at the reference, where it falls, in words; "everywhere" of others.
        region_id: of a design, "fallback" for none; "" of a strategy.
        rule: what is done there, in words.
        chosen: the model that a `best` rule has chosen there, None of others.
        place: on the map of the design; None of a strategy, or where it has none.
        map_id: of a design, "" of a strategy.
        placement: of a design, how the reference came to its place and how far that can be believed.
        grounds: what the weights stand on, where something is counted or predicted there.
        novelty: mean distance of the reference to the five validation references nearest to it, in the feature space
            that the ensemble looks at; None where it looks at none, or that is not known.
        novelty_limit: what 99 of 100 validation references do not exceed themselves.
        in_sample: it has learned from the answers to this very reference.
        problem: why there is no answer, and what to do; "" where there is one.
    """

    subject: str
    label: str
    distances: tuple[float, ...] | None = None
    order: tuple[int, ...] = ()
    margin: float | None = None
    weights: tuple[tuple[str, float], ...] = ()
    votes: tuple[float, ...] = ()
    vote: bool = False
    region: str = ""
    region_id: str = ""
    rule: str = ""
    chosen: str | None = None
    place: tuple[float, float] | None = None
    map_id: str = ""
    placement: Placement | None = None
    grounds: Grounds | None = None
    novelty: float | None = None
    novelty_limit: float | None = None
    in_sample: bool = False
    problem: str = ""

    @property
    def nearest(self) -> int | None:
        """Number of the nearest candidate; None where it cannot say, or there is no answer."""
        return self.order[0] if self.margin else None

    @property
    def supported(self) -> bool | None:
        """Whether there are validation references like it; None where that is not known, or does not matter."""
        if self.novelty is None or self.novelty_limit is None:
            return None
        return self.novelty <= self.novelty_limit

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        return {
            "ensemble": self.subject,
            "label": self.label,
            "distances": None if self.distances is None else list(self.distances),
            "order": list(self.order),
            "nearest": self.nearest,
            "margin": self.margin,
            "weights": dict(self.weights),
            "votes": list(self.votes),
            "vote": self.vote,
            "region": self.region,
            "rule": self.rule,
            "chosen": self.chosen,
            "place": None if self.place is None else list(self.place),
            "map": self.map_id or None,
            "placement": None if self.placement is None else self.placement.to_json(),
            "novelty": self.novelty,
            "novelty_limit": self.novelty_limit,
            "supported": self.supported,
            "in_sample": self.in_sample,
            "problem": self.problem,
        }
