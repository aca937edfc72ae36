"""A fitted ensemble that is asked about one reference by its vector, whatever image row it is asked with."""

from dataclasses import replace

import numpy as np
from jaxtyping import Float, Float64

from simlab.ensembles import FittedStrategy, Membership
from simlab.ensembles.credibility import FittedCredibility, FittedNeighbours
from simlab.ensembles.design_strategy import FittedDesign
from simlab.ensembles.gates.calibrated import FittedCalibratedGate
from simlab.ensembles.gates.mlp import FittedMLPGate
from simlab.ensembles.reference_features import FeaturesOf


def at_place(fitted: FittedDesign, place: Float64[np.ndarray, "2"]) -> FittedDesign:
    """The design, asked about a reference at this place on its map."""
    return replace(fitted, membership_of=lambda rows: Membership(np.tile(place, (len(rows), 1))))


def with_features(fitted: FittedStrategy, vector: Float[np.ndarray, " dimensions"]) -> FittedStrategy:
    """The strategy, asked about a reference of these features; one that looks at none is given back as it is."""

    def features_of(rows: np.ndarray) -> np.ndarray:
        return np.tile(vector, (len(rows), 1))

    return _swapped(fitted, features_of)


def _swapped(fitted: FittedStrategy, features_of: FeaturesOf) -> FittedStrategy:
    if isinstance(fitted, FittedCredibility):
        return replace(fitted, strategy=replace(fitted.strategy, features_of=features_of))
    if isinstance(fitted, FittedNeighbours):
        return replace(fitted, strategy=replace(fitted.strategy, features_of=features_of))
    if isinstance(fitted, FittedMLPGate):
        return replace(fitted, gate=replace(fitted.gate, features_of=features_of))
    if isinstance(fitted, FittedCalibratedGate):
        return replace(fitted, gate=replace(fitted.gate, features_of=features_of))
    return fitted
