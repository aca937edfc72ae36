"""The parts of the Home page."""

from simlab.dashboard.home.demo_section import show_demo
from simlab.dashboard.home.health_table import show_health
from simlab.dashboard.home.import_form import show_import
from simlab.dashboard.home.next_steps import show_next_steps
from simlab.dashboard.home.overview import show_overview

__all__ = ["show_demo", "show_health", "show_import", "show_next_steps", "show_overview"]
