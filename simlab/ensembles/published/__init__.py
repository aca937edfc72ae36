"""The ensemble of Liao & Chen (KDD 2024) exactly as its authors' code computes it, faults included.

For comparison with published figures only; `simlab.ensembles.credibility` is what to use. Arrays in, arrays out:
nothing here knows a workspace.
"""

from simlab.ensembles.published.answers import PublishedAnswers
from simlab.ensembles.published.grid import CELLS, WINDOW, AccuracyGrid, PublishedMode, published_weights
from simlab.ensembles.published.mlp_gate import mlp_weights
from simlab.ensembles.published.projection import PublishedProjection
from simlab.ensembles.published.strategy import GATE_COMPONENTS, PublishedStrategy

__all__ = [
    "CELLS",
    "GATE_COMPONENTS",
    "WINDOW",
    "AccuracyGrid",
    "PublishedAnswers",
    "PublishedMode",
    "PublishedProjection",
    "PublishedStrategy",
    "mlp_weights",
    "published_weights",
]
