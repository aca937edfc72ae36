"""Below the map of the Regions page: why the reference in hand is answered so, and what lies in the region in hand."""

from simlab.dashboard.regions.explanation.section import show_explanations, take_pictures

__all__ = ["show_explanations", "take_pictures"]
