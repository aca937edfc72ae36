"""Ways to combine models: drawn regions with rules, and strategies that need no drawing."""

from simlab.ensembles.combination import Assignment, Prediction, combine, margin_scales
from simlab.ensembles.constant_strategies import ConstantName, ConstantStrategy
from simlab.ensembles.cross_fitting import CrossFitting, cross_fitted_margin
from simlab.ensembles.design_strategy import DesignStrategy
from simlab.ensembles.geometry import points_inside, region_shape
from simlab.ensembles.membership import Membership
from simlab.ensembles.questions import Questions
from simlab.ensembles.region import FALLBACK, Region
from simlab.ensembles.region_design import Design, design_from_json
from simlab.ensembles.rules import (
    BEST,
    CREDIBILITY,
    RULE_KINDS,
    Rule,
    RuleKind,
    one_model,
    uniform_mean_of,
    vote_of,
)
from simlab.ensembles.stacking import StackingStrategy
from simlab.ensembles.strategy import Explained, FittedStrategy, Grounds, Strategy

__all__ = [
    "BEST",
    "CREDIBILITY",
    "FALLBACK",
    "RULE_KINDS",
    "Assignment",
    "ConstantName",
    "ConstantStrategy",
    "CrossFitting",
    "Design",
    "DesignStrategy",
    "Explained",
    "FittedStrategy",
    "Grounds",
    "Membership",
    "Prediction",
    "Questions",
    "Region",
    "Rule",
    "RuleKind",
    "StackingStrategy",
    "Strategy",
    "combine",
    "cross_fitted_margin",
    "design_from_json",
    "margin_scales",
    "one_model",
    "points_inside",
    "region_shape",
    "uniform_mean_of",
    "vote_of",
]
