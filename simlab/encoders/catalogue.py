"""Every published network that can be named in a spec, as the installed open_clip and timm list them."""

from functools import cache

from simlab.errors import MissingDependencyError


@cache
def listed_specs() -> tuple[str, ...]:
    """The specs of all networks with published weights; takes seconds the first time, which imports both packages.

    Raises:
        MissingDependencyError: one of the packages is not installed.
    """
    try:
        from simlab.encoders.backbones.open_clip_towers import open_clip_names
        from simlab.encoders.backbones.timm_networks import timm_names
    except ImportError as error:
        raise MissingDependencyError(
            f"The list of networks needs the package {error.name!r}. Install it: pip install -r requirements.txt"
        ) from None
    return (*(f"open_clip:{name}" for name in open_clip_names()), *(f"timm:{name}" for name in timm_names()))


def matching_specs(words: str) -> tuple[str, ...]:
    """The listed specs in which every one of these words occurs, in any case of letters.

    Args:
        words: separated by blanks, e.g. `timm dinov3 small`.

    Raises:
        MissingDependencyError: as `listed_specs`.
    """
    wanted = words.casefold().split()
    return tuple(spec for spec in listed_specs() if all(word in spec.casefold() for word in wanted))
