"""Networks by spec, with the preparation that belongs to each: what encoders and training start from."""

from simlab.encoders.backbones.backbone import Backbone
from simlab.encoders.backbones.opening import open_backbone, preparation_of, require_network

__all__ = ["Backbone", "open_backbone", "preparation_of", "require_network"]
