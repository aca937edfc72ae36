"""Gates: from the features of a reference to the models to trust before it."""

from simlab.ensembles.gates.calibrated import CalibratedGate
from simlab.ensembles.gates.mlp import MLPGate

__all__ = ["CalibratedGate", "MLPGate"]
