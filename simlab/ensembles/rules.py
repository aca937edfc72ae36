"""What to do with a triple whose reference lies in a region: which models answer, and how much each counts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from simlab.errors import DesignError

RuleKind = Literal["model", "weights", "vote", "best", "credibility"]
RULE_KINDS: tuple[RuleKind, ...] = get_args(RuleKind)
LEARNED_KINDS: tuple[RuleKind, ...] = ("best", "credibility")
"""Those that choose among the members of the ensemble, by validation answers, and so name no models."""


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        kind: `model` (one model answers), `weights` (weighted distances on one scale), `vote` (each model has one
            vote), `best` (the member with the highest validation accuracy in the region answers) or `credibility`
            (members weigh by their accuracy near the reference, as the region's references show it).
        weights: model name → weight; one model of weight 1 for `model`, weights above 0 for `weights`, the voters
            for `vote`, and nothing for `best` and `credibility`.
    """

    kind: RuleKind
    weights: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        names = [name for name, _ in self.weights]
        if self.kind not in RULE_KINDS:
            raise DesignError(f"{self.kind!r} is no rule; the rules are {', '.join(RULE_KINDS)}.")
        if len(set(names)) < len(names):
            raise DesignError(f"A {self.kind!r} rule names a model twice ({', '.join(names)}). Name each once.")
        if not all(math.isfinite(weight) and weight >= 0 for _, weight in self.weights):
            raise DesignError(f"Weights must be finite and not negative; found {dict(self.weights)}.")
        if self.kind == "model" and len(names) != 1:
            raise DesignError(f"A 'model' rule names exactly one model; this one names {len(names)}.")
        if self.kind == "vote" and not names:
            raise DesignError("A 'vote' rule names at least one model; this one names none.")
        total = sum(weight for _, weight in self.weights)
        if self.kind == "weights" and not total > 0:
            raise DesignError("The weights of this rule are all 0. Give one of its models a weight above 0.")
        if not math.isfinite(total):
            raise DesignError(f"The sum of these weights is too large to compute with; found {dict(self.weights)}.")
        if self.kind in ("model", "vote") and any(weight != 1 for _, weight in self.weights):
            raise DesignError(
                f"A {self.kind!r} rule gives each of its models weight 1; found {dict(self.weights)}. "
                "Use a 'weights' rule for models that count differently."
            )
        if self.learned and names:
            raise DesignError(f"A {self.kind!r} rule names no models: it chooses among the members of the ensemble.")

    @property
    def learned(self) -> bool:
        """Whether it chooses from validation answers."""
        return self.kind in LEARNED_KINDS

    @property
    def models(self) -> tuple[str, ...]:
        """The models it names."""
        return tuple(name for name, _ in self.weights)

    @property
    def text(self) -> str:
        """The rule for people."""
        match self.kind:
            case "model":
                return self.models[0]
            case "weights":
                total = sum(weight for _, weight in self.weights)
                return " + ".join(f"{weight / total:.0%} {name}" for name, weight in self.weights if weight > 0)
            case "vote":
                return f"vote of {', '.join(self.models)}"
            case "best":
                return "best on validation"
            case "credibility":
                return "credibility map inside"

    def to_json(self) -> dict[str, Any]:
        """As JSON; `from_json` gives an equal rule."""
        return {"kind": self.kind, "weights": dict(self.weights)}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Rule":
        """The rule that `to_json` wrote.

        Raises:
            DesignError: it is not one.
        """
        try:
            weights = tuple((str(name), float(weight)) for name, weight in content["weights"].items())
            return cls(content["kind"], weights)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise DesignError(f"A rule must have 'kind' and 'weights' ({error}); found {content!r}.") from None


def one_model(name: str) -> Rule:
    """That model answers."""
    return Rule("model", ((name, 1.0),))


def vote_of(names: Sequence[str]) -> Rule:
    """Each of these models has one vote."""
    return Rule("vote", tuple((name, 1.0) for name in names))


def uniform_mean_of(names: Sequence[str]) -> Rule:
    """Distances of these models, on one scale, averaged."""
    return Rule("weights", tuple((name, 1.0) for name in names))


BEST = Rule("best")
CREDIBILITY = Rule("credibility")
