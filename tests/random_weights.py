"""Files of random weights of real architectures, to serve from a hub or to name in a spec."""

from pathlib import Path


def random_weights(spec: str, folder: Path, seed: int) -> Path:
    """A file of random weights of the real architecture, named and filled as the one that the hub has for a spec.

    Args:
        spec: of one part, or the label of a preset.
        folder: where the file goes.
        seed: of the weights.

    Returns:
        A .safetensors file with half-precision numbers, to save room and time; networks take them as fp32.
    """
    import torch
    from safetensors.torch import save_file

    from simlab.encoders.presets import spec_of
    from simlab.encoders.spec import parse_spec
    from simlab.encoders.weights import weights_of

    (part,) = parse_spec(spec_of(spec)).parts
    (file,) = weights_of(part.text)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = _open_clip_network(part.name) if part.prefix == "open_clip" else _timm_network(part.name)
    state = {name: value.half() if value.is_floating_point() else value for name, value in network.state_dict().items()}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file.names[0]
    save_file({name: value.contiguous() for name, value in state.items()}, path)
    return path


def _open_clip_network(name: str):
    import open_clip

    return open_clip.create_model(name.rpartition("/")[0], pretrained=None)


def _timm_network(name: str):
    import timm

    return timm.create_model(name, pretrained=False, num_classes=timm.get_pretrained_cfg(name).num_classes)
