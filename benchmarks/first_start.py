"""From a new installation to the demo's first interactive scatter and pictures under the pointer, in a real browser.

    python -m benchmarks.first_start

Each start has an empty home and a server of its own: the clock starts when the server answers, and stops when the map
of the demo takes the pointer; unpacking the demo lies within. Then the pointer is put on points not looked at before.
"""

import statistics
import tempfile
import time
from pathlib import Path

from tests.browser.driver import Reader, running_chromium, running_dashboard

STARTS, HOVERS = 5, 12


def main() -> None:
    """Print medians and the slowest."""
    starts, hovers = [], []
    with running_chromium() as browser:
        for _ in range(STARTS):
            with tempfile.TemporaryDirectory() as folder, running_dashboard(Path(folder)) as dashboard:
                context = browser.new_context(viewport={"width": 1280, "height": 800})
                reader = Reader(context.new_page(), dashboard.url)
                before = time.perf_counter()
                reader.page.goto(reader.url)
                reader.wait_for_canvas()
                starts.append(time.perf_counter() - before)
                reader.settle()
                places = reader.points_in_sight()
                chosen = places[:: max(1, len(places) // HOVERS)][:HOVERS]
                hovers += [reader.seconds_to_picture(place) for place in chosen]
                context.close()
    print(f"{STARTS} first starts with an empty home (synthetic demo)")
    print(f"server ready to interactive scatter: median {statistics.median(starts):.1f} s, slowest {max(starts):.1f} s")
    middle, slowest = (1000 * seconds for seconds in (statistics.median(hovers), max(hovers)))
    print(f"pointer on a point to its picture, painted then: median {middle:.0f} ms, slowest {slowest:.0f} ms")


if __name__ == "__main__":
    main()
