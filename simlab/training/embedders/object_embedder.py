"""Free vectors, one per object."""

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import nn


class ObjectEmbedder:
    """One free vector per object, whichever of its images is asked for."""

    def __init__(self, object_of_image: Int[np.ndarray, " images"], dimensions: int, seed: int) -> None:
        """Vectors at random.

        Args:
            object_of_image: per image row the number of its object from 0, or −1 where it has none.
            dimensions: of the vectors.
            seed: of their first values.
        """
        self._object_of_image = torch.from_numpy(np.asarray(object_of_image, dtype=np.int64))
        self.dimensions = dimensions
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.module = nn.Embedding(int(object_of_image.max()) + 1, dimensions)

    def training_vectors(
        self, image_rows: Int[torch.Tensor, " k"], generator: torch.Generator
    ) -> Float[torch.Tensor, "k dimensions"]:
        """The vectors of the images' objects, at unit length."""
        return nn.functional.normalize(self.training_outputs(image_rows, generator), dim=1)

    def training_outputs(
        self, image_rows: Int[torch.Tensor, " k"], generator: torch.Generator
    ) -> Float[torch.Tensor, "k dimensions"]:
        """The vectors of the images' objects."""
        vectors: torch.Tensor = self.module(self._object_of_image[image_rows])
        return vectors

    def vectors(self, image_rows: Int[np.ndarray, " k"]) -> Float[np.ndarray, "k dimensions"]:
        """The vectors of the images' objects, at unit length."""
        with torch.inference_mode():
            rows = torch.from_numpy(np.asarray(image_rows, dtype=np.int64))
            vectors = nn.functional.normalize(self.module(self._object_of_image[rows]), dim=1)
        result: np.ndarray = vectors.numpy()
        return result
