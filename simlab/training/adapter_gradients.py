"""That adapters learn: some networks read the weights of a layer past the adapter beside it."""

from torch import nn

from simlab.encoders.embedding_network import EmbeddingNetwork
from simlab.errors import TrainingError, first_few


def require_adapter_gradients(modules: nn.Module) -> None:
    """Refuse to go on when an adapter got no gradient in the first step.

    Of an adapter alpha/r · B·A the first step moves B alone, since B starts at zero and the gradient of A is a
    multiple of B.

    Args:
        modules: those of a training problem, with gradients.

    Raises:
        TrainingError: the gradient of some B is missing, or zero everywhere.
    """
    for network in modules.modules():
        if not isinstance(network, EmbeddingNetwork) or not network.adapted:
            continue
        gradients = {adapter.layer: adapter.b.get_parameter("weight").grad for adapter in network.adapters()}
        idle = [name for name, gradient in gradients.items() if gradient is None or not gradient.any()]
        if idle:
            raise TrainingError(
                f"{len(idle)} of {len(gradients)} adapters got no gradient in the first step ({first_few(idle)}): the "
                f"network does not use these layers as such, or the loss does not reach them. Set lora_targets to "
                "other layers, or tuning=full."
            )
