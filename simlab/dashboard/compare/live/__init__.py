"""The tab Live: one question, asked now, and what every model, each baseline and the ensemble answer."""

from simlab.dashboard.compare.live.tab import show_live

__all__ = ["show_live"]
