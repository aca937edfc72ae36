"""Small pictures of a workspace's images, made once and kept under `cache/thumbnails/`."""

import base64
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import streamlit as st
from PIL import Image

from simlab.errors import SimLabError
from simlab.images import decode_rgb, jpeg_bytes, thumbnail
from simlab.workspace import Workspace
from simlab.workspace.atomic import write_bytes

SIDE = 160
"""Pixels, of pictures to be compared by eye."""
HOVER_SIDE = 96
"""Pixels, of the picture under the pointer; painting takes a third of the time."""


def thumbnail_file(workspace: Workspace, row: int, side: int = SIDE) -> Path | None:
    """The thumbnail of an image, or None where it has no file or cannot be read."""
    checksum = workspace.images["sha256"].iloc[row]
    if pd.isna(checksum):
        return None
    path = workspace.path / "cache" / "thumbnails" / f"{str(checksum)[:32]}-{side}.jpg"
    if not path.is_file():
        try:
            picture = workspace.picture(row, side)
        except SimLabError:
            return None
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, jpeg_bytes(thumbnail(picture, side)), durable=False)
    return path


def thumbnails(workspace: Workspace, rows: list[int], side: int = SIDE) -> list[Image.Image | None]:
    """Thumbnails of several images, decoded in parallel."""

    def load(row: int) -> Image.Image | None:
        path = thumbnail_file(workspace, row, side)
        return decode_rgb(path) if path else None

    with ThreadPoolExecutor() as pool:
        return list(pool.map(load, rows))


def data_uri(workspace: Workspace, row: int, side: int = SIDE) -> str | None:
    """A thumbnail as a `data:` address, for HTML that only this session's browser gets; None without a picture."""
    return _data_uri(workspace, row, side, f"{workspace.path}|{workspace.images['sha256'].iloc[row]}")


@st.cache_data(max_entries=4_000, show_spinner=False)
def _data_uri(_workspace: Workspace, row: int, side: int, key: str) -> str | None:
    path = thumbnail_file(_workspace, row, side)
    return None if path is None else "data:image/jpeg;base64," + base64.b64encode(path.read_bytes()).decode()
