"""`make bench-gpu`: every benchmark that needs a CUDA device.

python -m benchmarks.gpu
"""

import sys

import torch

from benchmarks.extraction_throughput import measure

IMAGES = 16_384


def main() -> None:
    """Run them; ends with status 1 where there is no such device."""
    if not torch.cuda.is_available():
        sys.exit(f"torch {torch.__version__} finds no CUDA device here; nothing was measured.")
    for precision in ("bf16", "fp32"):
        measure("cuda", precision, IMAGES)


if __name__ == "__main__":
    main()
