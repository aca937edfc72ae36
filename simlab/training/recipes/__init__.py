"""Every setting of a training run, in one frozen dataclass per recipe that is stored with the checkpoint."""

from simlab.training.recipes.contrastive_recipe import ContrastiveRecipe
from simlab.training.recipes.cs_recipe import CSRecipe
from simlab.training.recipes.loop_recipe import LoopRecipe, Schedule
from simlab.training.recipes.ordinal_recipe import OrdinalRecipe
from simlab.training.recipes.picture_recipe import PictureRecipe
from simlab.training.recipes.proxy_recipe import HierarchyName, ProxyLossName, ProxyRecipe
from simlab.training.recipes.triplet_recipe import RankingInputs, TripletRecipe
from simlab.training.recipes.view_recipe import ViewRecipe

__all__ = [
    "CSRecipe",
    "ContrastiveRecipe",
    "HierarchyName",
    "LoopRecipe",
    "OrdinalRecipe",
    "PictureRecipe",
    "ProxyLossName",
    "ProxyRecipe",
    "RankingInputs",
    "Schedule",
    "TripletRecipe",
    "ViewRecipe",
]
