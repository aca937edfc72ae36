"""A run in words: what it learns from, where it stands, which epoch is its best."""

from simlab.figures.training_curves import RunCourse, figure_name
from simlab.jobs.snapshot import duration
from simlab.training.runs import Run

_STATES = {
    "training": "▶ training",
    "stopped": "■ stopped",
    "finished": "✓ trained",
    "registered": "● in the workspace",
}
_RECIPES = {"OrdinalRecipe": "answers, no pictures", "ContrastiveRecipe": "pictures alone", "ProxyRecipe": "classes"}


def recipe_words(run: Run) -> str:
    """What it learns from: "answers, context indoor"."""
    if run.recipe_name == "CSRecipe":
        return f"answers, context {run.context}" if run.context else "answers, all contexts"
    return _RECIPES.get(run.recipe_name, run.recipe_name)


def state_words(run: Run) -> str:
    """Where it stands."""
    return _STATES[run.state]


def planned_epochs(run: Run) -> int:
    """Epochs it shall have if nothing stops it early; those it had once it has ended."""
    if run.state in ("finished", "registered"):
        return len(run.history)
    return int(run.recipe["epochs"])


def course_of(run: Run) -> RunCourse:
    """The run as a chart takes it."""
    best = run.best if run.selection is not None else None
    return RunCourse(run.name, run.history, best.epoch if best else None)


def best_words(run: Run) -> str:
    """The figures of its best epoch: "epoch 7: local accuracy 83.1 %"; "" before the first."""
    best = run.best
    if best is None or not best.figures:
        return ""
    figures = ", ".join(f"{figure_name(name)} **{100 * value:.1f} %**" for name, value in best.figures.items())
    return f"epoch {best.epoch}: {figures}"


def share_done(run: Run) -> float:
    """Share of its epochs that are over, or of its time where that is limited and nearer to its end."""
    shares = [len(run.history) / max(1, planned_epochs(run))]
    limit = run.recipe.get("max_minutes")
    if limit:
        shares.append(run.seconds / (60 * limit))
    return min(1.0, max(shares))


def remaining_words(run: Run) -> str:
    """How long it still takes if its epochs go on as they went: "about 3 min left"; "" before the first has ended."""
    if not run.history:
        return ""
    seconds = (planned_epochs(run) - len(run.history)) * run.seconds / len(run.history)
    limit = run.recipe.get("max_minutes")
    if limit:
        seconds = min(seconds, 60 * limit - run.seconds)
    return f"about {duration(seconds)} left" if seconds > 0 else "the last steps"
