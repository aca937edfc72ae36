"""Models from answers and pictures: recipes, losses, the one training loop. torch is imported when training begins."""

from simlab.training.history import EpochRecord, read_history
from simlab.training.order import TrainingResult
from simlab.training.pretrain import train_contrastive
from simlab.training.recipes import ContrastiveRecipe, CSRecipe, OrdinalRecipe, ProxyRecipe, TripletRecipe
from simlab.training.train import train_cs, train_global, train_ordinal
from simlab.training.train_classes import train_proxy

__all__ = [
    "CSRecipe",
    "ContrastiveRecipe",
    "EpochRecord",
    "OrdinalRecipe",
    "ProxyRecipe",
    "TrainingResult",
    "TripletRecipe",
    "read_history",
    "train_contrastive",
    "train_cs",
    "train_global",
    "train_ordinal",
    "train_proxy",
]
