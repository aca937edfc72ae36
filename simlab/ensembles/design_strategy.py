"""The analytical ensemble: a drawn design as a strategy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64, Int

from simlab.ensembles.combination import Assignment, Prediction, combine, margin_scales
from simlab.ensembles.constant_strategies import best_member, member_mask
from simlab.ensembles.credibility.inside import CredibilityInside
from simlab.ensembles.membership import Membership
from simlab.ensembles.questions import Questions
from simlab.ensembles.region import FALLBACK
from simlab.ensembles.region_design import Design
from simlab.ensembles.rules import Rule
from simlab.errors import DesignError

MembershipOf = Callable[[np.ndarray], Membership]


@dataclass(frozen=True, eq=False)
class FittedDesign:
    """A design whose learned rules have seen the answers.

    Attributes:
        design: as drawn.
        membership_of: gives the membership of references on the design's map.
        weights: per region, and last for the fallback, the models' weights; each row sums to 1. For a credibility map,
            those of its references taken together.
        scales: see `margin_scales`.
        credibility: the credibility maps, by number of region; the weights of their references differ.
    """

    design: Design
    membership_of: MembershipOf
    weights: Float64[np.ndarray, "regions models"]
    scales: Float64[np.ndarray, " models"]
    credibility: Mapping[int, CredibilityInside]

    def assign(self, references: Int[np.ndarray, " references"]) -> Assignment:
        """See `FittedStrategy.assign`."""
        membership = self.membership_of(references)
        regions = membership.of_design(self.design)
        votes = np.array([rule.kind == "vote" for rule in _rules(self.design)])
        names = (*(region.name for region in self.design.regions), FALLBACK)
        weights = self.weights[regions]
        for index, found in self.credibility.items():
            here = regions == index
            weights[here] = found.weights(membership.coordinates[here])
        return Assignment(weights, votes[regions], regions, names)

    def predict(self, questions: Questions) -> Prediction:
        """See `FittedStrategy.predict`."""
        return combine(questions, self.assign(questions.references), self.scales)


@dataclass(frozen=True)
class DesignStrategy:
    """A design as a strategy.

    Attributes:
        design: as drawn.
        membership_of: gives the membership of references (image rows) on the design's map.
        members: who may be chosen by learned rules; empty for all models at hand.
        name: as on the command line.
    """

    design: Design
    membership_of: MembershipOf
    members: tuple[str, ...] = ()
    name: str = "design"

    @property
    def learned(self) -> bool:
        """Whether some rule chooses from answers."""
        return self.design.learned

    def fit(self, evidence: Questions) -> FittedDesign:
        """See `Strategy.fit`.

        Raises:
            DesignError: a rule names a model that is not at hand.
        """
        rules = _rules(self.design)
        weights = np.zeros((len(rules), len(evidence.models)))
        credibility: dict[int, CredibilityInside] = {}
        if self.learned:
            membership = self.membership_of(evidence.references)
            regions, members = membership.of_design(self.design), member_mask(evidence, self.members)
        for index, rule in enumerate(rules):
            if rule.kind == "best":
                weights[index, best_member(evidence, members, regions == index)] = 1.0
            elif rule.kind == "credibility":
                found = CredibilityInside.fit(evidence, membership.coordinates, members, regions == index)
                weights[index] = members / members.sum() if found is None else found.overall
                credibility |= {} if found is None else {index: found}
            else:
                weights[index] = self._named(rule, index, evidence)
        return FittedDesign(self.design, self.membership_of, weights, margin_scales(evidence), credibility)

    def _named(self, rule: Rule, index: int, evidence: Questions) -> Float64[np.ndarray, " models"]:
        """Weights of a rule that names its models."""
        unknown = [name for name in rule.models if name not in evidence.models]
        if unknown:
            where_named = self.design.regions[index].name if index < len(self.design.regions) else FALLBACK
            raise DesignError(
                f"The rule of {where_named!r} names {', '.join(unknown)}, which this workspace has no vectors for. "
                "Choose another model there, or embed the images with it."
            )
        weights = np.zeros(len(evidence.models))
        for name, weight in rule.weights:
            weights[evidence.models.index(name)] = weight
        weights /= weights.sum()
        return weights


def _rules(design: Design) -> list[Rule]:
    return [*(region.rule for region in design.regions), design.fallback]
