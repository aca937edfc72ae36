"""Training that goes on from the weights of another model."""

from dataclasses import dataclass

from torch import nn

from simlab.encoders.embedding_network import EmbeddingNetwork
from simlab.encoders.model_files import model_folder, weights_fingerprint
from simlab.encoders.network_shape import NetworkShape
from simlab.encoders.networks import read_model
from simlab.errors import InputError
from simlab.workspace import Workspace


@dataclass(frozen=True)
class StartWeights:
    """A model to start from.

    Attributes:
        name: by which the recipe names it.
        network: the model.
        fingerprint: of its weights.
    """

    name: str
    network: EmbeddingNetwork
    fingerprint: str


def read_start(workspace: Workspace, start_from: str, model: str) -> StartWeights:
    """The model that a recipe names.

    Args:
        workspace: where models are looked for by name.
        start_from: the name of a model, or a folder that holds one.
        model: the name of the model to be.

    Raises:
        NotFoundError: there is no such model.
        InputError: it is the very model to be trained.
        WorkspaceError: it is damaged.
    """
    folder = model_folder(workspace.path / "models", start_from)
    if folder.resolve() == (workspace.path / "models" / model).resolve():
        raise InputError(f"Model {model!r} cannot start from itself. Give the new model another --name.")
    return StartWeights(start_from, read_model(folder), weights_fingerprint(folder))


def require_startable(start: StartWeights, shape: NetworkShape) -> None:
    """Refuse a start that a network of this shape cannot take; of a spec that states no size, any size will do.

    Raises:
        InputError: backbone, size or adapters differ, or what is frozen in one was trained in the other.
    """
    found = start.network.shape
    if found.tuning not in (shape.tuning, "head"):
        raise InputError(
            f"The start model {start.name!r} was trained with tuning={found.tuning}, and this recipe, with "
            f"tuning={shape.tuning}, has other weights. Set backbone=checkpoint:{start.name} with tuning=head or "
            f"tuning=lora and leave start_from out; or set tuning={found.tuning}."
        )
    if found.backbone != shape.backbone or (shape.size is not None and found.size != shape.size):
        size = f" at {shape.size} × {shape.size}" if shape.size is not None else ""
        raise InputError(
            f"The start model {start.name!r} has backbone {found.backbone!r} at {found.size} × {found.size} pixels; "
            f"this recipe has {shape.backbone!r}{size}. Both must be the same: set "
            f"backbone={found.backbone} and size={found.size}, or start from another model."
        )
    if found.tuning == "lora" and _adapters(found) != _adapters(shape):
        raise InputError(
            f"The start model {start.name!r} has {_adapters(found)}; this recipe has {_adapters(shape)}. Both must be "
            "the same."
        )


def load_start(network: EmbeddingNetwork, start: StartWeights) -> None:
    """Put the start's weights into a network: its backbone or adapters, and a head of the same shape.

    Raises:
        InputError: see `require_startable`.
    """
    require_startable(start, network.shape)
    if start.network.shape.tuning != "head":
        network.backbone.load_state_dict(start.network.backbone.state_dict())
    if _shapes(network.head) == _shapes(start.network.head):
        network.head.load_state_dict(start.network.head.state_dict())


def _adapters(shape: NetworkShape) -> str:
    targets = ", ".join(shape.lora_targets) or "the attention"
    return f"adapters of rank {shape.lora_rank} and alpha {shape.lora_alpha:g} at {targets}"


def _shapes(head: nn.Module) -> dict[str, tuple[int, ...]]:
    return {name: tuple(value.shape) for name, value in head.state_dict().items()}
