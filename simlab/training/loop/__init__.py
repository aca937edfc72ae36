"""The one training loop. Imports torch, so import it only where training begins."""

from simlab.training.loop.problem import Problem
from simlab.training.loop.run import run_loop
from simlab.training.loop.schedule import learning_rate
from simlab.training.loop.state import CHECKPOINT

__all__ = ["CHECKPOINT", "Problem", "learning_rate", "run_loop"]
