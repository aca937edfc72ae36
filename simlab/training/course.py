"""The course that all training takes: open the run, train, keep the model, register it; a finished run is only read."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from simlab.errors import ConflictError
from simlab.training.history import best_record
from simlab.training.order import Order, TrainingResult
from simlab.training.processes import is_first_process
from simlab.training.run_folder import at_work, is_kept, open_run, read_run, run_folder, write_run

if TYPE_CHECKING:
    from simlab.training.loop import Problem

P = TypeVar("P", bound="Problem")


@dataclass(frozen=True)
class Training(Generic[P]):
    """One training run, ready to be run or estimated.

    Attributes:
        order: what to train.
        begin: makes the problem, with its weights as they are at first.
        keep: is given the trained problem and its description, and writes the model.
        register: makes the written model one of the workspace's, as far as it is not.
    """

    order: Order
    begin: Callable[[], P]
    keep: Callable[[P, dict[str, Any]], None]
    register: Callable[[], None]

    def run(self) -> TrainingResult:
        """Train as ordered, or read what came of it before; then register the model, if that is ordered.

        Raises:
            ConflictError: a model of that name exists that was not trained here, or another process trains it now.
            FingerprintError: a run of that name was made with other settings or from other data.
            JobCancelled: the user asked to stop; call again to go on.
        """
        result = run_training(self.order, self.begin, self.keep)
        if self.order.register and is_first_process():
            self.register()
        return result


def run_training(order: Order, begin: Callable[[], P], keep: Callable[[P, dict[str, Any]], None]) -> TrainingResult:
    """Train as ordered, or read what came of it before; registers nothing. See `Training`.

    Of several processes that torch's launcher started, the first opens the run, measures, and keeps the model.
    """
    from simlab.training.loop.ranks import join_ranks

    name = order.entry.name
    asked = {
        "kind": order.entry.kind,
        "context": order.entry.context,
        "recipe": {"name": type(order.recipe).__name__, **order.recipe.as_json()},
        **order.source,
    }
    ranks = join_ranks()
    with at_work(order.workspace, name) if ranks.is_first else nullcontext():
        _require_fitting_vectors(order)
        usual = type(order.recipe)().as_json()
        opened = [open_run(order.workspace, name, asked, usual, resume=order.resume)] if ranks.is_first else []
        folder, run = ranks.agreed(opened)[0]
        if not (run["finished"] and is_kept(order.workspace, name)):
            run = _trained(order, begin, keep, folder, run, asked)
    return TrainingResult(model=name, run=folder, **run["outcome"])


def _require_fitting_vectors(order: Order) -> None:
    """Refuse new weights for a registered model that would keep the vectors of its old ones."""
    name = order.entry.name
    if order.register or all(entry.name != name for entry in order.workspace.manifest.models):
        return
    run = read_run(run_folder(order.workspace, name))
    if not (order.resume and run and run["finished"] and is_kept(order.workspace, name)):
        raise ConflictError(
            f"Model {name!r} is registered; trained anew without being registered, it would keep the vectors of its "
            "old weights. Leave out --no-register, or choose another --name."
        )


def _trained(
    order: Order,
    begin: Callable[[], P],
    keep: Callable[[P, dict[str, Any]], None],
    folder: Path,
    run: dict[str, Any],
    asked: dict[str, Any],
) -> dict[str, Any]:
    from simlab.training.embedders import FEATURES
    from simlab.training.loop import CHECKPOINT, run_loop

    problem = begin()
    weights = _counted(problem)
    order.progress.log(
        f"{weights['trained']:,} of {weights['all']:,} weights are trained ({weights['trained'] / weights['all']:.1%})"
    )
    run = {**run, "finished": False, "selection": problem.selection}
    if is_first_process():
        write_run(folder, run)
    history = run_loop(problem, order.recipe, folder, repr(order.entry.name), order.progress)
    best = best_record(history, problem.selection)
    outcome = {
        "epochs": len(history),
        "best_epoch": best.epoch,
        "selection": problem.selection,
        "figures": dict(best.figures),
        **order.counts,
        "seconds": history[-1].seconds,
        "weights": weights,
    }
    run = {**run, "finished": True, "outcome": outcome}
    if is_first_process():
        keep(problem, {**asked, "outcome": outcome})
        write_run(folder, run)
        for no_longer_needed in (CHECKPOINT, FEATURES):
            (folder / no_longer_needed).unlink(missing_ok=True)
    return run


def _counted(problem: "Problem") -> dict[str, int]:
    weights = list(problem.modules.parameters())
    return {
        "all": sum(weight.numel() for weight in weights),
        "trained": sum(weight.numel() for weight in weights if weight.requires_grad),
    }
