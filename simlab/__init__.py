"""SimLab: see where image-similarity models agree with people, and build an ensemble from it."""

__version__ = "0.1.0"
