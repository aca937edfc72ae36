"""Models trained in a workspace, on disk.

`models/NAME/` holds `weights.safetensors` and `model.json`: the network's shape, the recipe, the training data. The
weights are those that training changed: all, a head, or adapters and a head. What stands under the latter two is named
by its spec and its fingerprint, and must be there when the model is opened.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from simlab.encoders.embedding_network import EmbeddingNetwork
from simlab.encoders.network_shape import NetworkShape
from simlab.errors import FingerprintError, NotFoundError, WorkspaceError
from simlab.workspace.atomic import new_folder, write_json
from simlab.workspace.fingerprints import file_fingerprint
from simlab.workspace.manifest import require_version

FORMAT_VERSION = 2
_WEIGHTS = "weights.safetensors"
_DESCRIPTION = "model.json"


def write_model(folder: Path, network: EmbeddingNetwork, description: dict[str, Any]) -> None:
    """Store a network as `models/NAME/`, replacing what is there.

    Args:
        folder: the model's own folder.
        network: the weights that training changes and its shape are stored.
        description: recipe, training data and figures, as JSON has them.
    """
    content = {"format_version": FORMAT_VERSION, "network": network.shape.as_json(), **description}
    if network.base_fingerprint is not None:
        content["base_fingerprint"] = network.base_fingerprint
    weights = {name: value.detach().cpu().contiguous() for name, value in network.trained.state_dict().items()}
    with new_folder(folder, replace=True) as draft:
        save_file(weights, draft / _WEIGHTS)
        write_json(draft / _DESCRIPTION, content)


def model_folder(models: Path | None, name_or_folder: str) -> Path:
    """Where a model is: of that name in the folder `models` where it exists, else the folder of that path."""
    if models is not None and (models / name_or_folder).is_dir():
        return models / name_or_folder
    return Path(name_or_folder).expanduser()


def weights_fingerprint(folder: Path) -> str:
    """Of the weights stored in `folder`; equal weights of one network give equal fingerprints.

    Raises:
        NotFoundError: there is no model.
    """
    _require_model(folder)
    return file_fingerprint(folder / _WEIGHTS)


@dataclass(frozen=True)
class StoredModel:
    """Attributes:
    folder: where it is.
    shape: what must be built before its weights are loaded.
    base_fingerprint: of the network that it was trained on, where that is not stored with it.
    """

    folder: Path
    shape: NetworkShape
    base_fingerprint: str | None


def stored_model(folder: Path) -> StoredModel:
    """What is stored in `folder`.

    Raises:
        NotFoundError: there is no model.
        WorkspaceError: it is damaged.
        FormatVersionError: a newer SimLab wrote it.
    """
    path = _require_model(folder)
    with refusing_damage(folder):
        content = json.loads(path.read_text(encoding="utf-8"))
        require_version(content.get("format_version"), FORMAT_VERSION, path)
        return StoredModel(folder, NetworkShape.from_json(content["network"]), content.get("base_fingerprint"))


def load_weights(stored: StoredModel, network: EmbeddingNetwork) -> None:
    """Load what training changed into a network of the stored shape.

    Raises:
        FingerprintError: it stands on another network than the one that it was trained on.
        WorkspaceError: the file is damaged.
    """
    if network.base_fingerprint != stored.base_fingerprint:
        raise FingerprintError(
            f"The model in {stored.folder} was trained on {network.shape.backbone!r} with fingerprint "
            f"{stored.base_fingerprint}; what that names now has {network.base_fingerprint}. Put the weights back that "
            "it was trained on, or train it again."
        )
    with refusing_damage(stored.folder):
        network.trained.load_state_dict(load_file(stored.folder / _WEIGHTS))


@contextmanager
def refusing_damage(folder: Path) -> Iterator[None]:
    """Whatever cannot be read, built or loaded inside is told as damage of the model in `folder`.

    Raises:
        WorkspaceError: something could not.
    """
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
        raise WorkspaceError(f"The model in {folder} is damaged ({error}). Train it again.") from None


def _require_model(folder: Path) -> Path:
    """The description of the model in `folder`."""
    path = folder / _DESCRIPTION
    if not path.is_file():
        raise NotFoundError(
            f"There is no trained model in {folder} ({_DESCRIPTION} is missing). Train one with `simlab train`, or "
            "name a folder that holds one."
        )
    return path
