"""The Explore page: where on a map each model agrees with people, and the triples behind any part of it."""

from simlab.dashboard.explore.page import explore_page

__all__ = ["explore_page"]
