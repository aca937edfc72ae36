"""The guided tour through the demo: what it shows comes from the demo's own validation answers."""

from simlab.dashboard.tour.card import show_tour
from simlab.dashboard.tour.guide import begin, can_be_given, hints_on, watch_drawing

__all__ = ["begin", "can_be_given", "hints_on", "show_tour", "watch_drawing"]
