"""Pictures to vectors: encoders by spec, and batched extraction. Heavy packages are imported when used."""

from simlab.encoders.encoder import Encoder, Precision, encode
from simlab.encoders.extraction import Extraction, StoredAs, extract
from simlab.encoders.registry import known_specs, open_encoder

__all__ = ["Encoder", "Extraction", "Precision", "StoredAs", "encode", "extract", "known_specs", "open_encoder"]
