"""Low-rank adapters (LoRA) beside the frozen layers of a network, through peft.

Hu et al., "LoRA: low-rank adaptation of large language models", ICLR 2022: a layer W of d outputs and k inputs becomes
W + alpha/r · B·A with A of r × k and B of d × r, where B starts at zero, so that the network at first is as it was.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from peft import LoraConfig, inject_adapter_in_model
from peft.tuners.lora import LoraLayer
from torch import nn

from simlab.errors import InputError, first_few

ATTENTION_LAYERS = ("qkv", "kv", "q", "v", "q_proj", "v_proj", "query", "value")
"""What timm calls the layers that make queries and values; open_clip's attention is one module of torch's."""
_NAME = "default"


class Adapter(NamedTuple):
    """Attributes:
    layer: the name of the layer beside which it is.
    a: from the layer's inputs to r numbers.
    b: from these to the layer's outputs.
    """

    layer: str
    a: nn.Module
    b: nn.Module


def add_adapters(network: nn.Module, rank: int, alpha: float, targets: Sequence[str]) -> None:
    """Freeze a network and put adapters beside some of its layers; A is drawn from torch's generator.

    Args:
        network: changed in place.
        rank: r.
        alpha: see above.
        targets: names of layers, or ends of names; none for those of the attention. Of attention that is one module of
            torch's, the joint layer of queries, keys and values and the one after it get an adapter each.

    Raises:
        InputError: it has no such layers, or has adapters already.
    """
    if any(True for _ in adapters_of(network)):
        raise InputError(
            "The network has adapters already. Go on training them: give the settings of the model that has them, and "
            "name it as start_from (--from)."
        )
    layers = _targets(network, targets)
    network.requires_grad_(False)
    inject_adapter_in_model(
        LoraConfig(r=rank, lora_alpha=alpha, target_modules=layers),  # type: ignore[arg-type]
        network,
        adapter_name=_NAME,
    )


def adapters_of(network: nn.Module) -> Iterator[Adapter]:
    """The adapters of a network."""
    for name, layer in network.named_modules():
        if isinstance(layer, LoraLayer) and _NAME in layer.lora_A:
            yield Adapter(name, layer.lora_A[_NAME], layer.lora_B[_NAME])


def _targets(network: nn.Module, wanted: Sequence[str]) -> list[str]:
    """The full names of the layers that get an adapter."""
    layers = {name: layer for name, layer in network.named_modules() if isinstance(layer, _KINDS) and name}
    if not wanted:
        found = [name for name, layer in layers.items() if _is_attention(name, layer)]
        if not found:
            raise InputError(
                f"The network has no attention whose layers are known ({', '.join(ATTENTION_LAYERS)}). Set "
                f"lora_targets to some of its {len(layers)} layers, by name or end of the name: {_ends(layers)}."
            )
        return found
    strange = [want for want in wanted if not any(_matches(name, want) for name in layers)]
    if strange:
        raise InputError(
            f"{len(strange)} of lora_targets are no layers of the network ({first_few(strange)}). Its {len(layers)} "
            f"layers have names that end with: {_ends(layers)}."
        )
    return [name for name in layers if any(_matches(name, want) for want in wanted)]


_KINDS = (nn.Linear, nn.Conv2d, nn.MultiheadAttention)


def _is_attention(name: str, layer: nn.Module) -> bool:
    return isinstance(layer, nn.MultiheadAttention) or name.rpartition(".")[2] in ATTENTION_LAYERS


def _matches(name: str, want: str) -> bool:
    return name == want or name.endswith(f".{want}")


def _ends(layers: Iterable[str]) -> str:
    return first_few(dict.fromkeys(name.rpartition(".")[2] for name in layers), 8)
