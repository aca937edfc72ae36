"""Distances, margins, accuracy, intervals and comparisons: what a model says, and how sure its figures are."""

from simlab.evaluation.accuracy import PerReferenceAccuracy, ReferenceCounts, per_reference_accuracy
from simlab.evaluation.comparisons import Difference, holm, paired_difference
from simlab.evaluation.cross_validation import reference_folds
from simlab.evaluation.distance_table import DistanceTable, distance_table
from simlab.evaluation.distances import ImageVectors, PairIndex, pair_distances, triple_distances
from simlab.evaluation.intervals import Estimate, accuracy_estimate, estimate_from_counts
from simlab.evaluation.scores import choice_sign, listed_first_score, margins, score, score_signs

__all__ = [
    "Difference",
    "DistanceTable",
    "Estimate",
    "ImageVectors",
    "PairIndex",
    "PerReferenceAccuracy",
    "ReferenceCounts",
    "accuracy_estimate",
    "choice_sign",
    "distance_table",
    "estimate_from_counts",
    "holm",
    "listed_first_score",
    "margins",
    "pair_distances",
    "paired_difference",
    "per_reference_accuracy",
    "reference_folds",
    "score",
    "score_signs",
    "triple_distances",
]
