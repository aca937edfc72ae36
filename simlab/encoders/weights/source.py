"""Where on the hub a package says that weights are."""

from pathlib import Path

LIST = Path(__file__).with_name("listed.json")
"""What one version of open_clip and of timm say, so that torch need not be imported to know."""
Source = tuple[str, str]
"""A repository "owner/name" on the hub, and a file in it where the package names one ("" otherwise)."""


def split_place(place: str) -> Source:
    """ "owner/name/" or "owner/name/file" as repository and file."""
    owner, repository, *name = place.split("/", 2)
    return f"{owner}/{repository}", "".join(name)
