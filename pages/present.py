"""Present: the open design in large type, one step a click."""

from simlab.dashboard import state
from simlab.dashboard.entry import enter_through_app
from simlab.dashboard.present import present_page

enter_through_app()
present_page(state.require_workspace())
