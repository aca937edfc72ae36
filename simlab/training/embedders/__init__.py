"""Where the vectors of training come from: pictures, features that were computed once, or free vectors per object."""

from simlab.training.embedders.cached_features import FEATURES
from simlab.training.embedders.choice import NetworkEmbedder, embedder_for
from simlab.training.embedders.embedder import Embedder
from simlab.training.embedders.feature_embedder import FeatureEmbedder
from simlab.training.embedders.object_embedder import ObjectEmbedder
from simlab.training.embedders.picture_embedder import PictureEmbedder

__all__ = [
    "FEATURES",
    "Embedder",
    "FeatureEmbedder",
    "NetworkEmbedder",
    "ObjectEmbedder",
    "PictureEmbedder",
    "embedder_for",
]
