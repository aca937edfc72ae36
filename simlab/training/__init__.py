"""Models from answers: recipes, losses, the one training loop. torch is imported when training begins."""

from simlab.training.history import EpochRecord, read_history
from simlab.training.recipe import CSRecipe, OrdinalRecipe, TripletRecipe
from simlab.training.train import TrainingResult, train_cs, train_global, train_ordinal

__all__ = [
    "CSRecipe",
    "EpochRecord",
    "OrdinalRecipe",
    "TrainingResult",
    "TripletRecipe",
    "read_history",
    "train_cs",
    "train_global",
    "train_ordinal",
]
