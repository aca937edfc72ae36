"""A head on a frozen network, whose features of every picture are computed once."""

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import nn
from torch.nn.functional import normalize

from simlab.encoders.embedding_network import EmbeddingNetwork
from simlab.training.embedders.cached_features import CachedFeatures


class FeatureEmbedder:
    """A head on features: those of random views in training, of the plain picture otherwise."""

    def __init__(self, network: EmbeddingNetwork, features: CachedFeatures, device: torch.device) -> None:
        self.network = network.to(device)
        self.module: nn.Module = network
        self.dimensions = network.dimensions
        self._features, self._device = features, device

    def training_vectors(
        self, image_rows: Int[torch.Tensor, " k"], generator: torch.Generator
    ) -> Float[torch.Tensor, "k dimensions"]:
        """One of the kept views of each image through the head, at unit length."""
        return normalize(self.training_outputs(image_rows, generator), dim=1)

    def training_outputs(
        self, image_rows: Int[torch.Tensor, " k"], generator: torch.Generator
    ) -> Float[torch.Tensor, "k dimensions"]:
        """The same before unit length.

        An image that is asked for several times in one call is seen in different views, as far as there are enough.
        Two calls draw independently and may meet the same view.
        """
        views = _views_to_take(image_rows, self._features.views, generator)
        outputs: torch.Tensor = self.network.head(self._features.of_views(image_rows, views).to(self._device))
        return outputs

    def vectors(self, image_rows: Int[np.ndarray, " k"]) -> Float[np.ndarray, "k dimensions"]:
        """The features of plain images through the head."""
        rows = torch.from_numpy(np.asarray(image_rows, dtype=np.int64))
        with torch.inference_mode():
            outputs = self.network.head(self._features.of_plain(rows).to(self._device))
        result: np.ndarray = normalize(outputs, dim=1).cpu().numpy()
        return result


def _views_to_take(
    image_rows: Int[torch.Tensor, " k"], views: int, generator: torch.Generator
) -> Int[torch.Tensor, " k"]:
    """A random view for each row; the times a row occurs go through its views from a random one in random strides."""
    rows, places = torch.unique(image_rows, return_inverse=True)
    order = torch.argsort(places, stable=True)
    occurrence = torch.empty_like(order)
    starts = torch.cumsum(torch.bincount(places), 0) - torch.bincount(places)
    occurrence[order] = torch.arange(len(order)) - starts[places[order]]
    first = torch.randint(views, (len(rows),), generator=generator)
    stride = torch.randint(1, max(2, views), (len(rows),), generator=generator)
    return (first[places] + occurrence * stride[places]) % views
