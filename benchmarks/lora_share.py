"""What low-rank adapters train and store, as shares of the network: rank 4 on ViT-S/16 (DINO) and ViT-B/32 (CLIP).

    python -m benchmarks.lora_share [--rank 4]

The real architectures at random weights. Adapters are stored as a model's file, read again, and must give the same
vectors to the bit.
"""

import argparse
import tempfile
from pathlib import Path

import torch

from simlab.encoders.model_files import write_model
from simlab.encoders.network_shape import NetworkShape
from simlab.encoders.networks import build_network, read_model
from simlab.progress import size_text
from tests.random_weights import random_weights

PRESETS = ("DINO", "CLIP")


def measure(label: str, rank: int, folder: Path) -> str:
    """One line about one network."""
    from simlab.encoders.presets import spec_of

    weights = random_weights(label, folder / label, seed=0)
    shape = NetworkShape(f"{spec_of(label)}@{weights}", size=None, tuning="lora", lora_rank=rank)
    network = build_network(shape, seed=0)
    for adapter in network.adapters():  # B begins at zero, and would hide what A holds
        torch.nn.init.normal_(adapter.b.get_parameter("weight"), std=0.02)
    write_model(folder / f"{label}-model", network, {})
    stored = (folder / f"{label}-model" / "weights.safetensors").stat().st_size
    backbone = [weight for weight in network.backbone.parameters() if not weight.requires_grad]
    n_backbone, n_bytes = sum(weight.numel() for weight in backbone), sum(weight.nbytes for weight in backbone)
    trained = sum(weight.numel() for weight in network.parameters() if weight.requires_grad)
    pixels = torch.rand(2, 3, network.size, network.size, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        same = torch.equal(network.eval()(pixels), read_model(folder / f"{label}-model").eval()(pixels))
    return (
        f"{label}, rank {rank}: {trained:,} of {n_backbone:,} weights trained ({trained / n_backbone:.2%}), "
        f"{size_text(stored)} stored ({stored / n_bytes:.2%}), read again equal to the bit: {same}"
    )


def main() -> None:
    """Both networks."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rank", type=int, default=4)
    rank = parser.parse_known_args()[0].rank
    with tempfile.TemporaryDirectory() as folder:
        for label in PRESETS:
            print(measure(label, rank, Path(folder)), flush=True)


if __name__ == "__main__":
    main()
