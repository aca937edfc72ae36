"""A network trained on pictures alone, by two views of each."""

from dataclasses import dataclass

from simlab.training.recipes.picture_recipe import PictureRecipe


@dataclass(frozen=True, kw_only=True)
class ContrastiveRecipe(PictureRecipe):
    """Training a network on pictures alone: two views of one image shall be alike, those of two images not.

    Chen et al., "A simple framework for contrastive learning of visual representations", ICML 2020 (SimCLR). A batch
    counts images, each in two views; every other view of the batch is a negative. Colours are changed by default,
    since crops alone can be told apart by their colours (their section 3.2); strengths are half the paper's, as it has
    them for small pictures, without its grey and blurred views.

    With tuning=head a head learns on the features of a frozen backbone, or of several, which are computed once for
    `views` random views of each picture.

    Attributes:
        projection: outputs of the projection head FC-ReLU-FC that the loss looks at. It serves training only and is
            thrown away (their section 4.2); its inner layer is as wide as the network's output. None lets the loss look
            at the network's output itself, as where a head on a frozen backbone is what is wanted.
        temperature: of the loss, in units of cosine similarity; the lower, the more the nearest negatives count.
        held_out: share of the images, above 0 and at most 0.5, that is kept out of training to choose the epoch by; 2
            to 512 of them. More make the choice surer where there are few.
    """

    learning_rate: float = 1e-3
    weight_decay: float = 1e-4
    batch: int = 256
    epochs: int = 50
    crop_scale: tuple[float, float] = (0.2, 1.0)
    brightness: float = 0.4
    contrast: float = 0.4
    saturation: float = 0.4
    hue: float = 0.1
    projection: int | None = 128
    temperature: float = 0.2
    held_out: float = 0.05

    def __post_init__(self) -> None:
        super().__post_init__()
        self._require(self.batch >= 2, "batch", "2 or more, since the other images of a batch are the negatives")
        self._require(self.projection is None or self.projection >= 2, "projection", "2 or more, or left out")
        self._require(self.temperature > 0, "temperature", "above 0")
        self._require(0 < self.held_out <= 0.5, "held_out", "above 0 and at most 0.5")
        self._require(
            self.tuning != "head" or self.views >= 2,
            "views",
            "2 or more when tuning is head, since two views of each picture are compared",
        )
