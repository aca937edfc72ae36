"""When a device runs out of memory: how that is told, and what is given back before the next try."""

_SAYINGS = ("out of memory", "not enough memory", "can't allocate memory", "alloc_failed")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether this is the device's (or the processor's) refusal to hold so much at once."""
    if isinstance(error, MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(saying in str(error).lower() for saying in _SAYINGS)


def release_memory() -> None:
    """Give what torch keeps for later use back to the devices."""
    import torch

    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    elif torch.backends.mps.is_available():
        torch.mps.empty_cache()
