"""What is said of the best model of every region of a design."""

from dataclasses import dataclass
from typing import Any

from simlab.ensembles import Rule, one_model
from simlab.ensembles.suggestions import FEWEST_JUDGING, Standing
from simlab.evaluation import Difference
from simlab.evaluation.wording import difference_text
from simlab.studies.ensemble_evaluation import difference_json


@dataclass(frozen=True)
class RegionBest:
    """One region, or the fallback.

    Attributes:
        id: of the region; "fallback" for the fallback.
        name: for people.
        now: the rule there.
        leader: the member with the most right answers there.
        standing: whether it can be told apart; see `Leader`.
        against: the member it is hardest to tell apart from; None where that is what answers there now.
        lead: of the leader over `against`, corrected for all comparisons; None for too few references.
        gain: what it gains there to let the leader answer, cross-fitted: the leader is chosen anew without the
            references that it is judged on. None for too few references.
        n_references: with a scored triple in the region.
        n_triples: their scored triples.
    """

    id: str
    name: str
    now: Rule
    leader: str
    standing: Standing
    against: str | None
    lead: Difference | None
    gain: Difference | None
    n_references: int
    n_triples: int

    @property
    def proposed(self) -> Rule | None:
        """The rule that is proposed; None where the present one stays."""
        return one_model(self.leader) if self.standing == "best" else None

    @property
    def account(self) -> str:
        """Why this is proposed, or why the present rule stays, in words."""
        if self.standing == "few":
            return f"stays: {self.n_references} references, too few to tell (at least {FEWEST_JUDGING})"
        assert self.lead is not None
        said = difference_text(self.lead)
        if self.leads_already:
            apart = "told apart from all others" if self.against is None else f"over {self.against} by {said}"
            return f"stays: {self.leader} leads already, {apart}"
        if self.standing == "rivals":
            return f"stays: {self.leader} leads {self.against} by {said}"
        if self.standing == "present":
            return f"stays: {self.leader} leads all others, and what answers now by {said}"
        return f"{self.leader} is told apart from all others"

    @property
    def leads_already(self) -> bool:
        """Whether the leader is what answers there now."""
        return self.now == one_model(self.leader)

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        return {
            "id": self.id,
            "region": self.name,
            "now": self.now.to_json(),
            "proposed": self.proposed.to_json() if self.proposed else None,
            "leader": self.leader,
            "standing": self.standing,
            "against": self.against,
            "lead": difference_json(self.lead) if self.lead else None,
            "gain": difference_json(self.gain) if self.gain else None,
            "n_references": self.n_references,
            "n_triples": self.n_triples,
            "account": self.account,
        }


@dataclass(frozen=True)
class BestRules:
    """All regions of a design.

    Attributes:
        regions: in priority order, the fallback last.
        n_comparisons: differences that were looked at, which all are corrected for.
        together: what the whole ensemble gains by all that is proposed, cross-fitted; None where nothing is.
    """

    regions: tuple[RegionBest, ...]
    n_comparisons: int
    together: Difference | None

    @property
    def proposed(self) -> tuple[RegionBest, ...]:
        """The regions in which another rule is proposed."""
        return tuple(region for region in self.regions if region.proposed)

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        return {
            "n_comparisons": self.n_comparisons,
            "together": difference_json(self.together) if self.together else None,
            "regions": [region.to_json() for region in self.regions],
        }
