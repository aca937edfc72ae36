"""Presenter mode: the open design told in large type, one step a click, to people who hear of it for the first time."""

from simlab.dashboard.present.page import present_page

__all__ = ["present_page"]
