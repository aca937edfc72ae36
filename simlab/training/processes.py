"""Whether this process trains alone, or is one of several that torch's launcher started."""

import os


def process_count() -> int:
    """How many processes train together."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def is_first_process() -> bool:
    """Whether this is the one that writes and tells."""
    return int(os.environ.get("RANK", "0")) == 0
