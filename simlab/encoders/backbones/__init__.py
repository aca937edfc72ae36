"""Networks as others give them, with the preparation that belongs to each: what encoders and training start from."""

from simlab.encoders.backbones.backbone import Backbone
from simlab.encoders.backbones.published import PUBLISHED, preparation_of, published_backbone

__all__ = ["PUBLISHED", "Backbone", "preparation_of", "published_backbone"]
