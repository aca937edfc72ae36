"""Training that starts from the weights of another model instead of random ones."""

from dataclasses import dataclass

from simlab.encoders.embedding_network import EmbeddingNetwork, NetworkShape, build_network
from simlab.encoders.model_files import model_folder, read_model, weights_fingerprint
from simlab.errors import InputError
from simlab.workspace import Workspace


@dataclass(frozen=True)
class StartWeights:
    """A model to start from.

    Attributes:
        network: the model.
        fingerprint: of its weights.
    """

    network: EmbeddingNetwork
    fingerprint: str


def read_start(workspace: Workspace, start_from: str, shape: NetworkShape, model: str) -> StartWeights:
    """The weights that a recipe names, if the network to be trained can take them.

    Args:
        workspace: where models are looked for by name.
        start_from: the name of a model, or a folder that holds one.
        shape: of the network to be trained.
        model: the name of the model to be.

    Raises:
        NotFoundError: there is no such model.
        InputError: its backbone or its input size is another, or it is the very model to be trained.
        WorkspaceError: it is damaged.
    """
    folder = model_folder(workspace, start_from)
    if folder.resolve() == (workspace.path / "models" / model).resolve():
        raise InputError(f"Model {model!r} cannot start from itself. Give the new model another --name.")
    network = read_model(folder)
    found = network.shape
    if (found.backbone, found.size) != (shape.backbone, shape.size):
        raise InputError(
            f"The start model {start_from!r} has backbone {found.backbone!r} at {found.size} × {found.size} pixels; "
            f"this recipe has {shape.backbone!r} at {shape.size} × {shape.size}. Both must be the same: set "
            f"backbone={found.backbone} and size={found.size}, or start from another model."
        )
    return StartWeights(network, weights_fingerprint(folder))


def network_to_train(shape: NetworkShape, seed: int, start: StartWeights | None) -> EmbeddingNetwork:
    """A network at random weights from `seed`, or with the backbone of `start`.

    A head of the same dimensions comes from `start` too; any other is new, and drawn from `seed`.
    """
    network = build_network(shape, seed)
    if start is not None:
        network.backbone.load_state_dict(start.network.backbone.state_dict())
        if start.network.shape.dimensions == shape.dimensions:
            network.head.load_state_dict(start.network.head.state_dict())
    return network
