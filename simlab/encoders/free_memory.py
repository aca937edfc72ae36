"""Whether there is memory for a network: on the device, and in the machine."""

from simlab.errors import InputError
from simlab.progress import size_text


def free_bytes(device: str) -> int:
    """On a CUDA device; in the machine for every other.

    Args:
        device: `auto`, or a device as torch names it.
    """
    import psutil
    import torch

    from simlab.encoders.devices import choose_device

    chosen = choose_device(device)
    if chosen.type == "cuda":
        return int(torch.cuda.mem_get_info(chosen)[0])
    return int(psutil.virtual_memory().available)


def refuse_more_than_memory(spec: str) -> None:
    """Refuse weights that cannot even be read: the files alone are more than what is free in the machine.

    Raises:
        InputError: so.
    """
    import psutil

    from simlab.encoders.weights import weights_of, weights_state

    needed = sum(weights_state(file).n_bytes or 0 for file in weights_of(spec))
    free = int(psutil.virtual_memory().available)
    if needed > free:
        raise InputError(
            f"The weights of {spec} are {size_text(needed)} on disk, and {size_text(free)} of memory are free. Choose "
            "a smaller model, or end other programs."
        )
