"""What all training on answered triples shares: the weights of the loss."""

from dataclasses import dataclass
from typing import Literal, get_args

from simlab.training.recipes.loop_recipe import LoopRecipe

RankingInputs = Literal["concatenation", "interaction"]


@dataclass(frozen=True, kw_only=True)
class TripletRecipe(LoopRecipe):
    """What all training on answered triples shares: the weights of the loss.

    loss = ranking_weight · cross-entropy of the ranking block + triplet_weight · class-margin triplet loss (Liao &
    Chen, KDD 2024) + stochastic_weight · stochastic triplet loss (van der Maaten & Weinberger, MLSP 2012).

    A batch counts triples; each of its images is embedded once, however many of them it serves.

    Attributes:
        ranking_weight: of the ranking block's cross-entropy (paper: 1).
        triplet_weight: of the class-margin triplet loss (paper: 0.1).
        stochastic_weight: of the stochastic triplet loss (paper: none).
        temperature: the difference of cosine distances that the stochastic triplet loss takes as odds of e to 1.
        ranking_inputs: what the ranking block sees: `concatenation` [f(R); f(A); f(B)] as in the paper, or
            `interaction`, which appends f(R)∘f(A) and f(R)∘f(B), without which a linear block cannot let the
            candidates' rank depend on the reference.
    """

    ranking_weight: float = 1.0
    triplet_weight: float = 0.1
    stochastic_weight: float = 0.0
    temperature: float = 0.1
    ranking_inputs: RankingInputs = "concatenation"

    def __post_init__(self) -> None:
        super().__post_init__()
        weights = (self.ranking_weight, self.triplet_weight, self.stochastic_weight)
        for name, weight in zip(("ranking_weight", "triplet_weight", "stochastic_weight"), weights, strict=True):
            self._require(weight >= 0, name, "0 or more")
        self._require(
            self.triplet_weight + self.stochastic_weight + self.ranking_weight > 0,
            "ranking_weight",
            "above 0 when the other terms have weight 0",
        )
        self._require(self.temperature > 0, "temperature", "above 0")
        self._require(self.ranking_inputs in get_args(RankingInputs), "ranking_inputs", "concatenation or interaction")
