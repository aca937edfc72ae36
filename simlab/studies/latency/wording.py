"""Times, speeds and sizes as people read them, the same on pages and on the command line."""

from datetime import datetime


def seconds_text(seconds: float | None) -> str:
    """ "0.36 ms", "12.3 ms", "1.25 s"; three significant digits, an en dash where there is none."""
    if seconds is None:
        return "–"
    if seconds >= 1:
        return f"{_three(seconds)} s"
    return f"{_three(1000 * seconds)} ms"


def rate_text(per_second: float | None) -> str:
    """ "1,240"; three significant digits, an en dash where there is none."""
    return "–" if per_second is None else _three(per_second)


def memory_text(n_bytes: int | None) -> str:
    """ "351 MB"; a dash for what is not known, and nothing for encoders without weights."""
    from simlab.progress import size_text

    return "–" if n_bytes is None else size_text(n_bytes) if n_bytes else ""


def day_text(moment: str) -> str:
    """When something was measured, in local time: "2026-11-21 16:05"."""
    return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}"


def _three(value: float) -> str:
    """Three significant digits without exponents; whole numbers from 100 on."""
    if value >= 99.95:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 9.995 else f"{value:.2f}"
