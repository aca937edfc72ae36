"""The Regions page: draw regions on a map, say which models to trust in each, and watch the ensemble's accuracy."""

from simlab.dashboard.regions.page import regions_page

__all__ = ["regions_page"]
