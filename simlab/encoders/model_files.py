"""Models trained in a workspace, on disk.

`models/NAME/` holds `weights.safetensors` and `model.json`: the network's shape, the recipe, the training data.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from simlab.encoders.embedding_network import EmbeddingNetwork, NetworkShape, build_network
from simlab.errors import NotFoundError, WorkspaceError
from simlab.workspace import Workspace
from simlab.workspace.atomic import new_folder, write_json
from simlab.workspace.fingerprints import file_fingerprint
from simlab.workspace.manifest import require_version

FORMAT_VERSION = 1
_WEIGHTS = "weights.safetensors"
_DESCRIPTION = "model.json"


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


def model_folder(workspace: Workspace | None, name_or_folder: str) -> Path:
    """Where a model is: `models/NAME/` of the workspace where that exists, else the folder of that path."""
    if workspace is not None and (workspace.path / "models" / name_or_folder).is_dir():
        return workspace.path / "models" / name_or_folder
    return Path(name_or_folder).expanduser()


def weights_fingerprint(folder: Path) -> str:
    """Of the weights stored in `folder`; equal weights of one network give equal fingerprints."""
    return file_fingerprint(folder / _WEIGHTS)


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
