"""Procedural landscapes: from latent attributes to a picture of any size, and a simulated annotator who compares them.

Nothing here comes from a camera or from people; whatever is made of it must be called synthetic.
"""

from simlab.landscapes.landscape import CONTEXTS, GENERATOR, Landscape, landscape_from_generator
from simlab.landscapes.rendering import render

__all__ = ["CONTEXTS", "GENERATOR", "Landscape", "landscape_from_generator", "render"]
