"""A network trained on classes, by one proxy per class and proxies of groups of classes above them."""

from dataclasses import dataclass
from typing import Literal, get_args

from simlab.training.recipes.picture_recipe import PictureRecipe

ProxyLossName = Literal["anchor", "nca"]
HierarchyName = Literal["none", "folders", "clusters"]


@dataclass(frozen=True, kw_only=True)
class ProxyRecipe(PictureRecipe):
    """Training a network on classes: each picture near the proxy of its class, and near those of the groups above it.

    Yang et al., "Hierarchical Proxy-based Loss for Deep Metric Learning", WACV 2022: L = L_0 + Σ_l weights[l] · L_l,
    L_0 the proxy loss on the classes and L_l the same loss on the groups of level l, whose proxies are the means of
    those below them and are not trained.

    Attributes:
        loss: `anchor` (Kim et al., "Proxy Anchor Loss", CVPR 2020) or `nca` (Movshovitz-Attias et al., "No Fuss
            Distance Metric Learning using Proxies", ICCV 2017; here with the true proxy in the denominator too).
        hierarchy: `none` is the loss on the classes alone; `folders` groups classes as their label paths do; `clusters`
            groups them by k-means on their proxies.
        levels: of groups above the classes, 1 to 8. For `folders` at most so many as the deepest path has.
        clusters: number of groups of each level, from the one above the classes upwards, falling; `clusters` only.
        weights: ω of each level of groups, from the one above the classes upwards, 0 or more. The loss on the classes
            has weight 1.
        refresh: T, steps after which groups (`clusters`) and their proxies are made anew, 1 or more.
        alone: epochs in which the classes' proxies are trained alone, before they are clustered first; `clusters` only.
        alpha: sharpness of `anchor`, above 0 (paper: 32).
        delta: margin of `anchor` in cosine similarity, 0 to 1 (paper: 0.1).
        nca_scale: factor on the negative squared distances, between unit vectors, that `nca` takes the softmax of.
        proxy_rate: learning rate of the proxies as a multiple of the network's, above 0.
        per_class: pictures of each class in a batch, drawn so that all classes come equally often; `batch` is a
            multiple of it. None takes pictures in random order instead.
        validation_classes: share of the training classes, drawn by the seed, that are not trained on; Recall@1 among
            their pictures chooses the epoch. Not used where the study has pictures of split validation. 0 trains on all
            and keeps the last epoch.
    """

    learning_rate: float = 1e-3
    weight_decay: float = 1e-4
    batch: int = 120
    epochs: int = 30
    dimensions: int | None = 64
    loss: ProxyLossName = "anchor"
    hierarchy: HierarchyName = "clusters"
    levels: int = 1
    clusters: tuple[int, ...] = (10,)
    weights: tuple[float, ...] = (0.1,)
    refresh: int = 50
    alone: int = 2
    alpha: float = 32.0
    delta: float = 0.1
    nca_scale: float = 8.0
    proxy_rate: float = 10.0
    per_class: int | None = 4
    validation_classes: float = 0.2

    def __post_init__(self) -> None:
        super().__post_init__()
        self._require(self.loss in get_args(ProxyLossName), "loss", "anchor or nca")
        self._require(self.hierarchy in get_args(HierarchyName), "hierarchy", "none, folders or clusters")
        self._require(1 <= self.levels <= 8, "levels", "1 to 8")
        if self.hierarchy != "none":
            one_each = f"{self.levels} number(s) of 0 or more, one per level"
            self._require(len(self.weights) == self.levels and min(self.weights) >= 0, "weights", one_each)
        if self.hierarchy == "clusters":
            falling = list(self.clusters) == sorted(set(self.clusters), reverse=True)
            self._require(
                len(self.clusters) == self.levels and falling and self.clusters[-1] >= 2,
                "clusters",
                f"{self.levels} falling number(s) of 2 or more, one per level",
            )
        self._require(self.refresh >= 1, "refresh", "1 or more")
        self._require(self.alone >= 0, "alone", "0 or more")
        self._require(self.alpha > 0, "alpha", "above 0")
        self._require(0 <= self.delta <= 1, "delta", "between 0 and 1")
        self._require(self.nca_scale > 0, "nca_scale", "above 0")
        self._require(self.proxy_rate > 0, "proxy_rate", "above 0")
        self._require(self.per_class is None or self.per_class >= 1, "per_class", "1 or more, or left out")
        self._require(self.batch >= 2, "batch", "2 or more")
        self._require(self.batch % (self.per_class or 1) == 0, "batch", f"a multiple of per_class ({self.per_class})")
        self._require(0 <= self.validation_classes < 1, "validation_classes", "0 or more, and below 1")
