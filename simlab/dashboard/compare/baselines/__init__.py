"""Baselines on the tab Scoreboard: start one on a split, and watch its row fill."""

from simlab.dashboard.compare.baselines.section import show_baselines

__all__ = ["show_baselines"]
