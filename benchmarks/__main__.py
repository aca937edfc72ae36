"""`make bench`: every benchmark that needs no GPU and no hours, one after the other."""

from benchmarks import (
    browser_latency,
    extraction_throughput,
    first_start,
    live_triple,
    lora_share,
    panning,
    per_reference_accuracy,
    published_ensemble,
    region_edit,
    retrieval_search,
)
from tests.browser.driver import CHROMIUM


def main() -> None:
    """Run them all; those in a browser only where there is one."""
    for module in (
        per_reference_accuracy,
        region_edit,
        published_ensemble,
        extraction_throughput,
        live_triple,
        lora_share,
        retrieval_search,
        *([browser_latency, panning, first_start] if CHROMIUM else []),
    ):
        print(f"\n## {module.__name__}\n{(module.__doc__ or '').splitlines()[0]}")
        module.main()
    if not CHROMIUM:
        print("\nbenchmarks.browser_latency, panning and first_start were left out: there is no chromium on the path.")


if __name__ == "__main__":
    main()
