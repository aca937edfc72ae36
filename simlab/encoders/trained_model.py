"""A model trained in a workspace, used as an encoder; and how its files are written and read.

`models/NAME/` holds `weights.safetensors` and `model.json`: the network's shape, the recipe, the training data.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from PIL import Image
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from simlab.encoders.devices import choose_device
from simlab.encoders.embedding_network import EmbeddingNetwork, NetworkShape, build_network
from simlab.encoders.network_inference import encode_images, weights_fingerprint
from simlab.encoders.pixels import describe
from simlab.errors import NotFoundError, WorkspaceError
from simlab.workspace.atomic import new_folder, write_json
from simlab.workspace.embeddings import Distance
from simlab.workspace.fingerprints import fingerprint
from simlab.workspace.manifest import require_version

FORMAT_VERSION = 1
_WEIGHTS = "weights.safetensors"
_DESCRIPTION = "model.json"


class TrainedModel:
    """A network with the weights of a finished training run."""

    distance: Distance = "cosine"

    def __init__(self, spec: str, folder: Path) -> None:
        self.spec = spec
        self._network = read_model(folder).eval()

    @property
    def dimensions(self) -> int:
        """The length of its unit vectors."""
        return self._network.dimensions

    @property
    def preprocessing(self) -> dict[str, Any]:
        """Central square, scaled, with ImageNet's channel statistics."""
        return describe(self._network.shape.size)

    @property
    def fingerprint(self) -> str:
        """Of the weights and the preprocessing."""
        return fingerprint(asdict(self._network.shape), weights_fingerprint(self._network), self.preprocessing)

    def use_device(self, name: str) -> None:
        """Move the network there."""
        self._network.to(choose_device(name))

    def encode(self, images: Sequence[Image.Image]) -> Float[np.ndarray, "images dimensions"]:
        """One unit vector per picture."""
        return encode_images(self._network, images)


def write_model(folder: Path, network: EmbeddingNetwork, description: dict[str, Any]) -> None:
    """Store a network as `models/NAME/`, replacing what is there.

    Args:
        folder: the model's own folder.
        network: its weights and its shape are stored.
        description: recipe, training data and figures, as JSON has them.
    """
    content = {"format_version": FORMAT_VERSION, "network": asdict(network.shape), **description}
    weights = {name: value.detach().cpu().contiguous() for name, value in network.state_dict().items()}
    with new_folder(folder, replace=True) as draft:
        save_file(weights, draft / _WEIGHTS)
        write_json(draft / _DESCRIPTION, content)


def read_model(folder: Path) -> EmbeddingNetwork:
    """The network stored in `folder`, on the processor.

    Raises:
        NotFoundError: there is none.
        WorkspaceError: it is damaged.
        FormatVersionError: a newer SimLab wrote it.
    """
    path = folder / _DESCRIPTION
    if not path.is_file():
        raise NotFoundError(
            f"There is no trained model in {folder} ({_DESCRIPTION} is missing). Train one with `simlab train`, or "
            "name a folder that holds one."
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        require_version(content.get("format_version"), FORMAT_VERSION, path)
        network = build_network(NetworkShape(**content["network"]), seed=0)
        network.load_state_dict(load_file(folder / _WEIGHTS))
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
        raise WorkspaceError(f"The model in {folder} is damaged ({error}). Train it again.") from None
    return network
