"""Models weighed by how credible they are about references like the one at hand."""

from simlab.ensembles.credibility.inside import CredibilityInside
from simlab.ensembles.credibility.layer import EMPTY, UNDECIDED, CredibilityLayer
from simlab.ensembles.credibility.neighbours import NEIGHBOURS, FittedNeighbours, NeighbourStrategy
from simlab.ensembles.credibility.strategy import AXES, REACH, CredibilityStrategy, FittedCredibility
from simlab.ensembles.credibility.weighing import THRESHOLD, CredibilityMode, credibility_weights

__all__ = [
    "AXES",
    "EMPTY",
    "NEIGHBOURS",
    "REACH",
    "THRESHOLD",
    "UNDECIDED",
    "CredibilityInside",
    "CredibilityLayer",
    "CredibilityMode",
    "CredibilityStrategy",
    "FittedCredibility",
    "FittedNeighbours",
    "NeighbourStrategy",
    "credibility_weights",
]
