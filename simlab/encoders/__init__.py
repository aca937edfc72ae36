"""Pictures to vectors: encoders by spec, and batched extraction. Heavy packages are imported when used."""

from simlab.encoders.encoder import Encoder, Precision, encode
from simlab.encoders.extraction import (
    Extraction,
    PartialEmbedding,
    StoredAs,
    extract,
    extract_together,
    partial_embedding,
)
from simlab.encoders.registry import open_encoder
from simlab.encoders.spec import known_specs

__all__ = [
    "Encoder",
    "Extraction",
    "PartialEmbedding",
    "Precision",
    "StoredAs",
    "encode",
    "extract",
    "extract_together",
    "known_specs",
    "open_encoder",
    "partial_embedding",
]
