"""The past of a design: its steps, its named versions, two of them compared, and the archive."""

from simlab.dashboard.regions.history.dialog import history_button
from simlab.dashboard.regions.history.standing import show_marks, standing_text
from simlab.dashboard.regions.history.version_view import VERSION, show_version

__all__ = ["VERSION", "history_button", "show_marks", "show_version", "standing_text"]
