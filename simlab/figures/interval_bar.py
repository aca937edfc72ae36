"""An accuracy with its interval as a small still picture for one line of a table."""

from simlab.evaluation import Estimate
from simlab.figures.colours import CHANCE

_WIDTH, _HEIGHT = 90, 14


def interval_bar(estimate: Estimate, limits: tuple[float, float], colour: str) -> str:
    """A dot at the accuracy, a line along its interval, and a mark at chance, as an `<svg>` element.

    It is decoration beside the figure in words, and hidden from those who have the page read out.

    Args:
        estimate: its value may be NaN: then only chance is marked.
        limits: accuracies at the ends of the picture.
        colour: '#rrggbb'.
    """

    def place(share: float) -> float:
        return _WIDTH * (min(max(share, limits[0]), limits[1]) - limits[0]) / (limits[1] - limits[0])

    middle = _HEIGHT / 2
    chance = place(CHANCE)
    marks = [f'<path d="M{chance:.1f} 0V{_HEIGHT}" stroke="#8a94a3" stroke-dasharray="2 2"/>']
    if estimate.low is not None and estimate.high is not None:
        low, high = place(estimate.low), place(estimate.high)
        marks.append(f'<path d="M{low:.1f} {middle:g}H{high:.1f}" stroke="{colour}" stroke-width="2"/>')
    if estimate.value == estimate.value:
        marks.append(f'<circle cx="{place(estimate.value):.1f}" cy="{middle:g}" r="3.4" fill="{colour}"/>')
    box = f'viewBox="-5 0 {_WIDTH + 10} {_HEIGHT}"'
    return f'<svg class="bar" xmlns="http://www.w3.org/2000/svg" {box} aria-hidden="true">{"".join(marks)}</svg>'
