"""Pictures to vectors: encoders by spec, and batched extraction. Heavy packages are imported when used."""

from simlab.encoders.encoder import Encoder
from simlab.encoders.extraction import Extraction, StoredAs, extract
from simlab.encoders.registry import known_specs, open_encoder

__all__ = ["Encoder", "Extraction", "StoredAs", "extract", "known_specs", "open_encoder"]
