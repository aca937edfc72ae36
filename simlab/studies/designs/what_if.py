"""What a design would be worth with another rule in one place, before the rule is chosen.

A rule that names its models is answered anew on the triples of its place alone; all others keep their answer. Where a
rule chooses from answers, before or after, both sides are cross-fitted, so that it is not praised for what it has seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64

from simlab.ensembles import FALLBACK, Assignment, Design, Questions, Rule, combine, margin_scales
from simlab.errors import DesignError
from simlab.evaluation import Difference, Estimate, estimate_from_counts
from simlab.studies.designs.session import DesignSession
from simlab.studies.ensemble_evaluation import estimate_of


@dataclass(frozen=True)
class RuleOutcome:
    """What one rule would do in one place of a design.

    Attributes:
        rule: the one asked about.
        accuracy: of the whole ensemble.
        change: of that accuracy against the design as it is, paired by triple; without a p-value.
        inside: the ensemble's accuracy on the references of the place.
        cross_fitted: accuracy and change stand on references that had no part in what was learned. False for a design
            that learns nothing, and for one that does on too few references to hold some back.
    """

    rule: Rule
    accuracy: Estimate
    change: Difference
    inside: Estimate
    cross_fitted: bool


def rule_outcomes(
    session: DesignSession, design: Design, target: str, rules: Sequence[Rule]
) -> tuple[RuleOutcome, ...]:
    """What each of these rules would do, in their order.

    Args:
        session: with every model that the rules name.
        design: as it is.
        target: id of a region, or "fallback".
        rules: to try there.

    Raises:
        NotFoundError: the design has no such region.
        DesignError: a rule names a model that is not at hand.
    """
    now = session.judged(design)
    place = len(design.regions) if target == FALLBACK else design.regions.index(design.region(target))
    inside = now.regions == place
    questions = session.asked.questions
    here = questions.restricted(inside)
    scales = margin_scales(session.drawing.questions)
    triples = inside[questions.positions]
    outcomes = []
    for rule in rules:
        changed = design.with_rule(target, rule)
        if rule.learned or (design.learned and rule.kind == "weights"):
            scores = session.judged(changed).honest
        else:
            scores = now.honest.copy()
            scores[triples] = _scores_of(rule, here, scales)
        outcomes.append(
            RuleOutcome(
                rule=rule,
                accuracy=estimate_of(session.asked, scores),
                change=session.difference(scores, now.honest),
                inside=_estimate_inside(questions, scores, inside),
                cross_fitted=changed.learned and session.can_cross_fit,
            )
        )
    return tuple(outcomes)


def _scores_of(rule: Rule, here: Questions, scales: Float64[np.ndarray, " models"]) -> Float64[np.ndarray, " triples"]:
    """Of a rule that names its models, on the triples of its place."""
    unknown = [name for name in rule.models if name not in here.models]
    if unknown:
        raise DesignError(f"There are no vectors of {', '.join(unknown)} at hand. Embed the images with it first.")
    weights = np.zeros(len(here.models))
    for name, weight in rule.weights:
        weights[here.models.index(name)] = weight
    assignment = Assignment.everywhere(weights, len(here.references), vote=rule.kind == "vote")
    return here.scores(combine(here, assignment, scales).margin)


def _estimate_inside(
    questions: Questions, scores: Float64[np.ndarray, " triples"], inside: Bool[np.ndarray, " references"]
) -> Estimate:
    return estimate_from_counts(questions.right_per_reference(scores)[inside], questions.answered[inside])
