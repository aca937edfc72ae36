"""Free vectors fitted to answers, without pictures."""

from dataclasses import dataclass

from simlab.training.recipes.triplet_recipe import TripletRecipe


@dataclass(frozen=True, kw_only=True)
class OrdinalRecipe(TripletRecipe):
    """Fitting one free vector per object to the answers, without looking at any picture.

    Attributes:
        dimensions: of the vectors.
    """

    dimensions: int = 8
    learning_rate: float = 0.03
    weight_decay: float = 1.0
    epochs: int = 40
    ranking_weight: float = 0.0
    triplet_weight: float = 0.0
    stochastic_weight: float = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        self._require(self.dimensions >= 2, "dimensions", "2 or more")
