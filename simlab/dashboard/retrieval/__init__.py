"""The Retrieval page: what lies nearest to a picture under every row, and which row finds the right one first."""

from simlab.dashboard.retrieval.page import retrieval_page

__all__ = ["retrieval_page"]
