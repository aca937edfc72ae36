"""What the hub says about a file, and what its refusals mean."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from simlab.encoders.weights.weights_file import WeightsFile
from simlab.errors import WeightsError


@dataclass(frozen=True)
class RemoteFile:
    """A file as the hub has it.

    Attributes:
        file: what was looked for.
        name: which of its names the hub has.
        url: where it is, for this commit.
        etag: SHA-256 of its content where that is kept apart from git, else git's own SHA-1.
        n_bytes: its size; None where the hub does not say.
    """

    file: WeightsFile
    name: str
    url: str
    etag: str
    n_bytes: int | None


def find_on_hub(file: WeightsFile) -> RemoteFile:
    """The file under the first of its names that the hub has.

    Raises:
        WeightsError: the hub cannot be reached or asked, or has no such file.
    """
    from huggingface_hub import get_hf_file_metadata, hf_hub_url
    from huggingface_hub.errors import EntryNotFoundError

    repo = str(file.repo)
    with explained(file):
        for name in file.names:
            try:
                found = get_hf_file_metadata(hf_hub_url(repo, name, revision=file.revision))
            except EntryNotFoundError:
                continue
            if found.commit_hash is None or not re.fullmatch(r"[\w.-]+", found.etag or ""):
                raise WeightsError(f"{_what(file)}: {_endpoint()} does not answer as a hub does. See to HF_ENDPOINT.")
            url = hf_hub_url(repo, name, revision=found.commit_hash)
            return RemoteFile(file, name, url, str(found.etag), found.size)
    raise WeightsError(
        f"{_what(file)}: {_endpoint()}/{repo} has no {' and no '.join(file.names)} at revision {file.revision!r}. "
        f"{_instead(file)}"
    )


@contextmanager
def explained(file: WeightsFile) -> Iterator[None]:
    """Makes a message for people of whatever talking to the hub raises.

    Raises:
        WeightsError: with that message.
    """
    from huggingface_hub import errors

    try:
        yield
    except errors.OfflineModeIsEnabled:
        reason = "HF_HUB_OFFLINE forbids to ask the hub. Unset it and try again"
    except errors.GatedRepoError:
        reason = (
            f"{file.repo} is gated. Accept its terms at {_endpoint()}/{file.repo}, then set HF_TOKEN or log in with "
            "`hf auth login`"
        )
    except errors.RevisionNotFoundError:
        reason = f"{_endpoint()}/{file.repo} has no revision {file.revision!r}"
    except errors.RepositoryNotFoundError:
        reason = (
            f"{_endpoint()} knows no repository {file.repo}, or shows it only to its members (then set HF_TOKEN or log "
            "in with `hf auth login`)"
        )
    except errors.HfHubHTTPError as error:
        reason = _status_reason(error.response.status_code)
    except errors.HTTPError as error:  # type: ignore[attr-defined]  # of httpx or httpx2, as its version has it
        named = f"{type(error).__name__}: {error}".rstrip(": ")
        reason = (
            f"{_endpoint()} cannot be reached, or broke off ({named}). See to the network and try again; what has come "
            "is kept"
        )
    else:
        return
    raise WeightsError(f"{_what(file)}: {reason}. {_instead(file)}") from None


def _status_reason(status: int) -> str:
    if status in (401, 403):
        return f"{_endpoint()} refused ({status}). See to HF_TOKEN, or log in anew with `hf auth login`"
    if status == 429:
        return f"{_endpoint()} was asked too often (429). Wait some minutes, or log in with `hf auth login`"
    return f"{_endpoint()} answered with status {status}. Try again later"


def _what(file: WeightsFile) -> str:
    return f"The weights of {file.spec!r} cannot be fetched"


def _instead(file: WeightsFile) -> str:
    return f"Or get the file some other way and name it: {file.named_by_path}"


def _endpoint() -> str:
    from huggingface_hub import constants

    return constants.ENDPOINT
