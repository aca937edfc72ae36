"""The design panel: regions in priority order with their rules, and what the design is worth, as one component."""

from simlab.dashboard.regions.panel.answer import answer_panel_event
from simlab.dashboard.regions.panel.build import panel_spec
from simlab.dashboard.regions.panel.component import PANEL, design_panel, take_panel_event

__all__ = ["PANEL", "answer_panel_event", "design_panel", "panel_spec", "take_panel_event"]
