"""The tab Differences: where one row of the scoreboard is right and another is not, on the map and as triples."""

from simlab.dashboard.compare.differences.section import show_differences

__all__ = ["show_differences"]
