"""Batched extraction: the vectors of a workspace's images, kept batch by batch so that a killed run goes on."""

from simlab.encoders.extraction.extraction import Extraction, extract, extract_together
from simlab.encoders.extraction.order import images_of_split
from simlab.encoders.extraction.unfinished import PartialEmbedding, partial_embedding
from simlab.encoders.extraction.vectors import StoredAs

__all__ = [
    "Extraction",
    "PartialEmbedding",
    "StoredAs",
    "extract",
    "extract_together",
    "images_of_split",
    "partial_embedding",
]
