"""A design to hand on: a link, a file, a report, large type; and one that was handed over."""

from simlab.dashboard.regions.sharing.dialog import share_button
from simlab.dashboard.regions.sharing.link import take_view

__all__ = ["share_button", "take_view"]
