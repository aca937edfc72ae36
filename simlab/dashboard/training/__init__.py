"""The parts of the Training page."""

from simlab.dashboard.training.page import training_page

__all__ = ["training_page"]
