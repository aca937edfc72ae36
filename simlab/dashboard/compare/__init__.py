"""The Compare page: the scoreboard, the triples behind every figure on it, and how models relate."""

from simlab.dashboard.compare.page import compare_page

__all__ = ["compare_page"]
