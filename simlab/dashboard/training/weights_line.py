"""Whether the published weights that a run starts from are on this machine."""

from simlab.encoders.spec import parse_spec
from simlab.encoders.weights import require_weights, weights_of, weights_state
from simlab.progress import size_text


def weights_line(backbone: str) -> str:
    """In words: here, or fetched from where before training begins; "" where it needs none.

    Args:
        backbone: as in a recipe; a bare name has random weights.

    Raises:
        SimLabError: there is no such encoder, or no such file of one's own.
    """
    if ":" not in backbone:
        return ""
    parse_spec(backbone)
    said = []
    for file in weights_of(backbone):
        stands = weights_state(file)
        if stands.here is not None:
            said.append(f"Its weights are on this machine ({size_text(stands.n_bytes or 0)}).")
        elif file.path is not None:
            require_weights(file)
        else:
            said.append(f"Its weights are fetched before training begins: {stands.expected}.")
    return " ".join(said)
