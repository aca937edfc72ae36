"""Retrieval: what lies nearest to a picture under every row, and who finds the right one first."""

from simlab.dashboard import state
from simlab.dashboard.badges import show_title
from simlab.dashboard.entry import enter_through_app
from simlab.dashboard.guard import guarded
from simlab.dashboard.retrieval import retrieval_page

enter_through_app()
workspace = state.require_workspace()
show_title("Retrieval", workspace)
with guarded():
    retrieval_page(workspace)
