"""Using a network: vectors of pictures, without gradients, and a short name for its weights."""

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float
from PIL import Image

from simlab.encoders.embedding_network import EmbeddingNetwork
from simlab.encoders.pixels import normalised, squares
from simlab.workspace.fingerprints import fingerprint


def encode_images(network: EmbeddingNetwork, images: Sequence[Image.Image]) -> Float[np.ndarray, "images dimensions"]:
    """Unit vectors of RGB pictures, float32; the network must be in evaluation mode."""
    device = next(network.parameters()).device
    with torch.inference_mode():
        vectors = network(normalised(squares(images, network.shape.size).to(device)))
    result: np.ndarray = vectors.cpu().numpy()
    return result


def weights_fingerprint(network: EmbeddingNetwork) -> str:
    """Of all weights and buffers, by name."""
    return fingerprint({name: value.detach().cpu().numpy() for name, value in network.state_dict().items()})
