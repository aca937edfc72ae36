"""The tab Latency: how long models take on this machine, what one query costs, and what half precision changes."""

from simlab.dashboard.compare.latency.section import show_latency

__all__ = ["show_latency"]
