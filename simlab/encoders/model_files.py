"""Models trained in a workspace, on disk.

`models/NAME/` holds `weights.safetensors` and `model.json`: the network's shape, the recipe, the training data. The
weights are those that training changed: all, a head, or adapters and a head. What stands under the latter two is named
by its spec and its fingerprint, and must be there when the model is opened.
"""

import json
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from simlab.encoders.embedding_network import EmbeddingNetwork, NetworkShape, build_network
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


def read_model(folder: Path) -> EmbeddingNetwork:
    """The network stored in `folder`, on the processor.

    Raises:
        NotFoundError: there is none, or the model that it stands on is not beside it any more.
        WorkspaceError: it is damaged.
        FingerprintError: what it stands on is another network than the one that it was trained on.
        FormatVersionError: a newer SimLab wrote it.
        WeightsMissingError: published weights that it stands on are not on this machine.
    """
    path = _require_model(folder)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        require_version(content.get("format_version"), FORMAT_VERSION, path)
        shape = NetworkShape.from_json(content["network"])
        network = build_network(shape, seed=0, models=folder.parent, weights=False)
        _require_same_base(folder, network, content.get("base_fingerprint"))
        network.trained.load_state_dict(load_file(folder / _WEIGHTS))
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
        raise WorkspaceError(f"The model in {folder} is damaged ({error}). Train it again.") from None
    return network


def _require_model(folder: Path) -> Path:
    """The description of the model in `folder`."""
    path = folder / _DESCRIPTION
    if not path.is_file():
        raise NotFoundError(
            f"There is no trained model in {folder} ({_DESCRIPTION} is missing). Train one with `simlab train`, or "
            "name a folder that holds one."
        )
    return path


def _require_same_base(folder: Path, network: EmbeddingNetwork, expected: str | None) -> None:
    if network.base_fingerprint != expected:
        raise FingerprintError(
            f"The model in {folder} was trained on {network.shape.backbone!r} with fingerprint {expected}; what that "
            f"names now has {network.base_fingerprint}. Put the weights back that it was trained on, or train it again."
        )
