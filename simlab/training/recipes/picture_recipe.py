"""What all training on pictures shares: the network, beside the views it is shown."""

from dataclasses import dataclass

from simlab.training.recipes.view_recipe import ViewRecipe


@dataclass(frozen=True, kw_only=True)
class PictureRecipe(ViewRecipe):
    """The network to be trained.

    Attributes:
        backbone: a name that timm knows, at random weights.
        size: side of its square input in pixels.
        dimensions: of a linear head on its features, None for the features themselves.
    """

    backbone: str = "test_resnet"
    size: int = 64
    dimensions: int | None = None
