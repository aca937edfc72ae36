"""Random views of a batch of pictures, each picture its own, from one generator on the processor."""

from simlab.training.augmentation.views import augmented

__all__ = ["augmented"]
